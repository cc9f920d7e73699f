import { systemNames } from './code-system-names.ts';
import type { CodeTest } from './code-test.ts';
import { isCurrency, isLanguage, isMimeType } from './rule-checked-codes.ts';
import { isSnomedForm } from './snomed-form.ts';
import { ucumAnswer } from './ucum.ts';

const ICD_10 = /^[A-Z]\d\d(?:\.?\d{1,2})?$/;
/** A chapter and a number; a process code (30 to 69) may stand for any chapter, with - or * in its place. */
const ICPC_2 = /^(?:[A-Z]\d\d|[-*]?[3-6]\d)$/;

/** A code of the right form may still not exist: only the wrong form is certain. */
const byForm =
  (hasForm: (code: string) => boolean): CodeTest =>
  (code) =>
    hasForm(code) ? undefined : false;

const SNOMED_CT = 'http://snomed.info/sct';
const UCUM = 'http://unitsofmeasure.org';

/** Code systems whose codes are not listed here, but have a grammar (http://hl7.org/fhir/R4/terminologies-systems.html). */
const forms: ReadonlyMap<string, CodeTest> = new Map([
  [SNOMED_CT, byForm(isSnomedForm)],
  [UCUM, ucumAnswer],
  ['urn:ietf:bcp:13', isMimeType],
  ['urn:ietf:bcp:47', isLanguage],
  ['urn:iso:std:iso:4217', isCurrency],
  ...systemNames('http://hl7.org/fhir/sid/icd-10').map((name) => [name, byForm((code) => ICD_10.test(code))] as const),
  ...systemNames('http://hl7.org/fhir/sid/icpc-2').map((name) => [name, byForm((code) => ICPC_2.test(code))] as const),
]);

/** The grammar of a code system, when it has one. */
export function formOf(system: string): CodeTest | undefined {
  return forms.get(system);
}
