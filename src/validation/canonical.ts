export const CORE = 'http://hl7.org/fhir/StructureDefinition/';

// HL7 Norway published no-basis under two bases, and instances carry both.
const NO_BASIS = 'http://hl7.no/fhir/StructureDefinition/';
const NO_BASIS_IG = 'http://hl7.no/fhir/ig/StructureDefinition/';

/**
 * The one form of a canonical that this module compares and keys by: without `|version`, and under one of its aliases.
 *
 * @see http://hl7.org/fhir/R4/references.html#canonical
 * @example
 * normalizeCanonical('http://hl7.no/fhir/ig/StructureDefinition/no-basis-Patient|2.0.10');
 * // 'http://hl7.no/fhir/StructureDefinition/no-basis-Patient'
 */
export function normalizeCanonical(canonical: string): string {
  const bar = canonical.indexOf('|');
  const url = bar < 0 ? canonical : canonical.slice(0, bar);
  return url.startsWith(NO_BASIS_IG) ? NO_BASIS + url.slice(NO_BASIS_IG.length) : url;
}

/** Every spelling an instance may use for this canonical. */
export function spellings(canonical: string): readonly string[] {
  const url = normalizeCanonical(canonical);
  return url.startsWith(NO_BASIS) ? [url, NO_BASIS_IG + url.slice(NO_BASIS.length)] : [url];
}

/** The R4 type name when the canonical is one of HL7's own definitions, for example `Patient`. */
export function coreName(canonical: string): string | undefined {
  const url = normalizeCanonical(canonical);
  return url.startsWith(CORE) ? url.slice(CORE.length) : undefined;
}
