import type { CareTeamParticipant, Resource, Task } from '@medplum/fhirtypes';
import type { Conflict } from '../record/conflict.ts';
import { hasCode } from '../record/kinds.ts';
import { isCurrent, organizationsOfParticipant, responsibleCoordinators } from '../record/organizations.ts';
import { ownersOf } from '../record/owner.ts';
import { covers } from '../record/period.ts';
import { type PlanRecord, teamsOf } from '../record/record.ts';
import { referencesIn } from '../record/references.ts';
import { NATIONAL, SAMPLAN } from '../record/systems.ts';
import { decide } from './decide.ts';
import type { Party } from './party.ts';

/**
 * Who decides a conflict: the responsible coordinator where she may see every value that it quotes, else the part's
 * owner, else the koordinerende enhet (design: conflict).
 *
 * @param parties organizations whose sector is known; one that is not gets what nobody needs to permit
 * @example
 * deciderOf(record, conflict, partners, at); // { reference: 'PractitionerRole/…' }
 */
export function deciderOf(
  record: PlanRecord,
  conflict: Conflict,
  parties: readonly Party[],
  at: string,
): Task['owner'] | undefined {
  const coordinator = coordinatorsInOrder(record, at).find((one) => maySee(record, conflict, one, parties, at));
  if (coordinator?.member) return coordinator.member as Task['owner'];
  const part = record.parts.get(conflict.part);
  const [owner] = part ? ownersOf(part, record.directory) : [];
  if (owner !== undefined) {
    return { type: 'Organization', identifier: { system: NATIONAL.organization, value: owner } };
  }
  return coordinatingUnit(record, at)?.member as Task['owner'] | undefined;
}

/** Several are a duty to be mended; until then the same one answers, in whatever order they came. */
function coordinatorsInOrder(record: PlanRecord, at: string): readonly CareTeamParticipant[] {
  const name = (one: CareTeamParticipant): string =>
    [...organizationsOfParticipant(one, record.directory), JSON.stringify(one.member)].join();
  return responsibleCoordinators(record, at).toSorted((one, other) => (name(one) < name(other) ? -1 : 1));
}

/** Whether any organization that a coordinator acts for may see the part, and all that the values lead to. */
function maySee(
  record: PlanRecord,
  { part: key, base, ours, theirs }: Conflict,
  coordinator: CareTeamParticipant,
  parties: readonly Party[],
  at: string,
): boolean {
  const organizations = organizationsOfParticipant(coordinator, record.directory);
  const sector = parties.find(({ organization }) => organizations.includes(organization))?.sector ?? 'other';
  const quoted = { resourceType: 'Basic', values: [base, ours, theirs] } as unknown as Resource;
  const parts = [key, ...referencesIn(quoted)].flatMap((one) => record.parts.get(one) ?? []);
  return organizations.some((organization) =>
    parts.every((part) => {
      const { effect, reason } = decide(record, part, { name: organization, organization, sector }, 'coordination', at);
      // Of a consent of others' one sees only what it says of oneself.
      return effect === 'permit' && reason !== 'notice' && (part.kind !== 'consent' || reason === 'own-part');
    }),
  );
}

function coordinatingUnit(record: PlanRecord, at: string): CareTeamParticipant | undefined {
  return teamsOf(record)
    .filter(isCurrent)
    .flatMap((team) => team.participant ?? [])
    .find(({ role, period }) => covers(period, at) && hasCode(role, SAMPLAN.participantRole, 'coordinating-unit'));
}
