import type { CarePlan, Resource } from '@medplum/fhirtypes';
import { ended } from '../record/ending.ts';
import { keyOf, type PlanRecord, plansOf } from '../record/record.ts';
import { deriveDenials, type Telling } from './derive-denials.ts';
import { noticeOf } from './notice.ts';
import { isPlanWithdrawn } from './plan-made.ts';

/** Statuses of a plan that goes on, or could. */
const GOES_ON: ReadonlySet<string> = new Set(['draft', 'active', 'on-hold', 'unknown'] satisfies CarePlan['status'][]);

/**
 * What follows from a change of consents, however it came, to be written in the same commit: the denials of withdrawn
 * permits with a notice each (B), and the end of a plan that the person no longer wants made (A); the coordinator stays
 * (pbrl § 2-5 b, § 4-1).
 *
 * @returns new and changed parts
 * @example
 * whatFollows(before, after, at, newId).map(({ resourceType }) => resourceType); // ['Consent', 'Communication']
 */
export function whatFollows(
  before: PlanRecord,
  after: PlanRecord,
  at: string,
  newId: () => string,
  telling?: Telling,
): readonly Resource[] {
  const denials = deriveDenials(before, after, at, newId, telling);
  const notices = denials
    .filter((denial) => denial.status === 'active' && !after.parts.has(keyOf(denial)))
    .map((denial) => noticeOf(denial, newId()));
  return [...denials, ...notices, ...plansEnded(before, after)];
}

function plansEnded(before: PlanRecord, after: PlanRecord): readonly Resource[] {
  if (!isPlanWithdrawn(after) || isPlanWithdrawn(before)) return [];
  return plansOf(after)
    .filter(({ status }) => GOES_ON.has(status))
    .flatMap((plan) => ended(plan) ?? []);
}
