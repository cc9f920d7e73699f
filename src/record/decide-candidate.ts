import type { CarePlan, Reference, Resource } from '@medplum/fhirtypes';
import { equal } from './json.ts';
import { keyOf } from './record.ts';
import { mapReferences } from './references.ts';

/**
 * What becomes of two plans for one person. `sub-plan`: the candidate becomes part of the record's plan. `merge`: what
 * hangs on the candidate becomes the record's. `replaced`: the record's plan stands. `partner`: the candidate stands.
 */
export type CandidateDecision = 'sub-plan' | 'merge' | 'replaced' | 'partner';

/** Two plans, and what hangs on the candidate alone. */
export interface TwoPlans {
  readonly plan: CarePlan;
  readonly candidate: CarePlan;
  readonly parts: readonly Resource[];
}

/**
 * Both plans and the candidate's parts as a decision leaves them. The plan that gives way ends, and the one that stands
 * says that it replaces it (CarePlan.replaces); neither loses anything of what it says.
 *
 * @example
 * decideCandidate('sub-plan', { plan, candidate, parts }); // [plan, { ...candidate, partOf: [plan] }, ...parts]
 */
export function decideCandidate(
  decision: CandidateDecision,
  { plan, candidate, parts }: TwoPlans,
): readonly Resource[] {
  switch (decision) {
    case 'sub-plan':
      return [plan, { ...candidate, partOf: [{ reference: keyOf(plan) }] }, ...parts];
    case 'replaced':
      return [replacing(plan, candidate), ended(candidate), ...parts];
    case 'partner':
      return [ended(plan), replacing(candidate, plan), ...parts];
    case 'merge':
      return [
        replacing(withListsOf(plan, candidate), candidate),
        ended(candidate),
        ...parts.map((part) => leadingTo(plan, candidate, part)),
      ];
  }
}

function ended(plan: CarePlan): CarePlan {
  return { ...plan, status: 'revoked' };
}

function replacing(plan: CarePlan, other: CarePlan): CarePlan {
  return { ...plan, replaces: together(plan.replaces, [{ reference: keyOf(other) }]) };
}

/** The plan with the goals and measures of the other, and what it addresses and builds on. */
function withListsOf(plan: CarePlan, other: CarePlan): CarePlan {
  const isOwn = ({ reference }: Reference): boolean => reference?.startsWith('#') !== true;
  // An element's id means something in its own resource only.
  const activities = (other.activity ?? [])
    .filter(({ reference }) => !reference || isOwn(reference))
    .map(({ id: _, ...activity }) => activity);
  return {
    ...plan,
    ...listOf('goal', together(plan.goal, other.goal?.filter(isOwn))),
    ...listOf('activity', together(plan.activity, activities)),
    ...listOf('addresses', together(plan.addresses, other.addresses?.filter(isOwn))),
    ...listOf('supportingInfo', together(plan.supportingInfo, other.supportingInfo?.filter(isOwn))),
  };
}

/** FHIR JSON knows no empty list. */
function listOf<Name extends keyof CarePlan>(name: Name, list: NonNullable<CarePlan[Name]> & readonly unknown[]) {
  return list.length > 0 ? { [name]: list } : {};
}

function together<Item>(list: readonly Item[] = [], more: readonly Item[] = []): Item[] {
  return [...list, ...more.filter((item) => !list.some((one) => equal(one as object as never, item as never)))];
}

function leadingTo(plan: CarePlan, candidate: CarePlan, part: Resource): Resource {
  const from = keyOf(candidate);
  return mapReferences(part, (one) => (one.reference === from ? { ...one, reference: keyOf(plan) } : one));
}
