import type { Resource } from '@medplum/fhirtypes';

/** The types that the store has (domain § 1.5 a), in the order in which they can be written. */
export const STORE_TYPES = ['Condition', 'CarePlan', 'Goal', 'ServiceRequest'] as const;

export function isStoreType(type: string): boolean {
  return (STORE_TYPES as readonly string[]).includes(type);
}

/**
 * Whether the store has a place for a resource: plans, goals, conditions and measures, and one plan a person, so no sub-plan and no
 * draft beside it. A person has none of her own there: she is known by her number in everything that is about her.
 *
 * @example
 * storeHolds({ resourceType: 'CareTeam' }); // false
 */
export function storeHolds(resource: Resource): boolean {
  if (resource.resourceType === 'Patient') return true;
  if (resource.resourceType !== 'CarePlan') return isStoreType(resource.resourceType);
  return !resource.partOf?.length && resource.status !== 'draft';
}
