/** One token of a FHIRPath expression (http://hl7.org/fhirpath/N1/grammar.html). */
export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'date' | 'symbol' | 'special' | 'constant' | 'end';
  readonly text: string;
  readonly at: number;
  /** A name in backticks is never an operator. */
  readonly quoted?: boolean;
}

/** An expression that is not FHIRPath, and where. */
export class FhirPathSyntaxError extends Error {
  readonly at: number;

  constructor(reason: string, at: number) {
    super(`${reason} at character ${at + 1}`);
    this.name = 'FhirPathSyntaxError';
    this.at = at;
  }
}

const SPACE = /(?:\s+|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)+/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /[0-9]+(?:\.[0-9]+)?/y;
const DATE =
  /@(?:T[0-9]{2}(?::[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?|[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?(?:T(?:[0-9]{2}(?::[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?)?)/y;
const SPECIAL = /\$(?:this|index|total)\b/y;
const SYMBOL = /<=|>=|!=|!~|[.,()[\]{}+\-*/&|<>=~]/y;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f' };

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** The content of a quoted string that begins at `at`, and where it ends. */
function quoted(text: string, at: number): { readonly value: string; readonly end: number } {
  const quote = text[at];
  let value = '';
  for (let index = at + 1; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (character === quote) {
      return { value, end: index + 1 };
    }
    if (character !== '\\') {
      value += character;
      continue;
    }
    index += 1;
    const escaped = text[index] ?? '';
    if (escaped === 'u') {
      const digits = text.slice(index + 1, index + 5);
      if (!/^[0-9A-Fa-f]{4}$/.test(digits)) {
        throw new FhirPathSyntaxError('an escape \\u without four digits', index);
      }
      value += String.fromCharCode(Number.parseInt(digits, 16));
      index += 4;
    } else {
      value += ESCAPES[escaped] ?? escaped;
    }
  }
  throw new FhirPathSyntaxError('a text that does not end', at);
}

function tokenAt(text: string, at: number): Token & { readonly end: number } {
  const character = text[at] ?? '';
  if (character === "'" || character === '`') {
    const { value, end } = quoted(text, at);
    return character === "'"
      ? { kind: 'string', text: value, at, end }
      : { kind: 'name', text: value, at, end, quoted: true };
  }
  if (character === '%') {
    const next = text[at + 1] ?? '';
    if (next === "'" || next === '`') {
      const { value, end } = quoted(text, at + 1);
      return { kind: 'constant', text: value, at, end };
    }
    const name = match(NAME, text, at + 1);
    if (name !== undefined) {
      return { kind: 'constant', text: name, at, end: at + 1 + name.length };
    }
  }
  for (const [kind, pattern] of [
    ['name', NAME],
    ['number', NUMBER],
    ['date', DATE],
    ['special', SPECIAL],
    ['symbol', SYMBOL],
  ] as const) {
    const found = match(pattern, text, at);
    if (found !== undefined) {
      return { kind, text: found, at, end: at + found.length };
    }
  }
  throw new FhirPathSyntaxError('a character that has no meaning', at);
}

/** The tokens of an expression, the last of kind `end`. */
export function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  let at = match(SPACE, text, 0)?.length ?? 0;
  while (at < text.length) {
    const token = tokenAt(text, at);
    found.push(token);
    at = token.end + (match(SPACE, text, token.end)?.length ?? 0);
  }
  return [...found, { kind: 'end', text: 'the end', at: text.length }];
}
