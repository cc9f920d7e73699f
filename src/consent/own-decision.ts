import type { Consent } from '@medplum/fhirtypes';
import { consentsOf, type PlanRecord } from '../record/record.ts';
import { birthDateIn, birthday } from './age.ts';
import { giverOf, hasCapacityDecision } from './giver.ts';
import { consentKind } from './kind.ts';

/** Who decides for a person, where it is not she. */
export type DecidesForHer = 'parents' | 'another';

/**
 * Whether others consent for a person now: her parents, or child welfare, until she is 16; after that another only where somebody decided that
 * she can't, which a consent in force shows (pbrl §§ 4-3, 4-4).
 *
 * @example
 * decidesFor(record, at); // undefined: she does
 */
function decidesFor(record: PlanRecord, at: string): DecidesForHer | undefined {
  const birthDate = birthDateIn(record);
  if (birthDate !== undefined && at < birthday(birthDate, 16)) return 'parents';
  const isDecided = consentsOf(record).some(
    (consent) =>
      consent.status === 'active' && giverOf(consent, record.person) === 'another' && hasCapacityDecision(consent),
  );
  return isDecided ? 'another' : undefined;
}

/**
 * Who must decide in place of a person what she decides now by herself; undefined: it is hers. A no is always hers, whoever else decides for
 * her (pbrl §§ 4-1, 5-3); so is what she said herself, to take back.
 *
 * @param consent as it would be recorded; `isWithdrawn`: it is in force, and to end
 * @example
 * isNotHers(record, access, false, at); // 'parents': she is 13
 */
export function isNotHers(
  record: PlanRecord,
  consent: Consent,
  isWithdrawn: boolean,
  at: string,
): DecidesForHer | undefined {
  if (isWithdrawn) return giverOf(consent, record.person) === 'person' ? undefined : decidesFor(record, at);
  const isNo = consent.status === 'rejected' || consentKind(consent) === 'opposition';
  return isNo ? undefined : decidesFor(record, at);
}
