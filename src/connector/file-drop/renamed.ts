import type { Resource } from '@medplum/fhirtypes';
import { mapReferences, targetOf } from '../../record/references.ts';

/**
 * Resources under the ids by which they are known, with the references between them; an id that nobody knows stays.
 *
 * @example
 * renamed([{ resourceType: 'Goal', id: 'goal.1', … }], () => '17')[0].id; // '17'
 */
export function renamed(
  resources: readonly Resource[],
  knownId: (resource: Resource) => string | undefined,
): readonly Resource[] {
  const ids = new Map<string, string>();
  for (const resource of resources) {
    const id = knownId(resource);
    if (id !== undefined && id !== resource.id) ids.set(`${resource.resourceType}/${resource.id}`, id);
  }
  if (ids.size === 0) return resources;
  return resources.map((resource) => {
    const mapped = mapReferences(resource, (reference) => {
      const target = targetOf(reference.reference);
      const id = target && ids.get(`${target.type}/${target.id}`);
      return target && id !== undefined ? { ...reference, reference: `${target.type}/${id}` } : reference;
    });
    const id = ids.get(`${resource.resourceType}/${resource.id}`);
    return id === undefined ? mapped : { ...mapped, id };
  });
}
