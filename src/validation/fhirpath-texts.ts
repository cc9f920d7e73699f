import { type Code, fromTruth, fromValues, INTEGER, kindOf, STRING, Untranslatable } from './fhirpath-code.ts';
import type { Expression } from './fhirpath-syntax.ts';
import { NONE, one, type Scope } from './fhirpath-values.ts';
import { safeRegex } from './safe-regex.ts';

/** Functions on texts (http://hl7.org/fhirpath/N1/#string-manipulation). */

export function textTest(name: 'startsWith' | 'endsWith' | 'contains', code: Code, argument: Code): Code {
  if (kindOf(code.shape) !== 'text') {
    throw new Untranslatable(name);
  }
  const method = name === 'contains' ? 'includes' : name;
  return fromTruth((item, scope) => {
    const [value, part] = [one(code.values(item, scope)), one(argument.values(item, scope))];
    return typeof value === 'string' && typeof part === 'string' ? read(value, scope)[method](part) : undefined;
  });
}

/** Characters that are read in the time of one step. */
const READ_AT_ONCE = 64;

/** A text, counted as work when it is long. */
function read(value: string, { pass }: Scope): string {
  if (value.length > READ_AT_ONCE) {
    pass.spend(Math.ceil(value.length / READ_AT_ONCE));
  }
  return value;
}

/** `replace()` of a text that is written out by another. */
export function replaced(code: Code, [pattern, substitution]: readonly Expression[]): Code {
  const textIn = (part: Expression | undefined): string | undefined =>
    part?.kind === 'literal' && typeof part.value === 'string' ? part.value : undefined;
  const [from, to] = [textIn(pattern), textIn(substitution)];
  if (kindOf(code.shape) !== 'text' || !from || to === undefined || to.includes('$')) {
    throw new Untranslatable('replace()');
  }
  return fromValues((item, scope) => {
    const value = one(code.values(item, scope));
    return typeof value === 'string' ? [read(value, scope).replaceAll(from, to)] : NONE;
  }, STRING);
}

export function matching(code: Code, argument: Expression | undefined): Code {
  if (kindOf(code.shape) !== 'text' || argument?.kind !== 'literal' || typeof argument.value !== 'string') {
    throw new Untranslatable('matches()');
  }
  const test = safeRegex(argument.value);
  if (!test) {
    throw new Untranslatable('an unsafe regex');
  }
  return fromTruth((item, scope) => {
    const value = one(code.values(item, scope));
    return typeof value === 'string' ? test(value, scope.pass) : undefined;
  });
}

function textLength(code: Code): Code {
  if (kindOf(code.shape) !== 'text') {
    throw new Untranslatable('length()');
  }
  return fromValues((item, scope) => {
    const value = one(code.values(item, scope));
    return typeof value === 'string' ? [value.length] : NONE;
  }, INTEGER);
}

function toInteger(code: Code): Code {
  const kind = kindOf(code.shape);
  if (kind !== 'text' && kind !== 'nothing') {
    throw new Untranslatable('toInteger()');
  }
  return fromValues((item, scope) => {
    const value = one(code.values(item, scope));
    return typeof value === 'string' && /^[+-]?\d{1,10}$/.test(value) ? [Number(value)] : NONE;
  }, INTEGER);
}

/** The functions on a text that have no argument; undefined for another. */
export function ofText(name: string, code: Code): Code | undefined {
  return name === 'length' ? textLength(code) : name === 'toInteger' ? toInteger(code) : undefined;
}
