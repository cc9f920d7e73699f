import type { Kind } from './kind.ts';

/** The key of another part in the source, a Reference to it in FHIR. */
export function referenceKind(parts: readonly string[], isNumber: boolean): Kind {
  return {
    isLate: true,
    toFhir(value, references) {
      const reference = references.referenceTo(parts, String(value));
      return reference === undefined ? undefined : { reference };
    },
    toSource(value, references) {
      const key = references.keyOf(parts, value);
      return key !== undefined && isNumber ? Number(key) : key;
    },
  };
}
