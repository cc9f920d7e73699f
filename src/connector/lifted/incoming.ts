import type { Resource } from '@medplum/fhirtypes';
import { withMeasuresPointedAt } from '../../record/lift-reference.ts';

/** A resource from the partner, with references to its inline measures as we know them. */
export function incoming<Given extends { readonly resource: unknown }>(given: Given): Given {
  try {
    return { ...given, resource: withMeasuresPointedAt(given.resource as Resource) };
  } catch (error) {
    return unlessTooDeep(error, given);
  }
}

/**
 * What is nested too deep to be worked on is passed on as it came: the gate tells what is wrong with it.
 *
 * @throws whatever else it was
 */
export function unlessTooDeep<Given>(error: unknown, asItCame: Given): Given {
  if (error instanceof RangeError) return asItCame;
  throw error;
}
