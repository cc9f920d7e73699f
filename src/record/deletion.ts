import type { Resource } from '@medplum/fhirtypes';
import { hangingOn, isRoot } from './assemble.ts';
import { type Conflict, conflictOf } from './conflict.ts';
import { isOver } from './ending.ts';
import { kindOf } from './kinds.ts';
import { keyOf, openConflicts, type PlanRecord, resourcesOf } from './record.ts';

/**
 * Proposals that a partner makes by having deleted parts, without those that say no more than that of the plan they
 * hang on: a plan takes with it what hangs on it, whether the partner deleted it or it is over anyway.
 *
 * @param conflicts open and new ones
 */
export function withoutMoot(record: PlanRecord, conflicts: readonly Conflict[]): readonly Conflict[] {
  const covered = new Map<string, ReadonlySet<string>>();
  return conflicts.filter(({ part, partner, deleted }) => {
    if (!deleted) return true;
    const known = covered.get(partner) ?? coveredParts(record, deletedBy(conflicts, partner));
    covered.set(partner, known);
    return !known.has(part);
  });
}

/**
 * Parts that a partner deleted and that are not sent to it again: what is over, what waits for a decision, and what
 * hangs on nothing but such a plan. Everything else was decided for the record, and is created there anew.
 *
 * @param gone what the partner has deleted, by `Type/id`
 */
export function staysGone(record: PlanRecord, partner: string, gone: ReadonlySet<string>): ReadonlySet<string> {
  if (gone.size === 0) return gone;
  const waiting = deletedBy(
    openConflicts(record).flatMap((task) => conflictOf(task) ?? []),
    partner,
  );
  const covered = coveredParts(record, waiting);
  return new Set(
    [...gone].filter((key) => {
      const part = record.parts.get(key)?.resource;
      return !part || isOver(part) || waiting.has(key) || covered.has(key);
    }),
  );
}

function deletedBy(conflicts: readonly Conflict[], partner: string): ReadonlySet<string> {
  return new Set(conflicts.filter((one) => one.deleted && one.partner === partner).map(({ part }) => part));
}

/**
 * What hangs on plans that are over or whose deletion waits for a decision, and on no other plan. Team, consents and
 * need reports stand as long as there is any plan.
 */
function coveredParts(record: PlanRecord, waiting: ReadonlySet<string>): ReadonlySet<string> {
  const all = resourcesOf(record);
  const isPlan = (resource: Resource): boolean => kindOf(resource) === 'plan';
  const lost = all.filter(
    (resource) => resource.resourceType === 'CarePlan' && (isOver(resource) || waiting.has(keyOf(resource))),
  );
  const rest = all.filter((resource) => !lost.includes(resource));
  const living = rest.filter(isPlan);
  const lostPlans = lost.filter(isPlan);
  const kept = hangingOn(living, rest);
  const onAny = hangingOn(lost, all);
  const onThePlan = hangingOn(lostPlans, all);
  const isCovered = (resource: Resource): boolean => {
    if (isPlan(resource) || resource.resourceType === 'Patient') return false;
    if (isRoot(resource)) return living.length === 0 && lostPlans.length > 0;
    const hanging = lost.includes(resource) ? onThePlan : onAny;
    return hanging.has(keyOf(resource)) && !kept.has(keyOf(resource));
  };
  return new Set(all.filter(isCovered).map(keyOf));
}
