import type {
  CareTeam,
  CareTeamParticipant,
  CodeableConcept,
  Organization,
  Period,
  Reference,
} from '@medplum/fhirtypes';
import { dayBefore } from '../record/day.ts';
import { equal } from '../record/json.ts';
import { hasCode } from '../record/kinds.ts';
import { isCurrent } from '../record/organizations.ts';
import { ownersOf } from '../record/owner.ts';
import { afterEnd, covers, startOf } from '../record/period.ts';
import { keyOf, type PlanRecord, teamsOf } from '../record/record.ts';
import { NATIONAL, SAMPLAN } from '../record/systems.ts';
import { hasRole, isSameMember, type Participation } from './participation.ts';

/** As what somebody is appointed; a child coordinator is the responsible one too (pbrl § 2-5 c). */
export const COORDINATOR_ROLES = ['responsible-coordinator', 'coordinator', 'child-coordinator'] as const;
export type CoordinatorRole = (typeof COORDINATOR_ROLES)[number];

/** Somebody becomes a person's coordinator. */
export interface Appointment {
  /** Organization number of the municipality or health trust whose koordinerende enhet appoints. */
  readonly unit: string;
  /** Whom: a post in the directory. */
  readonly member: NonNullable<CareTeamParticipant['member']>;
  readonly role: CoordinatorRole;
  /** Days, or instants; both ends belong to it. */
  readonly period: Period & { readonly start: string };
  /** Instant, ISO 8601 in UTC. */
  readonly at: string;
}

/** Whether the unit answers for a participant: its own people, and those of services that have no unit themselves. */
export type IsOurs = (participant: CareTeamParticipant) => boolean;

/** Teams as an appointment makes them. */
export interface Appointed {
  /** Where the coordinator stands now. */
  readonly home: CareTeam;
  /** Teams to write: none where she is the coordinator already. */
  readonly changed: readonly CareTeam[];
}

/** True where the appointed answers for the whole. */
export function leads(role: CoordinatorRole): boolean {
  return role !== 'coordinator';
}

/** Who is responsible coordinator at some time of a period, in teams that are not over. */
export function leadersDuring(record: PlanRecord, period: Period): readonly Participation[] {
  return teamsOf(record)
    .filter(isCurrent)
    .flatMap((team) => (team.participant ?? []).map((participant) => ({ team, participant })))
    .filter(
      ({ participant }) => hasRole(participant, 'responsible-coordinator') && overlap(participant.period, period),
    );
}

/** Who coordinates at some time of an appointment and leaves, or is responsible no more, as it begins. */
export function givingWay(
  record: PlanRecord,
  appointment: Appointment,
  isOurs: IsOurs,
): readonly CareTeamParticipant[] {
  return teamsOf(record)
    .filter(isCurrent)
    .flatMap(({ participant }) => participant ?? [])
    .filter((one) => overlap(one.period, appointment.period) && !isSameMember(one, { member: appointment.member }))
    .filter(
      (one) =>
        (isSucceeded(one, appointment) && isOurs(one)) ||
        (leads(appointment.role) && hasRole(one, 'responsible-coordinator')),
    );
}

/**
 * The teams as they become when the koordinerende enhet appoints a coordinator (hol § 7-3, sphl § 2-5 b), never with a moment
 * without a responsible one or with two: the unit's former one leaves when the new one begins, another organization's goes on as
 * coordinator (hol § 7-1). A person without a team gets one: the right to a coordinator needs no plan (pbrl § 2-5 b).
 *
 * @example
 * appointed(record, { unit, member, role: 'responsible-coordinator', period: { start: '2026-12-01' }, at }, isOurs, newId).changed;
 */
export function appointed(
  record: PlanRecord,
  appointment: Appointment,
  isOurs: IsOurs,
  newId: () => string,
): Appointed {
  const teams = teamsOf(record).filter(isCurrent);
  const there = homeOf(record, teams, appointment);
  if (!there) {
    const made = newTeam(record, appointment, newId());
    return { home: made, changed: [made] };
  }
  const after = teams.map((team) => withAppointed(team, appointment, isOurs, team === there));
  return {
    home: after[teams.indexOf(there)] ?? there,
    changed: after.filter((team, index) => !equal(team, teams[index])),
  };
}

/** Where the responsible coordinator stands, else the unit's own team, else the first. */
function homeOf(
  record: PlanRecord,
  teams: readonly CareTeam[],
  { member, unit, period }: Appointment,
): CareTeam | undefined {
  const inOrder = teams.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const isOwn = (team: CareTeam): boolean => {
    const part = record.parts.get(keyOf(team));
    return part !== undefined && ownersOf(part, record.directory).includes(unit);
  };
  const [leader] = leadersDuring(record, period);
  return (
    inOrder.find((team) => team.participant?.some((one) => isSameMember(one, { member }))) ??
    leader?.team ??
    inOrder.find(isOwn) ??
    inOrder[0]
  );
}

function withAppointed(team: CareTeam, appointment: Appointment, isOurs: IsOurs, isHome: boolean): CareTeam {
  const before = team.participant ?? [];
  if (!isHome && before.length === 0) return team;
  const standing = isHome ? before.find((one) => isInOffice(one, appointment)) : undefined;
  const others = before.flatMap((one) =>
    one === standing ? [lasting(one, appointment)] : succeeded(one, appointment, isOurs),
  );
  return { ...team, participant: isHome && !standing ? [...others, participantOf(appointment)] : others };
}

/** Holds the office already when the appointment begins. */
function isInOffice(one: CareTeamParticipant, { member, role, period }: Appointment): boolean {
  return (
    isSameMember(one, { member }) &&
    codesOf(role).every((code) => hasRole(one, code)) &&
    covers(one.period, startOf(period.start))
  );
}

/** The same office, to the end that is said now. */
function lasting(one: CareTeamParticipant, { period: { end } }: Appointment): CareTeamParticipant {
  if (one.period?.end === end) return one;
  const { end: _, ...from } = one.period ?? {};
  return { ...one, period: end === undefined ? from : { ...from, end } };
}

/** What becomes of somebody who coordinates now: of one who leaves before having begun, nothing. */
function succeeded(one: CareTeamParticipant, appointment: Appointment, isOurs: IsOurs): readonly CareTeamParticipant[] {
  const { role, member, period } = appointment;
  if (!COORDINATOR_ROLES.some((code) => hasRole(one, code)) || !overlap(one.period, period)) return [one];
  const until = isBegun(one, period.start)
    ? [{ ...one, period: { ...one.period, end: lastBefore(period.start) } }]
    : [];
  if (isSameMember(one, { member }) || (isSucceeded(one, appointment) && isOurs(one))) return until;
  if (!leads(role) || !hasRole(one, 'responsible-coordinator')) return [one];
  return [...until, goingOn(one, until.length > 0 ? period.start : undefined)];
}

function isSucceeded(one: CareTeamParticipant, { role }: Appointment): boolean {
  return leads(role) ? isLeader(one) : hasRole(one, role) && !isLeader(one);
}

function isLeader(one: CareTeamParticipant): boolean {
  return hasRole(one, 'responsible-coordinator') || hasRole(one, 'child-coordinator');
}

/** Another organization's coordinator goes on as one, responsible no more. */
function goingOn(one: CareTeamParticipant, from: string | undefined): CareTeamParticipant {
  const { id: _, ...rest } = one;
  const others = (one.role ?? []).filter((role) => !hasCode(role, SAMPLAN.participantRole, 'responsible-coordinator'));
  const role = others.some((other) => hasCode(other, SAMPLAN.participantRole, 'coordinator'))
    ? others
    : [...others, concept('coordinator')];
  return from === undefined ? { ...one, role } : { ...rest, role, period: { ...one.period, start: from } };
}

/** The office before another one begins. */
export function isBegun({ period }: CareTeamParticipant, start: string): boolean {
  return period?.start === undefined || startOf(period.start) < startOf(start);
}

/** The day before a day, the moment before an instant. */
function lastBefore(start: string): string {
  return start.length > 10 ? new Date(Date.parse(start) - 1).toISOString() : dayBefore(startOf(start));
}

function overlap(one: Period | undefined, other: Period): boolean {
  const beginsBeforeEnd = (left: Period, right: Period): boolean =>
    !left.start || !right.end || startOf(left.start) < afterEnd(right.end);
  return beginsBeforeEnd(one ?? {}, other) && beginsBeforeEnd(other, one ?? {});
}

function newTeam(record: PlanRecord, appointment: Appointment, id: string): CareTeam {
  const { unit, at } = appointment;
  const person = { reference: `Patient/${record.person}` };
  return {
    resourceType: 'CareTeam',
    id,
    extension: [{ url: SAMPLAN.partOwner, valueReference: byNumber(unit) }],
    status: 'active',
    category: [{ coding: [{ system: SAMPLAN.careTeamKind, code: 'individual-plan-team' }] }],
    subject: person,
    participant: [
      { role: [concept('the-person')], member: person },
      { role: [concept('coordinating-unit')], member: byNumber(unit), period: { start: at } },
      participantOf(appointment),
    ],
  };
}

function participantOf({ member, role, period }: Appointment): CareTeamParticipant {
  return { role: codesOf(role).map(concept), member, period };
}

function codesOf(role: CoordinatorRole): readonly string[] {
  return role === 'child-coordinator' ? ['child-coordinator', 'responsible-coordinator'] : [role];
}

function concept(code: string): CodeableConcept {
  return { coding: [{ system: SAMPLAN.participantRole, code }] };
}

function byNumber(organization: string): Reference<Organization> {
  return { type: 'Organization', identifier: { system: NATIONAL.organization, value: organization } };
}
