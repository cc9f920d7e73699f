import type { Bundle, CarePlan, Resource } from '@medplum/fhirtypes';
import { mapReferences } from '../record/references.ts';
import type { Applied } from './apply-definition.ts';

/** The draft as R4 has it: one CarePlan that contains its goals and measures. */
export function containedForm({ plan, goals, measures }: Applied): CarePlan {
  const contained = [...goals, ...measures];
  return contained.length > 0 ? { ...plan, contained } : plan;
}

/**
 * The draft as a transaction to POST as it stands: plan, goals and measures each become a resource of their own, so that each has an
 * owner and can be shared by itself.
 *
 * @param newId a new UUID
 */
export function transactionForm({ plan, goals, measures }: Applied, newId: () => string): Bundle {
  const all: readonly Resource[] = [...goals, ...measures, plan];
  const names = new Map(all.map(({ id = '' }) => [`#${id}`, `urn:uuid:${newId()}`]));
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: all.map((resource) => {
      const { id = '', ...rest } = mapReferences(resource, (reference) => ({
        ...reference,
        ...(reference.reference === undefined
          ? {}
          : { reference: names.get(reference.reference) ?? reference.reference }),
      }));
      return {
        fullUrl: names.get(`#${id}`) ?? '',
        resource: rest as Resource,
        request: { method: 'POST', url: resource.resourceType },
      };
    }),
  };
}
