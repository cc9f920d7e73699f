import type { CodeSet } from './binding-check.ts';
import { type Code, fromTruth } from './fhirpath-code.ts';
import { one } from './fhirpath-values.ts';

interface Coding {
  readonly system?: unknown;
  readonly code?: unknown;
}

/** A code that may be in a value set of which not all is known. */
class NotKnown extends Error {
  constructor() {
    super('whether the code is in the value set is not known');
    this.name = 'NotKnown';
  }
}

/**
 * `memberOf(url)` of a code, a Coding or a CodeableConcept (http://hl7.org/fhir/R4/fhirpath.html#functions). Throws where the value
 * set is known in part, and the code is in the other.
 */
export function memberOf(code: Code, set: CodeSet): Code {
  return fromTruth((item, scope) => {
    const value = one(code.values(item, scope));
    if (value === undefined) {
      return undefined;
    }
    if (typeof value === 'string') {
      return set.codes.has(value) || certain(set.unsure?.code(value));
    }
    const { coding } = value as { readonly coding?: unknown };
    const codings: readonly (Coding | null)[] = Array.isArray(coding) ? coding : [value as Coding];
    return (
      codings.some((each) => set.hasCoding(each?.system, each?.code)) ||
      certain(codings.some((each) => set.unsure?.coding(each?.system, each?.code)))
    );
  });
}

function certain(isUnsure: boolean | undefined): false {
  if (isUnsure) {
    throw new NotKnown();
  }
  return false;
}
