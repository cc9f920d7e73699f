import { consentsOf, type PlanRecord } from '../record/record.ts';
import { consentKind } from './kind.ts';

/** The person no longer wants the plan made, or never did (A inactive or rejected, and none in force; domain § 2.3). */
export function isPlanWithdrawn(record: PlanRecord): boolean {
  const made = consentsOf(record).filter((consent) => consentKind(consent) === 'plan-made');
  const hasEnded = made.some(({ status }) => status === 'inactive' || status === 'rejected');
  return hasEnded && !made.some(({ status }) => status === 'active');
}
