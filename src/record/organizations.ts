import type { CareTeam, CareTeamParticipant, Organization, Reference, Resource } from '@medplum/fhirtypes';
import { equal } from './json.ts';
import { hasCode } from './kinds.ts';
import { covers } from './period.ts';
import { type Directory, type PlanRecord, teamsOf } from './record.ts';
import { isRelative } from './references.ts';
import { NATIONAL, SAMPLAN } from './systems.ts';

/**
 * Organization numbers a reference stands for, the nearest first: its own identifier, the organization it points
 * at or works for, and what that one is part of (a koordinerende enhet is part of its municipality).
 */
export function organizationsOf(reference: Reference | undefined, directory: Directory): readonly string[] {
  return [...new Set(collect(reference, directory, 0))];
}

/** Deep enough for a unit in a department in a trust, and an end for a cycle. */
const MAX_DEPTH = 8;

function collect(reference: Reference | undefined, directory: Directory, depth: number): string[] {
  if (!reference || depth > MAX_DEPTH) return [];
  const { identifier } = reference;
  const own = identifier?.system === NATIONAL.organization && identifier.value ? [identifier.value] : [];
  const resource = entryOf(reference, directory);
  return [...own, ...(resource ? ofResource(resource, directory, depth) : [])];
}

/**
 * The directory's entry that a reference leads to: by our id, or by an identifier of its target. Several may carry one identifier and be told
 * to be of different organizations: it then leads to none of them, for which of them it is would be a matter of order.
 */
function entryOf({ reference, identifier }: Reference, directory: Directory): Resource | undefined {
  if (reference !== undefined) return isRelative(reference) ? directory.get(unversioned(reference)) : undefined;
  if (!identifier?.value) return undefined;
  const alike = [...directory.values()].filter(
    (entry): entry is Organization =>
      entry.resourceType === 'Organization' &&
      entry.identifier?.some(({ system, value }) => system === identifier.system && value === identifier.value) ===
        true,
  );
  // Another entry of the same number that says nothing of where it belongs contradicts nobody; one of the same RESH may.
  const placed = identifier.system === NATIONAL.organization ? alike.filter(({ partOf }) => partOf) : [];
  const [first, ...others] = placed.length > 0 ? placed : alike;
  if (identifier.system !== NATIONAL.organization && others.length > 0) return undefined;
  return others.every(({ partOf }) => equal(partOf, first?.partOf)) ? first : undefined;
}

function unversioned(reference: string): string {
  return reference.replace(/\/_history\/.*$/u, '');
}

function ofResource(resource: Resource, directory: Directory, depth: number): string[] {
  switch (resource.resourceType) {
    case 'Organization': {
      const numbers = (resource.identifier ?? []).flatMap(({ system, value }) =>
        system === NATIONAL.organization && value ? [value] : [],
      );
      return [...numbers, ...collect(resource.partOf, directory, depth + 1)];
    }
    case 'PractitionerRole':
      return collect(resource.organization, directory, depth + 1);
    case 'HealthcareService':
      return collect(resource.providedBy, directory, depth + 1);
    default:
      return [];
  }
}

/** Organizations behind a participant: who it is, and on whose behalf. */
export function organizationsOfParticipant(participant: CareTeamParticipant, directory: Directory): readonly string[] {
  return [...organizationsOf(participant.member, directory), ...organizationsOf(participant.onBehalfOf, directory)];
}

/** Participants who are responsible coordinators now (pbrl § 2-5 b; regulation on individual plan, content c). */
export function responsibleCoordinators(record: PlanRecord, at: string): readonly CareTeamParticipant[] {
  return teamsOf(record)
    .filter(isCurrent)
    .flatMap((team) => team.participant ?? [])
    .filter((participant) => hasCode(participant.role, SAMPLAN.participantRole, 'responsible-coordinator'))
    .filter(({ period }) => covers(period, at));
}

/** True for a team that is not over: its members take part. */
export function isCurrent(team: CareTeam): boolean {
  return team.status === undefined || team.status === 'active' || team.status === 'proposed';
}
