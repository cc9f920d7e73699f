import { createRequire } from 'node:module';
import type { Answer } from './code-test.ts';

/** The part of @lhncbc/ucum-lhc that is used. */
interface UcumUtilities {
  validateUnitString(unit: string): { readonly status: string };
}

const MAX_LENGTH = 200;
const MAX_CACHED = 5000;

const answers = new Map<string, Answer>();
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
  if (!answers.has(code)) {
    if (answers.size >= MAX_CACHED) {
      // The oldest goes: senders use the same few units.
      answers.delete(answers.keys().next().value ?? '');
    }
    answers.set(code, parse(code));
  }
  return answers.get(code);
}
