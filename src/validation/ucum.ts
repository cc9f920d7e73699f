import { createRequire } from 'node:module';
import type { Answer } from './code-test.ts';

/** The part of @lhncbc/ucum-lhc that is used. */
interface UcumUtilities {
  validateUnitString(unit: string): { readonly status: string };
  convertUnitTo(from: string, value: number, to: string): { readonly status: string };
}

const MAX_LENGTH = 200;
const MAX_CACHED = 5000;

const answers = new Map<string, Answer>();
const measures = new Map<string, Answer>();
let utilities: UcumUtilities | undefined;

/** Loaded with the first unit: its table takes some 25 ms that most runs need not spend. */
function loaded(): UcumUtilities {
  if (!utilities) {
    const require = createRequire(import.meta.url);
    const { UcumLhcUtils } = require('@lhncbc/ucum-lhc') as { UcumLhcUtils: { getInstance(): UcumUtilities } };
    utilities = UcumLhcUtils.getInstance();
  }
  return utilities;
}

/** UCUM's own characters: no spaces but in annotations, and nothing beyond ASCII. */
const CHARACTERS = /^(?:[!-z|~]|\{[ -z|~]*\})+$/;

function parse(unit: string): Answer {
  try {
    const { status } = loaded().validateUnitString(unit);
    return status === 'valid';
  } catch {
    // A unit that its parser trips over cannot be told.
    return undefined;
  }
}

/**
 * Whether a code is a UCUM unit (case sensitive); undefined for what is longer than any unit.
 *
 * @example
 * ucumAnswer('h/wk'); // true
 * ucumAnswer('timer/uke'); // false
 */
export function ucumAnswer(code: string): Answer {
  if (code.length > MAX_LENGTH) {
    return undefined;
  }
  if (!CHARACTERS.test(code)) {
    return false;
  }
  return remembered(answers, code, () => parse(code));
}

function remembered(known: Map<string, Answer>, key: string, find: () => Answer): Answer {
  if (!known.has(key)) {
    if (known.size >= MAX_CACHED) {
      // The oldest goes: senders use the same few units.
      known.delete(known.keys().next().value ?? '');
    }
    known.set(key, find());
  }
  return known.get(key);
}

/**
 * Whether a code is a unit of the same quantity as this one; undefined for what is longer than any unit.
 *
 * @example
 * ucumMeasures('wk', 's'); // true
 * ucumMeasures('km', 's'); // false
 */
export function ucumMeasures(code: string, base: string): Answer {
  const isUnit = ucumAnswer(code);
  return isUnit
    ? remembered(measures, `${base} ${code}`, () => loaded().convertUnitTo(code, 1, base).status === 'succeeded')
    : isUnit;
}
