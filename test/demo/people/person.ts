import type { Resource } from '@medplum/fhirtypes';
import type { FhirSystem } from '../fhir-system.ts';
import type { ActivityPlan } from '../nav-office.ts';
import type { Calendar } from './calendar.ts';
import { nationalIdentityNumber } from './identity.ts';
import type { OrganizationKey, ServerName, SystemName } from './organizations.ts';

/** Who someone is, whatever today is. */
export interface Profile {
  /** Row of the story. */
  readonly number: number;
  readonly given: string;
  readonly family: string;
  readonly gender: 'female' | 'male';
  readonly age: number;
  readonly daysSinceBirthday: number;
}

/** Someone as of a given today. */
export interface Identity extends Profile {
  readonly birthDate: string;
  /** Synthetic fødselsnummer. */
  readonly fnr: string;
}

/**
 * When an act happens. `sharing`: after the plans have flowed for the first time. `moving`: after that has settled.
 * `outage`: after that, while the trust's system is down. `repair`: when the story's counts have been taken.
 */
export type Moment = 'sharing' | 'moving' | 'outage' | 'repair';

/** Something a person does at their own system, as that system's users do: plain FHIR reads and writes. */
export interface Act {
  readonly moment: Moment;
  readonly at: ServerName;
  /** What happens, for the live table. */
  readonly line: string;
  perform(system: FhirSystem, who: Identity, when: Calendar): Promise<void>;
}

/** A coordinator decides the person's open conflict in Samplan. Always a repair. */
interface Decision {
  readonly line: string;
  readonly take: 'record' | 'partner';
}

/** The municipality's coordinator transfers the responsibility in Samplan, when the consent for it has come there. Always when moving. */
interface Transfer {
  readonly line: string;
  readonly to: OrganizationKey;
}

/** The NAV office works on the person's activity plan, and exports it. Always when moving. */
interface WorkAtNav {
  readonly line: string;
  edit(plan: ActivityPlan): ActivityPlan;
}

/** One person of the story. */
export interface Person {
  readonly profile: Profile;
  readonly situation: string;
  /** What stands at each system at the start. */
  seed(who: Identity, when: Calendar): Readonly<Record<SystemName, readonly Resource[]>>;
  readonly acts: readonly Act[];
  readonly decision?: Decision;
  readonly transfer?: Transfer;
  readonly atNav?: WorkAtNav;
}

/** @example identify(INGRID.profile, calendar(() => new Date())).fnr */
export function identify(profile: Profile, when: Calendar): Identity {
  const birthDate = when.birthDate(profile.age, profile.daysSinceBirthday);
  return { ...profile, birthDate, fnr: nationalIdentityNumber(birthDate, profile.gender, profile.number) };
}
