import type { CodeSet } from './binding-check.ts';

/** Code systems too large or too open to list, each decided by its own grammar. */

const MIME_TYPE =
  /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}(?:\s*;\s*[A-Za-z0-9!#$&^_.+-]+=(?:[^\s;"]+|"[^"]*"))*$/;
const LANGUAGE = /^(?:[A-Za-z]{2,3}|x|i)(?:-[A-Za-z0-9]{1,8})*$/;

const currencies = new Set(Intl.supportedValuesOf('currency'));

function isMimeType(code: unknown): boolean {
  // CapabilityStatement.format takes these short forms too.
  return typeof code === 'string' && code.length < 512 && (MIME_TYPE.test(code) || /^(?:xml|json|ttl)$/.test(code));
}

function isLanguage(code: unknown): boolean {
  if (typeof code !== 'string' || code.length > 64 || !LANGUAGE.test(code)) {
    return false;
  }
  try {
    return Intl.getCanonicalLocales(code).length === 1;
  } catch {
    // Private-use tags are well formed in BCP 47 but no locales.
    return /^[xi]-/i.test(code);
  }
}

function ruleSet(url: string, system: string, test: (code: unknown) => boolean): CodeSet {
  return { url, codes: { has: test }, hasCoding: (of, code) => of === system && test(code) };
}

const mimeTypes = ruleSet('http://hl7.org/fhir/ValueSet/mimetypes', 'urn:ietf:bcp:13', isMimeType);

/** By value set canonical: BCP 13, BCP 47 and ISO 4217 (http://hl7.org/fhir/R4/terminologies-systems.html). */
export const ruleCheckedSets: ReadonlyMap<string, CodeSet> = new Map([
  ['http://hl7.org/fhir/ValueSet/mimetypes', mimeTypes],
  ['http://www.rfc-editor.org/bcp/bcp13.txt', mimeTypes],
  [
    'http://hl7.org/fhir/ValueSet/all-languages',
    ruleSet('http://hl7.org/fhir/ValueSet/all-languages', 'urn:ietf:bcp:47', isLanguage),
  ],
  [
    'http://hl7.org/fhir/ValueSet/currencies',
    ruleSet('http://hl7.org/fhir/ValueSet/currencies', 'urn:iso:std:iso:4217', (code) =>
      currencies.has(code as string),
    ),
  ],
]);
