import { type Pattern, parseRegex, UnsafeRegexError } from './regex-syntax.ts';
import type { Work } from './work.ts';

/**
 * Regular expressions of packages are not given to the JavaScript engine, which backtracks: one expression and one
 * text can hold a process for years. They are run as an automaton, one step a character whatever the expression.
 */

type State =
  | { readonly kind: 'one'; readonly holds: (character: string) => boolean; next: number }
  | { readonly kind: 'fork'; next: number; other: number }
  | { readonly kind: 'start' | 'end'; next: number }
  | { readonly kind: 'accept' };

const MAX_STATES = 12000;
/** States in all fronts that one automaton keeps. */
const MAX_CACHED = 200000;

/** What it costs to look at a state for the first time, beside one step that is known. */
const NEW_STATE = 4;

/** Of a text, at the cost of some work. Throws when that is more than is left. */
export type RegexTest = (text: string, work: Work) => boolean;

class Machine {
  readonly states: State[] = [];
  readonly entry: number;

  constructor(pattern: Pattern) {
    const accept = this.add({ kind: 'accept' });
    this.entry = this.build(pattern, accept);
  }

  private add(state: State): number {
    if (this.states.length >= MAX_STATES) {
      throw new UnsafeRegexError(`larger than ${MAX_STATES} states`);
    }
    this.states.push(state);
    return this.states.length - 1;
  }

  /** The entry of a pattern that goes on to `next`. */
  private build(pattern: Pattern, next: number): number {
    switch (pattern.kind) {
      case 'one':
        return this.add({ kind: 'one', holds: pattern.holds, next });
      case 'start':
      case 'end':
        return this.add({ kind: pattern.kind, next });
      case 'sequence':
        return pattern.parts.reduceRight((after, part) => this.build(part, after), next);
      case 'either':
        return pattern.parts
          .map((part) => this.build(part, next))
          .reduceRight((other, entry) => this.add({ kind: 'fork', next: entry, other }));
      default:
        return this.repeat(pattern.of, pattern.min, pattern.max, next);
    }
  }

  private repeat(of: Pattern, min: number, max: number, next: number): number {
    let entry = next;
    if (max === Number.POSITIVE_INFINITY) {
      const fork = { kind: 'fork' as const, next: 0, other: next };
      const loop = this.add(fork);
      fork.next = this.build(of, loop);
      entry = loop;
    } else {
      for (let count = min; count < max; count += 1) {
        entry = this.add({ kind: 'fork', next: this.build(of, entry), other: next });
      }
    }
    for (let count = 0; count < min; count += 1) {
      entry = this.build(of, entry);
    }
    return entry;
  }
}

/** A set of states that the machine may be in at once. */
interface Front {
  readonly states: readonly number[];
  readonly accepts: boolean;
  readonly next: Map<string, Front>;
  /** Whether the text may end here, of a text that is not empty. */
  ends: boolean | undefined;
}

class Automaton {
  private readonly machine: Machine;
  private readonly isWhole: boolean;
  private readonly fronts = new Map<string, Front>();
  /** States in the fronts that are kept, and steps between them. */
  private cached = 0;
  /** Where a text that is not empty begins. */
  private first: Front | undefined;

  constructor(pattern: Pattern, isWhole: boolean) {
    this.machine = new Machine(pattern);
    this.isWhole = isWhole;
  }

  private front(from: readonly number[], isStart: boolean, isEnd: boolean, work: Work): Front {
    const { states } = this.machine;
    const seen = new Set<number>();
    const stack = [...from];
    let accepts = false;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const state = states[at];
      if (!state || seen.has(at)) {
        continue;
      }
      seen.add(at);
      if (state.kind === 'accept') {
        accepts = true;
      } else if (state.kind === 'fork') {
        stack.push(state.next, state.other);
      } else if ((state.kind === 'start' && isStart) || (state.kind === 'end' && isEnd)) {
        stack.push(state.next);
      }
    }
    work.spend(seen.size * NEW_STATE);
    // Ends are kept: whether they are passed is known only at the end of the text.
    const kept = [...seen]
      .filter((at) => states[at]?.kind === 'one' || states[at]?.kind === 'end')
      .sort((a, b) => a - b);
    const key = `${accepts ? 'a' : ''}${kept.join(',')}`;
    let known = this.fronts.get(key);
    if (!known) {
      known = { states: kept, accepts, next: new Map(), ends: accepts || undefined };
      this.keep(kept.length);
      this.fronts.set(key, known);
    }
    return known;
  }

  private keep(size: number): void {
    this.cached += size + 1;
    if (this.cached > MAX_CACHED) {
      this.cached = 0;
      this.fronts.clear();
      this.first = undefined;
    }
  }

  private step(front: Front, character: string, work: Work): Front {
    const known = front.next.get(character);
    if (known) {
      return known;
    }
    const { states, entry } = this.machine;
    const reached: number[] = this.isWhole ? [] : [entry];
    for (const at of front.states) {
      const state = states[at];
      if (state?.kind === 'one' && state.holds(character)) {
        reached.push(state.next);
      }
    }
    const next = this.front(reached, false, false, work);
    this.keep(0);
    front.next.set(character, next);
    return next;
  }

  test(text: string, work: Work): boolean {
    work.spend(text.length);
    if (text === '') {
      const { states, accepts } = this.front([this.machine.entry], true, true, work);
      return accepts || this.front(states, true, true, work).accepts;
    }
    this.first ??= this.front([this.machine.entry], true, false, work);
    let front = this.first;
    for (const character of text) {
      if (front.accepts && !this.isWhole) {
        return true;
      }
      front = this.step(front, character, work);
    }
    front.ends ??= this.front(front.states, false, true, work).accepts;
    return front.ends;
  }
}

/**
 * A test of texts against a regular expression, in time that grows with the text only and is taken off the work of the pass;
 * undefined when it cannot be one.
 *
 * `whole` asks the whole text to match, as FHIR's own regexes on types do.
 */
export function safeRegex(source: string, whole = false): RegexTest | undefined {
  try {
    const automaton = new Automaton(parseRegex(source), whole);
    return (text, work) => automaton.test(text, work);
  } catch (error) {
    if (error instanceof UnsafeRegexError) {
      return undefined;
    }
    throw error;
  }
}

/** Why a regular expression cannot be run here; undefined when it can. */
export function regexFault(source: string): string | undefined {
  try {
    new Automaton(parseRegex(source), false);
    return undefined;
  } catch (error) {
    if (error instanceof UnsafeRegexError) {
      return error.message;
    }
    throw error;
  }
}
