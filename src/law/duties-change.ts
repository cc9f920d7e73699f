import { SHIPPED_POLICY } from '../consent/policy.ts';
import { birthday, daysAfter, today } from '../record/day.ts';
import { afterEnd, startOf } from '../record/period.ts';
import { type PlanRecord, teamsOf } from '../record/record.ts';
import { GROWN_UP } from './coordinator-law.ts';
import { personIn } from './person.ts';
import { LAW } from './table.ts';

/**
 * The next instant (ISO 8601, UTC) at which time alone may change what a record makes somebody owe: somebody begins or ceases to take part,
 * comes of an age, or a rule begins or ends. That the day of a duty passes changes only that it is overdue.
 *
 * @returns undefined where nothing does any more
 * @example
 * dutiesChangeAfter(tuva, '2026-11-01T10:00:00.000Z'); // '2026-11-18T23:00:00.000Z', her 16th birthday
 */
export function dutiesChangeAfter(record: PlanRecord, at: string): string | undefined {
  const person = personIn(record);
  const periods = teamsOf(record).flatMap(({ participant = [] }) => participant.flatMap(({ period }) => period ?? []));
  const ages = [...SHIPPED_POLICY.ages.map(({ age }) => age), GROWN_UP].flatMap(
    (age) => birthday(person?.birthDate, age) ?? [],
  );
  // Of whom nobody knows when she died, everything is counted from today.
  const isDeadSince = person?.deceasedBoolean && !person.deceasedDateTime ? [daysAfter(today(at), 1)] : [];
  const starts = [
    ...[...periods.flatMap(({ start }) => start ?? []), ...ages, ...isDeadSince],
    ...LAW.flatMap(({ validFrom }) => validFrom ?? []),
  ];
  const ends = [...periods.flatMap(({ end }) => end ?? []), ...LAW.flatMap(({ validTo }) => validTo ?? [])];
  return [...starts.map(startOf), ...ends.map(afterEnd)].filter((instant) => instant > at).toSorted()[0];
}
