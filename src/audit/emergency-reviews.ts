import type { AuditEvent } from '@medplum/fhirtypes';
import { today } from '../record/day.ts';
import { AUDIT, REVIEW } from './audit-codes.ts';
import { patientOfTrace } from './patient-of-trace.ts';

/** What somebody who answers for the access log found of a reading in an emergency. */
export interface Verdict {
  readonly verdict: 'justified' | 'not-justified';
  /** Who looked at it, by name or number. */
  readonly reviewer: string;
  readonly note: string;
}

/** What one reader read of one person on one day in an emergency, as far as nobody has looked at it. */
export interface OpenReview {
  readonly person: string;
  /** Number of who read, with its system. */
  readonly reader: string;
  /** Day in Norway of the readings. */
  readonly day: string;
  /** The oldest first. */
  readonly readings: readonly [AuditEvent, ...AuditEvent[]];
}

/**
 * Readings in emergencies that are to be looked at afterwards and are not (pjl § 22; Normen: who gives herself access says why,
 * and it is followed up): one review for each reader, person and day.
 *
 * @param readings AuditEvents that say they were in an emergency, the oldest first
 * @param reviews AuditEvents of reviews
 * @example
 * openReviews(readings, reviews).map(({ person, day, readings }) => [person, day, readings.length]);
 */
export function openReviews(readings: readonly AuditEvent[], reviews: readonly AuditEvent[]): readonly OpenReview[] {
  const verdicts = verdictsIn(reviews);
  const open = new Map<string, OpenReview>();
  for (const event of readings) {
    const person = patientOfTrace(event);
    if (person === undefined || !isEmergency(event) || verdicts.has(event.id ?? '')) continue;
    const [reader, day] = [readerIn(event), today(event.recorded ?? '')];
    const name = [person, reader, day].join('|');
    const before = open.get(name)?.readings;
    open.set(name, { person, reader, day, readings: before ? [...before, event] : [event] });
  }
  return [...open.values()];
}

/** Verdicts by the id of the reading that they are about; the first that was given stands. */
export function verdictsIn(reviews: readonly AuditEvent[]): ReadonlyMap<string, Verdict['verdict']> {
  const found = new Map<string, Verdict['verdict']>();
  for (const review of reviews) {
    const verdict = verdictOf(review);
    if (verdict === undefined) continue;
    for (const { what } of review.entity ?? []) {
      const [, id] = /^AuditEvent\/([^/]+)/u.exec(what?.reference ?? '') ?? [];
      if (id !== undefined && !found.has(id)) found.set(id, verdict);
    }
  }
  return found;
}

/** True where something was shown in an emergency; what was refused is no reading. */
export function isEmergency({ subtype = [], outcome }: AuditEvent): boolean {
  return (
    outcome === '0' &&
    subtype.some(({ system, code }) => system === AUDIT.emergency.system && code === AUDIT.emergency.code)
  );
}

/** Number of the person behind an entry, with its system; empty where nobody logged in. */
export function readerIn({ contained = [] }: AuditEvent): string {
  const person = contained.find((one) => one.resourceType === 'Practitioner');
  const { system = '', value = '' } = (person?.resourceType === 'Practitioner' && person.identifier?.[0]) || {};
  return value === '' ? '' : `${system}|${value}`;
}

function verdictOf({ subtype = [], entity = [], outcome }: AuditEvent): Verdict['verdict'] | undefined {
  if (outcome !== '0' || !subtype.some(({ code }) => code === REVIEW)) return undefined;
  const details = entity.find(({ type }) => type?.code === AUDIT.review.code)?.detail ?? [];
  const value = details.find(({ type }) => type === 'verdict')?.valueString;
  return value === 'justified' || value === 'not-justified' ? value : undefined;
}
