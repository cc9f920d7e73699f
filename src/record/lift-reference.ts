import type { Resource } from '@medplum/fhirtypes';
import { planOfLifted } from './lift-id.ts';
import { mapReferences, targetOf } from './references.ts';
import { SAMPLAN } from './systems.ts';

/**
 * A resource as it can leave for a partner: a lifted measure is no resource there, so what points at one (a Task's
 * basedOn) names it by an identifier.
 *
 * @example
 * withMeasuresNamed(task).basedOn; // [{ type: 'ServiceRequest', identifier: { system: …, value: 'plan-1.inline-…' } }]
 */
export function withMeasuresNamed<R extends Resource>(resource: R): R {
  return mapReferences(resource, (given) => {
    const { reference, ...rest } = given;
    const target = targetOf(reference);
    return target?.type === 'ServiceRequest' && planOfLifted(target.id)
      ? { ...rest, type: target.type, identifier: { system: SAMPLAN.inlineMeasure, value: target.id } }
      : given;
  });
}

/** The other way: what names a lifted measure points at it. */
export function withMeasuresPointedAt<R extends Resource>(resource: R): R {
  return mapReferences(resource, (reference) => {
    const { identifier, type: _, ...rest } = reference;
    return identifier?.system === SAMPLAN.inlineMeasure && planOfLifted(identifier.value)
      ? { ...rest, reference: `ServiceRequest/${identifier.value}` }
      : reference;
  });
}
