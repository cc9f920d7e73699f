import { systemNames } from './code-system-names.ts';

export const CORE = 'http://hl7.org/fhir/StructureDefinition/';

// HL7 Norway published no-basis under two bases, and instances carry both.
const NORWAY = 'http://hl7.no/fhir/';
const NORWAY_IG = 'http://hl7.no/fhir/ig/';
const TWICE_PUBLISHED = /^http:\/\/hl7\.no\/fhir\/(?:StructureDefinition|ValueSet|CodeSystem)\//;

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
  return url.startsWith(NORWAY_IG) ? NORWAY + url.slice(NORWAY_IG.length) : url;
}

/** Every spelling an instance may use for this canonical or code system. */
export function spellings(canonical: string): readonly string[] {
  const url = normalizeCanonical(canonical);
  return TWICE_PUBLISHED.test(url) ? [url, NORWAY_IG + url.slice(NORWAY.length)] : systemNames(url);
}

/** The R4 type name when the canonical is one of HL7's own definitions, for example `Patient`. */
export function coreName(canonical: string): string | undefined {
  const url = normalizeCanonical(canonical);
  return url.startsWith(CORE) ? url.slice(CORE.length) : undefined;
}
