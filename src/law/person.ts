import type { Patient } from '@medplum/fhirtypes';
import { dayOf, today } from '../record/day.ts';
import type { PlanRecord } from '../record/record.ts';

/** The person of a record, where her Patient is known here. */
export function personIn(record: PlanRecord): Patient | undefined {
  return record.parts.get(`Patient/${record.person}`)?.resource as Patient | undefined;
}

/**
 * The day (`YYYY-MM-DD`, Europe/Oslo) on which the person died; of one whose day of death is not told, the day given.
 * Undefined of who lives.
 *
 * @example
 * deathOf(record, '2026-11-22T10:00:00.000Z'); // '2026-11-20'
 */
export function deathOf(record: PlanRecord, at: string): string | undefined {
  const person = personIn(record);
  return dayOf(person?.deceasedDateTime) ?? (person?.deceasedBoolean ? today(at) : undefined);
}
