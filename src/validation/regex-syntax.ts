/** A regular expression as a tree: only what a machine can run in one pass over a text. */
export type Pattern =
  | { readonly kind: 'one'; readonly holds: (character: string) => boolean }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'either'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly of: Pattern; readonly min: number; readonly max: number };

/** Why a regular expression is not run here. */
export class UnsafeRegexError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'UnsafeRegexError';
  }
}

const MAX_REPEAT = 5000;
const MAX_NESTING = 32;
const QUANTIFIER = /[*+?]|\{(\d+)(,(\d*))?\}/y;
const CLASS_ESCAPE = /\\(?:[dDwWsS]|p\{[^}]*\}|P\{[^}]*\})/y;
const CODE_ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))/y;
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', 0: '\0' };

/** A test of one character, remembered for those seen. */
function holdsFor(source: string): (character: string) => boolean {
  let regex: RegExp;
  try {
    regex = new RegExp(`^${source}$`, 'u');
  } catch {
    throw new UnsafeRegexError(`the character class ${source} is not understood`);
  }
  return (character) => regex.test(character);
}

class RegexParser {
  private readonly text: string;
  private at = 0;
  private nesting = 0;

  constructor(text: string) {
    this.text = text;
  }

  whole(): Pattern {
    const pattern = this.either();
    if (this.at < this.text.length) {
      throw new UnsafeRegexError("a ')' without its '('");
    }
    return pattern;
  }

  private either(): Pattern {
    const parts = [this.sequence()];
    while (this.text[this.at] === '|') {
      this.at += 1;
      parts.push(this.sequence());
    }
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'either', parts };
  }

  private sequence(): Pattern {
    const parts: Pattern[] = [];
    while (this.at < this.text.length && this.text[this.at] !== '|' && this.text[this.at] !== ')') {
      parts.push(this.quantified(this.atom()));
    }
    return { kind: 'sequence', parts };
  }

  private quantified(of: Pattern): Pattern {
    QUANTIFIER.lastIndex = this.at;
    const found = QUANTIFIER.exec(this.text);
    if (!found) {
      return of;
    }
    this.at += found[0].length;
    if (this.text[this.at] === '?') {
      // Lazy or greedy is one for a test.
      this.at += 1;
    }
    const least = found[1];
    if (least === undefined) {
      return {
        kind: 'repeat',
        of,
        min: found[0] === '+' ? 1 : 0,
        max: found[0] === '?' ? 1 : Number.POSITIVE_INFINITY,
      };
    }
    const min = Number(least);
    const max = found[2] === undefined ? min : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3]);
    if (min > MAX_REPEAT || (max !== Number.POSITIVE_INFINITY && max > MAX_REPEAT)) {
      throw new UnsafeRegexError(`a repetition of more than ${MAX_REPEAT}`);
    }
    return { kind: 'repeat', of, min, max };
  }

  private atom(): Pattern {
    const character = String.fromCodePoint(this.text.codePointAt(this.at) ?? 0);
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return this.characterClass();
      case '\\':
        return this.escape();
      case '^':
      case '$':
        this.at += 1;
        return { kind: character === '^' ? 'start' : 'end' };
      case '.':
        this.at += 1;
        return { kind: 'one', holds: () => true };
      case '*':
      case '+':
      case '?':
        throw new UnsafeRegexError(`nothing stands before '${character}'`);
      default:
        this.at += character.length;
        return { kind: 'one', holds: (other) => other === character };
    }
  }

  private group(): Pattern {
    this.nesting += 1;
    if (this.nesting > MAX_NESTING) {
      throw new UnsafeRegexError(`more than ${MAX_NESTING} levels of groups`);
    }
    this.at += 1;
    if (this.text[this.at] === '?') {
      const named = /\?(?::|<[A-Za-z]\w*>)/y;
      named.lastIndex = this.at;
      const found = named.exec(this.text);
      if (!found) {
        throw new UnsafeRegexError('looking ahead or behind cannot be run in bounded time');
      }
      this.at += found[0].length;
    }
    const inner = this.either();
    if (this.text[this.at] !== ')') {
      throw new UnsafeRegexError("a '(' without its ')'");
    }
    this.at += 1;
    this.nesting -= 1;
    return inner;
  }

  private characterClass(): Pattern {
    const start = this.at;
    let end = start + 1;
    // An escaped ] does not close, and the official validator takes one at the very start as itself.
    for (; end < this.text.length && this.text[end] !== ']'; end += 1) {
      end += this.text[end] === '\\' ? 1 : 0;
    }
    if (end >= this.text.length) {
      throw new UnsafeRegexError("a '[' without its ']'");
    }
    this.at = end + 1;
    const source = this.text
      .slice(start, end + 1)
      // Escapes that the Unicode grammar does not know stand for the character itself.
      .replaceAll(/\\([^A-Za-z0-9\\\]^-])/g, (_, escaped: string) =>
        /[[(){}/|.*+?$]/.test(escaped) ? `\\${escaped}` : escaped,
      )
      .replaceAll(/(?<!^)(?<!\\)\[/g, '\\[');
    return { kind: 'one', holds: holdsFor(source) };
  }

  private escape(): Pattern {
    for (const pattern of [CLASS_ESCAPE, CODE_ESCAPE]) {
      pattern.lastIndex = this.at;
      const found = pattern.exec(this.text);
      if (found) {
        this.at += found[0].length;
        const code = found[1] ?? found[2];
        const character = code === undefined ? undefined : String.fromCharCode(Number.parseInt(code, 16));
        return { kind: 'one', holds: character === undefined ? holdsFor(found[0]) : (other) => other === character };
      }
    }
    const next = this.text[this.at + 1];
    if (next === undefined || /[1-9kbB]/.test(next)) {
      throw new UnsafeRegexError('a reference back, or a word boundary, cannot be run in bounded time');
    }
    this.at += 2;
    const character = CONTROLS[next] ?? next;
    return { kind: 'one', holds: (other) => other === character };
  }
}

/**
 * Parses a regular expression of an untrusted package.
 *
 * @throws {UnsafeRegexError} for what is no regular expression, or could not be run in one pass over the text.
 */
export function parseRegex(text: string): Pattern {
  return new RegexParser(text).whole();
}
