import type { Consent } from '@medplum/fhirtypes';
import { afterEnd, startOf } from '../record/period.ts';
import { consentsOf, type PlanRecord } from '../record/record.ts';
import { birthDateIn, birthday } from './age.ts';
import { giverOf } from './giver.ts';
import { type ConsentKind, consentKind } from './kind.ts';
import { type AgeRow, type Policy, SHIPPED_POLICY } from './policy.ts';
import { isForEveryone, organizationsNamed } from './provision.ts';

/** A consent that others gave, and that the person herself is to be asked about now. */
export interface ConsentToRenew {
  readonly consent: Consent;
  /** The birthday that makes it so. */
  readonly age: AgeRow['age'];
  /** When that was, and until when a new one is owed (instants, ISO 8601 in UTC). */
  readonly since: string;
  readonly until: string;
  /** Whether the old one is out of force from `until` on. */
  readonly lapses: boolean;
  readonly basis: string;
}

const RENEWED: ReadonlySet<ConsentKind | undefined> = new Set(['plan-made', 'access', 'publish']);

/**
 * Consents that others gave for a person before her 12th, 16th or 18th birthday, which lies behind, and for which no newer
 * one has come (pbrl §§ 4-3, 4-4, 4-5): what is owed, and by when. Before a birthday nothing is.
 *
 * @example
 * consentsToRenew(tuva, '2026-11-22T10:00:00.000Z').map(({ age, until }) => [age, until]); // [[16, '2026-12-18T23:00:00.000Z']]
 */
export function consentsToRenew(
  record: PlanRecord,
  at: string,
  { ages }: Policy = SHIPPED_POLICY,
): readonly ConsentToRenew[] {
  const birthDate = birthDateIn(record);
  if (birthDate === undefined) return [];
  const active = consentsOf(record).filter(({ status }) => status === 'active');
  return active.flatMap((consent): readonly ConsentToRenew[] => {
    const { dateTime } = consent;
    if (!dateTime || !RENEWED.has(consentKind(consent)) || giverOf(consent, record.person) === 'person') return [];
    if (afterEnd(dateTime) > birthday(birthDate, 18)) return [];
    const row = ages.findLast(({ age }) => at >= birthday(birthDate, age));
    const since = row && birthday(birthDate, row.age);
    if (!row || !since || startOf(dateTime) >= since) return [];
    if (active.some((newer) => replaces(newer, consent, since, record))) return [];
    const { age, graceDays, lapses, basis } = row;
    return [{ consent, age, since, until: birthday(birthDate, age, graceDays), lapses, basis }];
  });
}

/** Given since the birthday, about the same and for whom the other names. */
function replaces(newer: Consent, older: Consent, since: string, record: PlanRecord): boolean {
  if (newer.id === older.id || !newer.dateTime || afterEnd(newer.dateTime) <= since) return false;
  if (consentKind(newer) !== consentKind(older)) return false;
  if (isForEveryone(newer)) return true;
  const named = organizationsNamed(newer, record);
  return !isForEveryone(older) && [...organizationsNamed(older, record)].every((one) => named.has(one));
}
