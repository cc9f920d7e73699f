import type { Duration } from '@medplum/fhirtypes';
import { daysAfter } from '../record/day.ts';

/**
 * The day that comes so much later; where a month has no such day, its last. A part of a day counts as none.
 *
 * @param duration in days, weeks, months or years (UCUM `d`, `wk`, `mo`, `a`)
 * @throws RangeError for another unit
 * @example
 * dayIn('2026-08-31', { value: 6, code: 'mo' }); // '2027-02-28'
 */
export function dayIn(day: string, { value = 0, code, unit }: Duration): string {
  switch (code ?? unit) {
    case 'd':
      return daysAfter(day, Math.floor(value));
    case 'wk':
      return daysAfter(day, Math.floor(7 * value));
    case 'mo':
      return monthsAfter(day, Math.floor(value));
    case 'a':
      return monthsAfter(day, Math.floor(12 * value));
    default:
      throw new RangeError('no duration in days, weeks, months or years');
  }
}

function monthsAfter(day: string, months: number): string {
  const [year = 0, month = 1, of = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(of, last))).toISOString().slice(0, 10);
}
