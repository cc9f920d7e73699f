import type { Resource } from '@medplum/fhirtypes';
import { withMeasuresPointedAt } from '../../record/lift-reference.ts';

/** A resource from the partner, with references to its inline measures as we know them. */
export function incoming<Given extends { readonly resource: unknown }>(given: Given): Given {
  return unlessTooDeep(() => ({ ...given, resource: withMeasuresPointedAt(given.resource as Resource) }), given);
}

/** What is nested too deep to be worked on is passed on as it came: the gate tells what is wrong with it. */
export function unlessTooDeep<Result>(work: () => Result, otherwise: Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return otherwise;
    throw error;
  }
}
