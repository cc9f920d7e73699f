import { FhirPathSyntaxError, type Token, tokens } from './fhirpath-tokens.ts';

/** A FHIRPath expression as a tree. `on` is what stands before the dot; without it, the focus itself. */
export type Expression =
  | {
      readonly kind: 'literal';
      readonly type: 'boolean' | 'string' | 'number' | 'date' | 'quantity';
      readonly value: unknown;
    }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'this' | 'index' | 'total' }
  | { readonly kind: 'constant'; readonly name: string }
  | { readonly kind: 'member'; readonly on?: Expression; readonly name: string }
  | {
      readonly kind: 'call';
      readonly on?: Expression;
      readonly name: string;
      readonly arguments: readonly Expression[];
    }
  | { readonly kind: 'item'; readonly on: Expression; readonly index: Expression }
  | { readonly kind: 'sign'; readonly operator: string; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'type'; readonly operator: 'is' | 'as'; readonly of: Expression; readonly type: string };

const MAX_LENGTH = 16384;
const MAX_NESTING = 64;
/** Steps, operators and terms: each one after another is one level of the tree deeper. */
const MAX_PARTS = 2000;

/** Loosest first (http://hl7.org/fhirpath/N1/#operator-precedence). */
const LEVELS: readonly (readonly string[])[] = [
  ['implies'],
  ['or', 'xor'],
  ['and'],
  ['in', 'contains'],
  ['=', '~', '!=', '!~'],
  ['<=', '<', '>', '>='],
  ['|'],
  ['is', 'as'],
  ['+', '-', '&'],
  ['*', '/', 'div', 'mod'],
];
const UNITS = /^(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|milliseconds?)$/;

class Parser {
  private readonly list: readonly Token[];
  private position = 0;
  private nesting = 0;

  constructor(text: string) {
    this.list = tokens(text);
    const after = this.list[MAX_PARTS];
    if (after) {
      throw new FhirPathSyntaxError(`more than ${MAX_PARTS} names and signs`, after.at);
    }
  }

  private get token(): Token {
    return this.list[this.position] as Token;
  }

  private take(): Token {
    const { token } = this;
    this.position += token.kind === 'end' ? 0 : 1;
    return token;
  }

  private is(text: string): boolean {
    const { kind, text: found } = this.token;
    return kind === 'symbol' && found === text;
  }

  private expect(text: string): void {
    if (!this.is(text)) {
      throw new FhirPathSyntaxError(`'${text}' is missing`, this.token.at);
    }
    this.take();
  }

  whole(): Expression {
    const expression = this.level(0);
    if (this.token.kind !== 'end') {
      throw new FhirPathSyntaxError('something that does not belong', this.token.at);
    }
    return expression;
  }

  private level(depth: number): Expression {
    const operators = LEVELS[depth];
    if (!operators) {
      return this.sign();
    }
    let left = this.level(depth + 1);
    for (;;) {
      const { kind, text, quoted } = this.token;
      if ((kind !== 'symbol' && kind !== 'name') || quoted || !operators.includes(text)) {
        return left;
      }
      this.take();
      left =
        text === 'is' || text === 'as'
          ? { kind: 'type', operator: text, of: left, type: this.typeName() }
          : { kind: 'binary', operator: text, left, right: this.level(depth + 1) };
    }
  }

  private sign(): Expression {
    if (this.is('+') || this.is('-')) {
      const operator = this.take().text;
      this.enter();
      const of = this.sign();
      this.nesting -= 1;
      return { kind: 'sign', operator, of };
    }
    return this.steps(this.term());
  }

  private enter(): void {
    this.nesting += 1;
    if (this.nesting > MAX_NESTING) {
      throw new FhirPathSyntaxError(`more than ${MAX_NESTING} levels of nesting`, this.token.at);
    }
  }

  private typeName(): string {
    const first = this.take();
    if (first.kind !== 'name') {
      throw new FhirPathSyntaxError('a type name is missing', first.at);
    }
    let name = first.text;
    while (this.is('.') && this.list[this.position + 1]?.kind === 'name') {
      this.take();
      name += `.${this.take().text}`;
    }
    return name;
  }

  private steps(start: Expression): Expression {
    let expression = start;
    for (;;) {
      if (this.is('.')) {
        this.take();
        const { kind } = this.token;
        if (kind === 'special') {
          throw new FhirPathSyntaxError('a name is missing after the dot', this.token.at);
        }
        expression = this.invocation(expression);
      } else if (this.is('[')) {
        this.take();
        this.enter();
        const index = this.level(0);
        this.nesting -= 1;
        this.expect(']');
        expression = { kind: 'item', on: expression, index };
      } else {
        return expression;
      }
    }
  }

  private invocation(on: Expression | undefined): Expression {
    const token = this.take();
    if (token.kind !== 'name') {
      throw new FhirPathSyntaxError('a name is missing', token.at);
    }
    const before = on === undefined ? {} : { on };
    if (!this.is('(')) {
      return { kind: 'member', ...before, name: token.text };
    }
    this.take();
    const list: Expression[] = [];
    if (!this.is(')')) {
      this.enter();
      list.push(this.level(0));
      while (this.is(',')) {
        this.take();
        list.push(this.level(0));
      }
      this.nesting -= 1;
    }
    this.expect(')');
    return { kind: 'call', ...before, name: token.text, arguments: list };
  }

  private term(): Expression {
    const { token } = this;
    switch (token.kind) {
      case 'string':
      case 'date':
        this.take();
        return { kind: 'literal', type: token.kind, value: token.text };
      case 'number':
        return this.number();
      case 'special':
        this.take();
        return { kind: token.text.slice(1) as 'this' };
      case 'constant':
        this.take();
        return { kind: 'constant', name: token.text };
      case 'name':
        if (!token.quoted && (token.text === 'true' || token.text === 'false')) {
          this.take();
          return { kind: 'literal', type: 'boolean', value: token.text === 'true' };
        }
        return this.invocation(undefined);
      default:
        return this.bracketed();
    }
  }

  private number(): Expression {
    const { text } = this.take();
    const { kind, text: unit } = this.token;
    if (kind === 'string' || (kind === 'name' && UNITS.test(unit))) {
      this.take();
      return { kind: 'literal', type: 'quantity', value: `${text} ${unit}` };
    }
    return { kind: 'literal', type: 'number', value: Number(text) };
  }

  private bracketed(): Expression {
    if (this.is('{')) {
      this.take();
      this.expect('}');
      return { kind: 'nothing' };
    }
    if (!this.is('(')) {
      throw new FhirPathSyntaxError(`an expression is missing before ${this.token.text}`, this.token.at);
    }
    this.take();
    this.enter();
    const inner = this.level(0);
    this.nesting -= 1;
    this.expect(')');
    return inner;
  }
}

/**
 * Parses a FHIRPath expression (http://hl7.org/fhirpath/N1/), without evaluating anything.
 *
 * @throws {FhirPathSyntaxError} with the place, also for one longer than 16 384 characters or 2000 names and signs, or nested
 * deeper than 64.
 * @example
 * parseFhirPath("status = 'active' implies period.exists()");
 */
export function parseFhirPath(text: string): Expression {
  if (text.length > MAX_LENGTH) {
    throw new FhirPathSyntaxError(`longer than ${MAX_LENGTH} characters`, MAX_LENGTH);
  }
  return new Parser(text).whole();
}
