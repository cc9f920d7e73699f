import type { Patient } from '@medplum/fhirtypes';
import { dayOf, birthday as dayOfBirthday, daysAfter } from '../record/day.ts';
import { startOf } from '../record/period.ts';
import type { PlanRecord } from '../record/record.ts';

/** Birth date of the person of a record, `YYYY-MM-DD`; undefined where it is not known to the day. */
export function birthDateIn({ person, parts }: PlanRecord): string | undefined {
  const { birthDate } = (parts.get(`Patient/${person}`)?.resource ?? {}) as Partial<Patient>;
  return birthDate?.length === 10 ? dayOf(birthDate) : undefined;
}

/**
 * The instant at which a birthday begins, or so many days after it; in Norwegian time.
 *
 * @param birthDate `YYYY-MM-DD`
 * @example
 * birthday('2010-11-19', 16); // '2026-11-18T23:00:00.000Z'
 */
export function birthday(birthDate: string, age: number, days = 0): string {
  return startOf(daysAfter(dayOfBirthday(birthDate, age) ?? birthDate, days));
}
