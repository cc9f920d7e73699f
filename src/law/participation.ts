import type { CareTeam, CareTeamParticipant, Resource } from '@medplum/fhirtypes';
import { hasCode } from '../record/kinds.ts';
import { isCurrent, organizationsOfParticipant } from '../record/organizations.ts';
import { covers } from '../record/period.ts';
import { type PlanRecord, teamsOf } from '../record/record.ts';
import { NATIONAL, SAMPLAN } from '../record/systems.ts';
import type { Member } from './rule.ts';

/** Somebody's part in a team. */
export interface Participation {
  readonly team: CareTeam;
  readonly participant: CareTeamParticipant;
}

/** Who takes part now, in whatever team. */
export function participants(record: PlanRecord, at: string): readonly Participation[] {
  return teamsOf(record)
    .filter(isCurrent)
    .flatMap((team) => (team.participant ?? []).map((participant) => ({ team, participant })))
    .filter(({ participant: { period } }) => covers(period, at));
}

/** @example hasRole(participant, 'guardian') */
export function hasRole({ role }: CareTeamParticipant, code: string): boolean {
  return hasCode(role, SAMPLAN.participantRole, code);
}

export function isSameMember({ member: one }: CareTeamParticipant, { member: other }: CareTeamParticipant): boolean {
  if (one?.reference !== undefined) return one.reference === other?.reference;
  return one?.identifier?.value !== undefined && one.identifier.value === other?.identifier?.value;
}

/** The sector of the organization that a participant acts for, where it is known. */
export function sectorOf(
  record: PlanRecord,
  members: readonly Member[],
  participant: CareTeamParticipant,
): string | undefined {
  const organizations = organizationsOfParticipant(participant, record.directory);
  return members.find(({ organization }) => organizations.includes(organization))?.sector;
}

/** The organization or unit that a participant acts for owes it. */
export function owedByOf(record: PlanRecord, participant: CareTeamParticipant): { readonly owedBy?: string } {
  const [organization] = organizationsOfParticipant(participant, record.directory);
  return organization === undefined ? {} : { owedBy: organization };
}

/** Whether a member is known by an HPR number, itself or in the directory. */
export function isHealthPersonnel(record: PlanRecord, member: CareTeamParticipant['member']): boolean {
  const entry = record.directory.get(member?.reference ?? '');
  const behind =
    entry?.resourceType === 'PractitionerRole'
      ? [entry.practitioner, record.directory.get(entry.practitioner?.reference ?? '')]
      : [entry];
  return [member, ...behind].flatMap(identifiersOf).some(({ system }) => system === NATIONAL.healthPersonnel);
}

function identifiersOf(one: Resource | CareTeamParticipant['member']): readonly { readonly system?: string }[] {
  const identifier = one && 'identifier' in one ? one.identifier : undefined;
  return [identifier].flat().flatMap((each) => (each === undefined ? [] : [each]));
}
