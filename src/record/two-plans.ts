import type { CarePlan, Resource } from '@medplum/fhirtypes';
import { hangingOn, isRoot } from './assemble.ts';
import { isOver } from './ending.ts';
import { identifiersOf, originsOf } from './identity.ts';
import { keyOf, type PlanRecord, plansOf } from './record.ts';

/** One of several individual plans of a person, with what decides whether it is the record's. */
export interface PlanClaim {
  readonly plan: CarePlan;
  /** Sector of the organization that owns it. */
  readonly sector: string | undefined;
  /** Where it stands as its owner wrote it: partner and id there. None: it was written here. */
  readonly place: string | undefined;
}

/**
 * A person's individual plans that are not over, where there are several and one of them is active: only one of them can
 * be the record's (invariant I6). Several drafts stand side by side.
 *
 * @example
 * rivalPlans(record).length; // 0: there is no doubt which plan is hers
 */
export function rivalPlans(record: PlanRecord): readonly CarePlan[] {
  const living = plansOf(record).filter((plan) => !isOver(plan));
  return living.length > 1 && living.some(({ status }) => status === 'active') ? living : [];
}

/** The plan that is the record's: her active one, else the one that is not over. */
export function planOfRecord(record: PlanRecord): CarePlan | undefined {
  const living = plansOf(record).filter((plan) => !isOver(plan));
  return living.find(({ status }) => status === 'active') ?? living[0];
}

/**
 * Which of several individual plans is the record's: never a copy of another of them, an active one before a draft, one
 * that was written here, the municipality's (hol § 7-1: it sees to it that there is a plan, and coordinates), then the
 * one that began earlier, then the one with the smaller identifier. Never the order of arrival (invariant I9).
 */
export function recordsOwn(claims: readonly PlanClaim[]): PlanClaim | undefined {
  const isCopy = ({ plan }: PlanClaim): boolean =>
    claims.some((other) => other.plan !== plan && originsOf(plan).includes(other.plan.id ?? ''));
  const rank = (claim: PlanClaim): readonly string[] => [isCopy(claim) ? '1' : '0', ...rankOf(claim)];
  return claims.toSorted((one, other) => compare(rank(one), rank(other)))[0];
}

const SECTORS: readonly string[] = ['municipal', 'specialist'];

function rankOf({ plan, sector, place }: PlanClaim): readonly string[] {
  const identifiers = identifiersOf(plan).map(({ system, value }) => `${system}|${value}`);
  return [
    plan.status === 'active' ? '0' : '1',
    place === undefined ? '0' : '1',
    String(sector !== undefined && SECTORS.includes(sector) ? SECTORS.indexOf(sector) : SECTORS.length),
    plan.period?.start ?? '9999',
    identifiers.toSorted()[0] ?? '~',
    place ?? '',
  ];
}

function compare(one: readonly string[], other: readonly string[]): number {
  const [left, right] = [one.join('\u0000'), other.join('\u0000')];
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * A plan and what hangs on it alone, by `Type/id`. Teams, consents and need reports are the person's, whatever plan they
 * lead to; so is what the rest of the record leads to as well.
 *
 * @example
 * onlyOf(candidate, resources); // the candidate, its goals and measures
 */
export function onlyOf(plan: CarePlan, resources: Iterable<Resource>): ReadonlySet<string> {
  const all = [...resources];
  const isRest = (resource: Resource): boolean => keyOf(resource) !== keyOf(plan);
  const rest = all.filter(isRest);
  const kept = hangingOn(rest.filter(isRoot), rest);
  const isAlone = (resource: Resource): boolean =>
    resource.resourceType !== 'Patient' && !isRoot(resource) && !kept.has(keyOf(resource));
  return hangingOn([plan], [plan, ...rest.filter(isAlone)]);
}
