import type { CareTeamParticipant, Reference, Task } from '@medplum/fhirtypes';
import { organizationsOf, organizationsOfParticipant, responsibleCoordinators } from '../record/organizations.ts';
import { ownersOf } from '../record/owner.ts';
import { afterEnd } from '../record/period.ts';
import { keyOf, type PlanRecord } from '../record/record.ts';
import { NATIONAL } from '../record/systems.ts';
import { hasRole, participants, sectorOf } from './participation.ts';
import type { Case, Debtor, Lack, LawRule, Member, Unreviewed } from './rule.ts';
import { lacksOf } from './table.ts';

/** Something the law or the plan makes someone owe (design: duty), computed from the record. */
export interface Duty {
  readonly rule: LawRule;
  readonly person: string;
  /** `Type/id` of the part that it is about. */
  readonly about: string;
  /** Last day (`YYYY-MM-DD`, Europe/Oslo); without one it is owed without delay. */
  readonly due: string | undefined;
  readonly isOverdue: boolean;
  /** Who owes it; undefined where nobody in the record does. */
  readonly owner: Task['owner'] | undefined;
  /** Organization numbers behind the owner, the nearest first. */
  readonly organizations: readonly string[];
}

/**
 * What a record makes somebody owe, the most urgent first: without delay, then by the day.
 *
 * @param members organizations whose level is known
 * @param unreviewed what was read of it in emergencies and nobody has looked at
 * @example
 * dutiesOf(record, '2026-11-22T10:00:00.000Z', partners).map(({ rule, due }) => [rule.key, due]); // [['plan-revision', '2026-12-12']]
 */
export function dutiesOf(
  record: PlanRecord,
  at: string,
  members: readonly Member[],
  unreviewed: readonly Unreviewed[] = [],
): readonly Duty[] {
  const one: Case = { record, at, before: undefined, members, unreviewed };
  return lacksOf(one)
    .filter(({ rule }) => rule.phase === 'world' || rule.forbidsBeginning)
    .map((lack): Duty => {
      const owner = ownerIn(one, lack);
      return {
        rule: lack.rule,
        person: record.person,
        about: keyOf(lack.about),
        due: lack.due,
        isOverdue: lack.due === undefined || at >= afterEnd(lack.due),
        owner,
        organizations: organizationsOf(owner, record.directory),
      };
    })
    .toSorted(byUrgency);
}

function byUrgency(one: Duty, other: Duty): number {
  const rank = ({ due = '', rule, about }: Duty): string => [due, rule.key, about].join(' ');
  return rank(one) < rank(other) ? -1 : 1;
}

function ownerIn(one: Case, { rule, about, owedBy }: Lack & { readonly rule: LawRule }): Duty['owner'] {
  if (owedBy !== undefined) return byNumber(owedBy);
  const found = memberFor(rule.owedBy, one);
  if (found) return found as Duty['owner'];
  const part = one.record.parts.get(keyOf(about));
  const [owner] = part ? ownersOf(part, one.record.directory) : [];
  return owner === undefined ? undefined : byNumber(owner);
}

function memberFor(debtor: Debtor, { record, at, members }: Case): Reference | undefined {
  if (debtor === 'author') return undefined;
  const coordinators = debtor === 'coordinator' ? inOrder(record, responsibleCoordinators(record, at)) : [];
  return (coordinators[0] ?? coordinatingUnit(record, at, members))?.member as Reference | undefined;
}

/** The municipality's before the health trust's (hol § 7-1). */
function coordinatingUnit(record: PlanRecord, at: string, members: readonly Member[]): CareTeamParticipant | undefined {
  const units = participants(record, at)
    .map(({ participant }) => participant)
    .filter((participant) => hasRole(participant, 'coordinating-unit'));
  return units.find((unit) => sectorOf(record, members, unit) === 'municipal') ?? inOrder(record, units)[0];
}

/** The same one answers in whatever order they came. */
function inOrder(record: PlanRecord, some: readonly CareTeamParticipant[]): readonly CareTeamParticipant[] {
  const name = (one: CareTeamParticipant): string =>
    [...organizationsOfParticipant(one, record.directory), JSON.stringify(one.member)].join();
  return some.toSorted((one, other) => (name(one) < name(other) ? -1 : 1));
}

function byNumber(organization: string): NonNullable<Duty['owner']> {
  return { type: 'Organization', identifier: { system: NATIONAL.organization, value: organization } };
}
