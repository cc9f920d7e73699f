import { volvenNumber } from './code-system-names.ts';
import { describe, describeCode, isEchoable, same } from './describe.ts';
import type { Text } from './finding.ts';
import { isSnomedForm } from './snomed-form.ts';

const SNOMED_CT = 'http://snomed.info/sct';
const SNOMED_CODE = /^[0-9]{6,18}$/;
const VOLVEN_CODE = /^[0-9]{1,5}$/;
const OID = /^urn:oid:[0-9.]{1,120}$/;
const DIGIT_RUN = /[0-9]{6}/;

const LOINC = 'http://loinc.org';
const LOINC_CODE = /^[0-9]{1,5}-[0-9]$/;

/** True for a code of digits that has the form of its system: a concept of SNOMED CT, a number of LOINC, a short one of Volven. */
function hasKnownForm(system: string, code: string): boolean {
  switch (system) {
    case SNOMED_CT:
      return SNOMED_CODE.test(code) && isSnomedForm(code);
    case LOINC:
      return LOINC_CODE.test(code);
    default:
      return volvenNumber(system) !== undefined && VOLVEN_CODE.test(code);
  }
}

/** A code system by its last step, when it cannot be a person's data. */
function shortName(system: string): string | undefined {
  const tail = system.includes('/') ? system.slice(system.lastIndexOf('/') + 1) : system;
  const isTold = isEchoable(tail) || (OID.test(tail) && !DIGIT_RUN.test(tail));
  return isTold ? (tail === system ? `'${system}'` : `…/${tail}`) : undefined;
}

/** The name of a code system; its length where that could be a person's data. */
export function describeSystem(system: unknown): Text {
  const name = typeof system === 'string' ? shortName(system) : undefined;
  return name === undefined ? describe(system) : same(name);
}

/**
 * A code of a Coding or Quantity: itself where it cannot be a person's number, or has the form that its system gives it; else
 * its length, and the system where that can be told.
 *
 * @example
 * describeCoding('http://snomed.info/sct', '734163000').en; // "'734163000'"
 * describeCoding('https://fjordvik.example/kinds', '73416300').en; // "a code of 8 characters of …/kinds"
 */
export function describeCoding(system: unknown, code: unknown): Text {
  const told = describeCode(code);
  if (typeof code !== 'string' || isEchoable(code) || typeof system !== 'string') {
    return told;
  }
  if (hasKnownForm(system, code)) {
    return same(`'${code}'`);
  }
  const name = shortName(system);
  return name === undefined
    ? told
    : { nb: `${told.nb} i ${name}`, nn: `${told.nn} i ${name}`, en: `${told.en} of ${name}` };
}
