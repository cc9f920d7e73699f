import type { Consent, Patient, Reference } from '@medplum/fhirtypes';
import type { Party } from '../../src/consent/party.ts';
import { accessOf, oppositionOf } from './papers.ts';
import type { EditKind } from './scenario.ts';

/** What a decision is made from. */
interface Deciding {
  /** Whom it is about. */
  readonly party: Party;
  readonly patient: Reference<Patient>;
  /** Her consents, as whoever is told knows them. */
  readonly given: readonly Consent[];
  readonly now: number;
  /** How long a consent for a while lasts. */
  readonly hours: number;
  /** Of a new consent. */
  readonly id: string;
}

/** Consents as they are written when a person decides: a new one, or all of a kind that end. */
export function decidedAbout(kind: EditKind, { party, patient, given, now, hours, id }: Deciding): readonly Consent[] {
  const at = new Date(now).toISOString();
  switch (kind) {
    case 'consents':
      return [accessOf(id, patient, party, at)];
    case 'consents-for-a-while':
      return [accessOf(id, patient, party, at, new Date(now + hours * 3_600_000).toISOString())];
    case 'opposes':
      return [oppositionOf(id, patient, party, at)];
    default:
      return given.filter((one) => isActive(one, kind === 'withdraws' ? 'permit' : 'deny', party)).map(ended);
  }
}

function isActive({ status, provision }: Consent, type: 'permit' | 'deny', { organization }: Party): boolean {
  const isAbout = provision?.actor?.some(({ reference }) => reference.identifier?.value === organization);
  return status === 'active' && provision?.type === type && isAbout === true;
}

function ended(consent: Consent): Consent {
  return { ...consent, status: 'inactive' };
}
