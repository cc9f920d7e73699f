/** Why a text is not JSON that can be taken in, and at which character. */
export interface JsonFault {
  readonly kind: 'syntax' | 'depth' | 'duplicate-key' | 'prototype-key';
  readonly at: number;
  readonly expected: string;
  readonly found: string;
}

/** Where a value stands in a JSON text: keys and indices from the root. */
export type JsonPath = readonly (string | number)[];

/** What is told besides the first fault, and does not end the scan. */
interface Told {
  /** A number that JSON.parse does not keep as it is written: `1.00` and `1e2` have the same value all the same, 37 digits do not. */
  readonly lostDigits?: (path: JsonPath, isSameValue: boolean) => void;
  /** A key that stands twice in its object: without it, that is a fault. */
  readonly duplicateKey?: (path: JsonPath) => void;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** An open object or array, and where the scan is in it. */
interface Level {
  /** Of an object: the keys met so far. */
  readonly keys: Set<string> | undefined;
  /** Start of the latest key in the text, or the index of the latest item. */
  at: number;
}

/**
 * The first fault of a JSON text (RFC 8259), in one pass without recursion: wrong grammar, more than `maxDepth` levels, the
 * same key twice in an object, a key `__proto__`. Undefined when JSON.parse may have it.
 *
 * Runs before JSON.parse because that keeps the last of two equal keys without a word, so two readers of one
 * document could see different plans, and drops digits of decimals, whose precision R4 keeps
 * (http://hl7.org/fhir/R4/json.html#decimal).
 *
 * @example
 * scanJson('{"a":1,"a":2}', 100) // { kind: 'duplicate-key', at: 7, … }
 */
export function scanJson(text: string, maxDepth: number, told: Told = {}): JsonFault | undefined {
  const open: Level[] = [];
  let at = skipSpace(text, 0);

  for (;;) {
    const character = text[at];
    if (character === '{' || character === '[') {
      if (open.length === maxDepth)
        return { kind: 'depth', at, expected: `at most ${maxDepth} levels`, found: `level ${maxDepth + 1}` };
      const isObject = character === '{';
      const level: Level = { keys: isObject ? new Set() : undefined, at: 0 };
      open.push(level);
      at = skipSpace(text, at + 1);
      if (text[at] === (isObject ? '}' : ']')) {
        open.pop();
        at += 1;
      } else if (isObject) {
        const key = readKey(text, at, level, open, told);
        if (typeof key !== 'number') return key;
        at = key;
        continue;
      } else continue;
    } else {
      const end = endOfScalar(text, at);
      if (typeof end !== 'number') return end;
      if (told.lostDigits && isNumber(text, at)) {
        const raw = text.slice(at, end);
        if (losesDigits(raw))
          told.lostDigits(pathOf(text, open), magnitudeOf(raw) === magnitudeOf(String(Number(raw))));
      }
      at = end;
    }

    // A value has ended: close what ends with it, then go on to the next value, or be done.
    for (;;) {
      at = skipSpace(text, at);
      const level = open.at(-1);
      if (level === undefined) return at === text.length ? undefined : syntax(text, at, 'the end of the text');
      const { keys } = level;
      const separator = text[at];
      if (separator === ',') {
        at = skipSpace(text, at + 1);
        if (keys === undefined) {
          level.at += 1;
          break;
        }
        const key = readKey(text, at, level, open, told);
        if (typeof key !== 'number') return key;
        at = key;
        break;
      }
      if (separator !== (keys === undefined ? ']' : '}'))
        return syntax(text, at, keys === undefined ? ', or ]' : ', or }');
      open.pop();
      at += 1;
    }
  }
}

/**
 * Line and column (both from 1) of a character.
 *
 * @example
 * positionOf('{\n  x', 4) // 'line 2, column 3'
 */
export function positionOf(text: string, at: number): string {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return `line ${line}, column ${at - before.lastIndexOf('\n')}`;
}

/** Start of the value after a key, or the fault. */
function readKey(text: string, at: number, level: Level, open: readonly Level[], told: Told): number | JsonFault {
  if (text.charCodeAt(at) !== QUOTE) return syntax(text, at, 'a key in double quotes');
  const end = endOfString(text, at);
  if (typeof end !== 'number') return end;
  const key = textAt(text, at, end);
  level.at = at;
  if (key === '__proto__')
    return { kind: 'prototype-key', at, expected: 'the name of a FHIR element', found: '__proto__' };
  if (level.keys?.has(key)) {
    if (!told.duplicateKey)
      return { kind: 'duplicate-key', at, expected: 'each key once in an object', found: 'a key twice' };
    told.duplicateKey(pathOf(text, open));
  }
  level.keys?.add(key);
  const colon = skipSpace(text, end);
  return text[colon] === ':' ? skipSpace(text, colon + 1) : syntax(text, colon, ':');
}

/** What a quoted text says. */
function textAt(text: string, at: number, end: number): string {
  const raw = text.slice(at, end);
  return raw.includes('\\') ? String(JSON.parse(raw)) : raw.slice(1, -1);
}

/** Levels of a place that are told: a text of nothing but levels and faults is still scanned in one pass. */
const MOST_LEVELS = 100;

function pathOf(text: string, open: readonly Level[]): JsonPath {
  return open.slice(0, MOST_LEVELS).map(({ keys, at }) => {
    const end = keys === undefined ? 0 : endOfString(text, at);
    return keys === undefined || typeof end !== 'number' ? at : textAt(text, at, end);
  });
}

function isNumber(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === MINUS || (code >= ZERO && code <= NINE);
}

const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
/** A number of so many characters, without exponent or a zero at the end of its decimals, is kept by every reader. */
const SURE = 15;

/** True when a number, read and written again, is not the same: other digits, another precision, no exponent any more. */
export function losesDigits(raw: string): boolean {
  const hasExponent = /[eE]/.test(raw);
  const isPlain = raw.length <= SURE && !hasExponent && !(raw.includes('.') && raw.endsWith('0'));
  if (isPlain) return false;
  const written = String(Number(raw));
  return hasExponent !== written.includes('e') || precise(raw) !== precise(written);
}

/** A number by its digits and the place of the last of them: `1.50` and `1.5` differ. */
function precise(raw: string): string {
  const [, sign = '', whole = '', decimals = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(raw) ?? [];
  const digits = (whole + decimals).replace(/^0+/, '');
  return `${digits === '' ? '' : sign}${digits} ${Number(exponent) - decimals.length}`;
}

/** A number by its digits without zeros at the end, and their place: `1.50` and `1.5` do not differ. */
function magnitudeOf(raw: string): string {
  const [digits = '', place = '0'] = precise(raw).split(' ');
  const zeros = /0*$/.exec(digits)?.[0].length ?? 0;
  const kept = digits.slice(0, digits.length - zeros);
  return /\d/.test(kept) ? `${kept} ${Number(place) + zeros}` : '0';
}

function endOfScalar(text: string, at: number): number | JsonFault {
  if (text.charCodeAt(at) === QUOTE) return endOfString(text, at);
  for (const pattern of [NUMBER, LITERAL]) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return pattern.lastIndex;
  }
  return syntax(text, at, 'a value');
}

function endOfString(text: string, start: number): number | JsonFault {
  for (let at = start + 1; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (Number.isNaN(code)) return syntax(text, text.length, 'a closing double quote');
    if (code < 0x20) return syntax(text, at, 'an escaped control character');
    if (code === BACKSLASH) {
      const length = escapeLength(text, at);
      if (length === 0) return syntax(text, at, 'an escape such as \\n or \\u00e5');
      at += length - 1;
    }
  }
}

function escapeLength(text: string, at: number): number {
  const kind = text[at + 1] ?? ' ';
  if (kind === 'u') return /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6)) ? 6 : 0;
  return '"\\/bfnrt'.includes(kind) ? 2 : 0;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  for (let code = text.charCodeAt(at); code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09; ) {
    at += 1;
    code = text.charCodeAt(at);
  }
  return at;
}

function syntax(text: string, at: number, expected: string): JsonFault {
  return { kind: 'syntax', at, expected, found: describe(text[at]) };
}

/** Punctuation is shown as it is; a letter or digit could be a person's. */
function describe(character: string | undefined): string {
  if (character === undefined) return 'the end of the text';
  if (/[!-/:-@[-`{-~]/.test(character)) return character;
  return /[\p{L}\p{N}]/u.test(character) ? 'a letter or digit' : 'another character';
}
