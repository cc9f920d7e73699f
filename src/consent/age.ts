import type { Patient } from '@medplum/fhirtypes';
import { startOf } from '../record/period.ts';
import type { PlanRecord } from '../record/record.ts';

/** Birth date of the person of a record, `YYYY-MM-DD`; undefined where it is not known to the day. */
export function birthDateIn({ person, parts }: PlanRecord): string | undefined {
  const { birthDate } = (parts.get(`Patient/${person}`)?.resource ?? {}) as Partial<Patient>;
  return birthDate?.length === 10 ? birthDate : undefined;
}

/**
 * The instant at which a birthday begins, and how many days after it; in Norwegian time. Who was born on 29 February has
 * it on the 28th in a common year.
 *
 * @param birthDate `YYYY-MM-DD`
 * @example
 * birthday('2010-11-19', 16); // '2026-11-18T23:00:00.000Z'
 */
export function birthday(birthDate: string, age: number, daysAfter = 0): string {
  const [year = 1970, month = 1, day = 1] = birthDate.split('-').map(Number);
  const lastOfMonth = new Date(Date.UTC(year + age, month, 0)).getUTCDate();
  const date = new Date(Date.UTC(year + age, month - 1, Math.min(day, lastOfMonth) + daysAfter));
  return startOf(date.toISOString().slice(0, 10));
}
