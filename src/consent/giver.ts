import type { Consent } from '@medplum/fhirtypes';
import { afterEnd, startOf } from '../record/period.ts';
import type { PlanRecord } from '../record/record.ts';
import { SAMPLAN } from '../record/systems.ts';
import { birthDateIn, birthday } from './age.ts';
import { isNotToldParents } from './labels.ts';
import type { AgeRow, Policy } from './policy.ts';

/** Who gave a consent, as Consent.performer says. */
type Giver = 'person' | 'another' | 'unknown';

/** Whether a yes counts, and until when by the clock alone. */
export type Force =
  /** `lapses`: the instant (ISO 8601) from which it no longer does. */
  | { readonly isInForce: true; readonly lapses?: string }
  | {
      readonly isInForce: false;
      readonly why: 'lapsed-with-age' | 'given-by-child' | 'no-capacity-decision' | 'not-verified';
    };

/**
 * Whether who gave a consent could give it (pbrl §§ 4-3 to 4-6, hpl § 22). Up to 16 it is the parents, or child welfare, who
 * do; from 12 the young person does in matters that the parents are not told. From 16 the person does, and another only
 * with a decision that she can't (extension capacity-decision). What others gave before a birthday of the table lapses
 * some days after it. Nothing of this touches a no: whoever said it, it holds.
 *
 * @example
 * forceOf(consent, record, policy, at); // { isInForce: true, lapses: '2026-12-18T23:00:00.000Z' }
 */
export function forceOf(consent: Consent, record: PlanRecord, { ages }: Policy, at: string): Force {
  if (!isVouchedFor(consent)) return { isInForce: false, why: 'not-verified' };
  const giver = giverOf(consent, record.person);
  const birthDate = birthDateIn(record);
  const given = consent.dateTime ? afterEnd(consent.dateTime) : at;
  const wasYoungerThan = (age: number): boolean => birthDate !== undefined && given <= birthday(birthDate, age);
  if (giver === 'person') {
    const isGivenByChild = wasYoungerThan(12) || (wasYoungerThan(16) && !isNotToldParents(consent));
    return isGivenByChild ? { isInForce: false, why: 'given-by-child' } : { isInForce: true };
  }
  if (!wasYoungerThan(16)) {
    if (giver === 'unknown') return { isInForce: true };
    if (!hasCapacityDecision(consent)) return { isInForce: false, why: 'no-capacity-decision' };
  }
  const lapses = birthDate && lapseOf(birthDate, consent, ages);
  if (lapses === undefined || lapses === '') return { isInForce: true };
  return at < lapses ? { isInForce: true, lapses } : { isInForce: false, why: 'lapsed-with-age' };
}

/** A flag of another system's counts once somebody has verified it (Consent.verification); a consent without one is its own word. */
export function isVouchedFor({ verification = [] }: Consent): boolean {
  return verification.length === 0 || verification.some(({ verified }) => verified);
}

/** The first birthday after the consent with which it lapses, and the days of grace. */
function lapseOf(birthDate: string, { dateTime }: Consent, ages: readonly AgeRow[]): string | undefined {
  if (!dateTime) return undefined;
  const row = ages.find(({ age, lapses }) => lapses && startOf(dateTime) < birthday(birthDate, age));
  return row && birthday(birthDate, row.age, row.graceDays);
}

/** Who gave it: the person herself, where she is one of those who did. */
export function giverOf({ performer = [] }: Consent, person: string): Giver {
  if (performer.length === 0) return 'unknown';
  const isHer = performer.some(
    ({ reference, type }) => reference === `Patient/${person}` || (reference === undefined && type === 'Patient'),
  );
  return isHer ? 'person' : 'another';
}

/** A written, reasoned decision that she cannot consent goes with it. */
export function hasCapacityDecision({ extension = [] }: Consent): boolean {
  return extension.some(({ url, valueReference }) => url === SAMPLAN.capacityDecision && valueReference !== undefined);
}
