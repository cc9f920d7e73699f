import type { Consent, ConsentProvision, Group, Reference } from '@medplum/fhirtypes';
import { organizationsOf, organizationsOfParticipant } from '../record/organizations.ts';
import { covers } from '../record/period.ts';
import type { PlanRecord } from '../record/record.ts';
import { SAMPLAN } from '../record/systems.ts';
import type { Match } from './match.ts';
import type { Sector } from './sector.ts';

/** Who asks: an organization, a whole sector, or a relative. */
export interface Audience {
  /** Organization number. */
  readonly organization?: string;
  /** Absent: not known here. */
  readonly sector?: Sector;
  /** `RelatedPerson/id`. */
  readonly relative?: string;
}

/** What references of an actor lead to. */
export type Surroundings = Pick<PlanRecord, 'directory' | 'parts'>;

/** Roles in which an actor gets information (v3 ParticipationType); in others it is named for something else. */
const RECEIVING_ROLES: ReadonlySet<string> = new Set(['IRCP', 'PRCP']);

/**
 * Whether a provision is about the recipient; without an actor it is about everyone. A permit reaches exactly whom it
 * names: a unit's permit is not its municipality's. A deny reaches further: whoever denies a unit denies what the unit
 * is part of.
 */
export function actorMatch(
  { actor = [] }: ConsentProvision,
  effect: 'permit' | 'deny' | 'withheld',
  consent: Consent,
  audience: Audience,
  where: Surroundings,
  at: string,
): Match {
  if (actor.length === 0) return 'yes';
  const matches = actor.map(({ role, reference }): Match => {
    // Who has left a team is permitted nothing by it, and denied what it is denied.
    const named = whomOf(reference, consent, where, effect === 'permit' ? at : undefined);
    const match = isAmong(audience, named, effect === 'permit');
    if (match !== 'yes') return match;
    return role.coding?.some(({ code }) => RECEIVING_ROLES.has(code ?? '')) === true ? 'yes' : 'unknown';
  });
  if (matches.includes('yes')) return 'yes';
  return matches.includes('unknown') ? 'unknown' : 'no';
}

/** Whom a reference of an actor stands for. */
export interface Named {
  /** Each with what it is part of, the nearest first. */
  readonly organizations: readonly (readonly string[])[];
  readonly sectors: readonly string[];
  /** `RelatedPerson/id`. */
  readonly relatives: readonly string[];
  /** It names somebody, too, that can't be told here. */
  readonly isUnclear: boolean;
}

const NOBODY: Named = { organizations: [], sectors: [], relatives: [], isUnclear: false };
const SOMEBODY: Named = { ...NOBODY, isUnclear: true };

/**
 * Whom an actor's reference stands for: an organization, a role or service in it, a team with its members, a sector as a
 * logical reference (system recipient-sector), or a contained Group of these. The person and her relatives are no organization.
 *
 * @param at who is in a team at this instant; absent: who ever was, or will be
 */
export function whomOf(reference: Reference, consent: Consent, where: Surroundings, at?: string): Named {
  const { identifier } = reference;
  if (identifier?.system === SAMPLAN.recipientSector && identifier.value) {
    return { ...NOBODY, sectors: [identifier.value] };
  }
  const target = (reference.reference ?? '').replace(/\/_history\/.*$/u, '');
  if (target.startsWith('Patient/')) return NOBODY;
  if (target.startsWith('RelatedPerson/')) return { ...NOBODY, relatives: [target] };
  if (target.startsWith('#')) return groupIn(consent, target.slice(1), where, at);
  if (target.startsWith('CareTeam/')) return teamAt(target, where, at);
  const organizations = organizationsOf(reference, where.directory);
  return organizations.length > 0 ? { ...NOBODY, organizations: [organizations] } : SOMEBODY;
}

function groupIn(consent: Consent, id: string, where: Surroundings, at: string | undefined): Named {
  const group = consent.contained?.find((one) => one.id === id);
  if (group?.resourceType !== 'Group') return SOMEBODY;
  const members = (group.member ?? []).map(({ entity }) => whomOf(entity, { ...consent, contained: [] }, where, at));
  const all = [...members, ...(group.characteristic ?? []).map(characterized)];
  // Who is left out of a group, or in it by several marks at once, can't be told.
  const isCrossed = (group.characteristic ?? []).length > 1 || (members.length > 0 && all.length > members.length);
  return all.length === 0 || isCrossed ? SOMEBODY : together(all);
}

function characterized({ exclude, valueCodeableConcept }: NonNullable<Group['characteristic']>[number]): Named {
  const sectors = (valueCodeableConcept?.coding ?? []).flatMap(({ system, code }) =>
    system === SAMPLAN.recipientSector && code ? [code] : [],
  );
  return exclude || sectors.length === 0 ? SOMEBODY : { ...NOBODY, sectors };
}

function teamAt(target: string, { parts, directory }: Surroundings, at: string | undefined): Named {
  const team = parts.get(target)?.resource;
  if (team?.resourceType !== 'CareTeam') return SOMEBODY;
  const organizations = (team.participant ?? [])
    .filter(({ period }) => at === undefined || covers(period, at))
    .map((participant) => organizationsOfParticipant(participant, directory))
    .filter(({ length }) => length > 0);
  return { ...NOBODY, organizations };
}

function together(all: readonly Named[]): Named {
  return {
    organizations: all.flatMap(({ organizations }) => organizations),
    sectors: all.flatMap(({ sectors }) => sectors),
    relatives: all.flatMap(({ relatives }) => relatives),
    isUnclear: all.some(({ isUnclear }) => isUnclear),
  };
}

/** Sectors of the code system that a party's sector stands for exactly; the others are all kept as `other`. */
const EXACT_SECTORS: ReadonlySet<string> = new Set(['municipal', 'specialist'] satisfies Sector[]);

function isAmong({ organization, sector, relative }: Audience, named: Named, isExactly: boolean): Match {
  if (relative !== undefined) return named.relatives.includes(relative) ? 'yes' : named.isUnclear ? 'unknown' : 'no';
  const reached = isExactly ? named.organizations.map((all) => all.slice(0, 1)) : named.organizations;
  if (organization !== undefined && reached.some((all) => all.includes(organization))) return 'yes';
  const matches = named.sectors.map((one) => inSector(one, sector));
  if (matches.includes('yes')) return 'yes';
  return named.isUnclear || matches.includes('unknown') ? 'unknown' : 'no';
}

/** Whether a sector of the code system recipient-sector is the one that is asked for. */
function inSector(named: string, sector: Sector | undefined): Match {
  if (sector === undefined) return 'unknown';
  if (EXACT_SECTORS.has(named)) return named === sector ? 'yes' : 'no';
  return sector === 'other' ? 'unknown' : 'no';
}
