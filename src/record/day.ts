import { startOf } from './period.ts';

const OSLO = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' });

const PARTIAL = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/u;

/** The calendar day of an instant, in Norwegian time. */
export function today(at: string): string {
  return OSLO.format(new Date(at));
}

/**
 * The calendar day of a date or an instant, in Norwegian time; of a year or a month, its last day. The law also looks at
 * what the profiles refuse at the same time: what is no date has no day.
 *
 * @example
 * dayOf('2026-11-21T23:30:00Z'); // '2026-11-22'
 */
export function dayOf(date: unknown): string | undefined {
  if (typeof date !== 'string' || Number.isNaN(Date.parse(date))) return undefined;
  if (date.length > 10) return today(date);
  const [, year, month, day] = PARTIAL.exec(date) ?? [];
  if (year === undefined || day !== undefined) return year && date;
  const last = month === undefined ? Date.UTC(Number(year) + 1, 0, 0) : Date.UTC(Number(year), Number(month), 0);
  return new Date(last).toISOString().slice(0, 10);
}

/** The last day before an instant at which a day begins. */
export function dayBefore(instant: string): string {
  return today(new Date(Date.parse(instant) - 1).toISOString());
}

/** @example daysAfter('2026-12-30', 3); // '2027-01-02' */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * The day on which somebody born then turns so old. A birthday on 29 February counts as the 28th in other years; of a
 * birth date that is a year or a month, the last day it can be.
 *
 * @param birthDate R4 `date`; of what is none there is no birthday
 * @example
 * birthday('2008-02-29', 18); // '2026-02-28'
 */
export function birthday(birthDate: unknown, years: number): string | undefined {
  const born = dayOf(birthDate);
  if (born === undefined) return undefined;
  const [year = 0, month = 1, day = 1] = born.split('-').map(Number);
  const shifted = new Date(Date.UTC(year + years, month - 1, day));
  if (shifted.getUTCMonth() !== month - 1) shifted.setUTCDate(0);
  return shifted.toISOString().slice(0, 10);
}

/** True from the first moment of the day on. */
export function hasCome(day: string | undefined, at: string): boolean {
  return day !== undefined && at >= startOf(day);
}
