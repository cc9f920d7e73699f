import { type CodeSet, codeSetOf } from './binding-check.ts';
import { formOf } from './code-forms.ts';
import { isFormat } from './rule-checked-codes.ts';
import { ucumMeasures } from './ucum.ts';
import { type Content, ofSystem } from './value-set-content.ts';

/** The code system that each of these value sets is all of (http://hl7.org/fhir/R4/terminologies-systems.html). */
const SYSTEMS: Readonly<Record<string, string>> = {
  'http://hl7.org/fhir/ValueSet/mimetypes': 'urn:ietf:bcp:13',
  'http://www.rfc-editor.org/bcp/bcp13.txt': 'urn:ietf:bcp:13',
  'http://hl7.org/fhir/ValueSet/all-languages': 'urn:ietf:bcp:47',
  'http://hl7.org/fhir/ValueSet/currencies': 'urn:iso:std:iso:4217',
  'http://hl7.org/fhir/ValueSet/ucum-units': 'http://unitsofmeasure.org',
};

const UCUM = 'http://unitsofmeasure.org';

/** By value set canonical: those that a rule decides without a list. */
export const ruleCheckedContents: ReadonlyMap<string, Content> = new Map([
  ...Object.entries(SYSTEMS).map(
    ([url, system]) => [url, ofSystem(system, formOf(system) ?? (() => undefined))] as const,
  ),
  // UCUM's units by what they measure: second and metre stand for all that can be converted into them.
  ['http://hl7.org/fhir/ValueSet/all-time-units', ofSystem(UCUM, (code) => ucumMeasures(code, 's'))],
  ['http://hl7.org/fhir/ValueSet/all-distance-units', ofSystem(UCUM, (code) => ucumMeasures(code, 'm'))],
]);

/** CapabilityStatement.format: media types and the short forms. */
export const formats: CodeSet = codeSetOf(
  'http://hl7.org/fhir/ValueSet/mimetypes',
  ofSystem('urn:ietf:bcp:13', isFormat),
);
