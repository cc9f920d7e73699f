import type { Period } from '@medplum/fhirtypes';

/**
 * True while `at` (an instant) lies in the period. Both ends are inclusive (R4 datatypes.html#Period); a calendar day
 * counts in Norwegian time, to its end.
 *
 * @example
 * covers({ end: '2026-11-21' }, '2026-11-21T22:30:00.000Z'); // true: it is half past eleven at night in Oslo
 */
export function covers(period: Period | undefined, at: string): boolean {
  if (period?.start && at < startOf(period.start)) return false;
  return !(period?.end && at >= afterEnd(period.end));
}

/** The first instant a date or dateTime covers, in UTC. */
export function startOf(date: string): string {
  return date.length > 10 ? new Date(date).toISOString() : midnightInOslo(`${date}-01-01`.slice(0, 10));
}

/** The first instant that a date or dateTime no longer covers, in UTC. */
export function afterEnd(date: string): string {
  if (date.length > 10) return new Date(Date.parse(date) + (date.includes('.') ? 1 : 1_000)).toISOString();
  return remembered(ENDS, date, endOfDate);
}

function endOfDate(date: string): string {
  const [year = 1970, month, day] = date.split('-').map(Number);
  const next = new Date(0);
  if (month === undefined) next.setUTCFullYear(year + 1, 0, 1);
  else if (day === undefined) next.setUTCFullYear(year, month, 1);
  else next.setUTCFullYear(year, month - 1, day + 1);
  return midnightInOslo(next.toISOString().slice(0, 10));
}

const OFFSET = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Oslo', timeZoneName: 'longOffset' });

/** Days that were asked for: formatting is slow, and the days of plans are few. */
const MIDNIGHTS = new Map<string, string>();
const ENDS = new Map<string, string>();
const MOST_KEPT = 20_000;

function remembered(kept: Map<string, string>, date: string, find: (date: string) => string): string {
  const known = kept.get(date);
  if (known !== undefined) return known;
  const instant = find(date);
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(date, instant);
  return instant;
}

/** Norway changes its clocks at night, so the offset at midnight UTC is that of midnight in Oslo. */
function midnightInOslo(date: string): string {
  return remembered(MIDNIGHTS, date, findMidnight);
}

function findMidnight(day: string): string {
  const midnight = new Date(`${day}T00:00:00Z`);
  const name = OFFSET.formatToParts(midnight).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const hours = Number(/GMT([+-]\d{2})/u.exec(name)?.[1] ?? '1');
  return new Date(midnight.getTime() - hours * 3_600_000).toISOString();
}
