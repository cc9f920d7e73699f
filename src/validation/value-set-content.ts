import { spellings } from './canonical.ts';
import type { Answer, CodeTest } from './code-test.ts';

/** Codes by system. */
export type Expansion = ReadonlyMap<string, ReadonlySet<string>>;

/** What is known of a value set's content, in three values: in it, outside it, or cannot be told here. */
export interface Content {
  /** All of its codes, when they can be listed. */
  readonly listed?: Expansion;
  of(system: string, code: string): Answer;
  /** Whether some system has this code in the set: what an element of type code is checked against. */
  ofAnySystem(code: string): Answer;
}

/** A value set whose codes are all known. */
export function listed(expansion: Expansion): Content {
  const byName = new Map<string, ReadonlySet<string>>();
  const codes = new Set<string>();
  for (const [system, ofSystem] of expansion) {
    for (const name of spellings(system)) {
      byName.set(name, byName.get(name)?.union(ofSystem) ?? ofSystem);
    }
    for (const code of ofSystem) {
      codes.add(code);
    }
  }
  return {
    listed: expansion,
    of: (system, code) => byName.get(system)?.has(code) ?? false,
    ofAnySystem: (code) => codes.has(code),
  };
}

/** The codes of one system that cannot be listed: by its grammar where it has one. */
export function ofSystem(system: string, test: CodeTest): Content {
  const names = new Set(spellings(system));
  return {
    of: (of, code) => (names.has(of) ? test(code) : false),
    ofAnySystem: test,
  };
}

/** A value set of which nothing is known. */
export const UNKNOWN: Content = { of: () => undefined, ofAnySystem: () => undefined };

const or = (answers: readonly Answer[]): Answer =>
  answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;

const and = (answers: readonly Answer[]): Answer =>
  answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;

const not = (answer: Answer): Answer => (answer === undefined ? undefined : !answer);

/** The expansions of all of them, or undefined when one of them cannot be listed. */
function allListed(parts: readonly Content[]): readonly Expansion[] | undefined {
  const expansions = parts.map((part) => part.listed);
  return expansions.includes(undefined) ? undefined : (expansions as readonly Expansion[]);
}

/** What is in any of these. */
export function union(parts: readonly Content[]): Content {
  const [only] = parts;
  if (only && parts.length === 1) {
    return only;
  }
  const expansions = allListed(parts);
  if (expansions) {
    const all = new Map<string, ReadonlySet<string>>();
    for (const [system, codes] of expansions.flatMap((expansion) => [...expansion])) {
      all.set(system, all.get(system)?.union(codes) ?? codes);
    }
    return listed(all);
  }
  return {
    of: (system, code) => or(parts.map((part) => part.of(system, code))),
    ofAnySystem: (code) => or(parts.map((part) => part.ofAnySystem(code))),
  };
}

/** What is in all of these. */
export function intersection(parts: readonly Content[]): Content {
  const [first, ...others] = parts;
  if (first && others.length === 0) {
    return first;
  }
  if (first?.listed) {
    return withoutUnknown(
      first.listed,
      (system, code) => and(others.map((other) => other.of(system, code))),
      (system, code) => and(parts.map((part) => part.of(system, code))),
    );
  }
  return {
    of: (system, code) => and(parts.map((part) => part.of(system, code))),
    ofAnySystem: (code) => surely(and(parts.map((part) => part.ofAnySystem(code)))),
  };
}

/** What is in the first and not in the second. */
export function difference(content: Content, excluded: Content): Content {
  if (content.listed) {
    return withoutUnknown(
      content.listed,
      (system, code) => not(excluded.of(system, code)),
      (system, code) => and([content.of(system, code), not(excluded.of(system, code))]),
    );
  }
  return {
    of: (system, code) => and([content.of(system, code), not(excluded.of(system, code))]),
    // Another system may have the same code, so that only what was never in it is certain.
    ofAnySystem: (code) => surely(content.ofAnySystem(code)),
  };
}

/** In which system a code is, is not known: only a no is certain. */
function surely(answer: Answer): Answer {
  return answer === false ? false : undefined;
}

/** The listed codes that pass: a list again when the test can tell of every one of them. */
function withoutUnknown(
  expansion: Expansion,
  test: (system: string, code: string) => Answer,
  of: Content['of'],
): Content {
  const passed = new Map<string, Set<string>>();
  let isTold = true;
  for (const [system, codes] of expansion) {
    const kept = new Set<string>();
    for (const code of codes) {
      const answer = test(system, code);
      isTold &&= answer !== undefined;
      if (answer !== false) {
        kept.add(code);
      }
    }
    if (kept.size > 0) {
      passed.set(system, kept);
    }
  }
  const possible = listed(passed);
  return isTold ? possible : { of, ofAnySystem: (code) => surely(possible.ofAnySystem(code)) };
}

/** True when it is certain that no code is in it. */
export function isEmpty({ listed: expansion }: Content): boolean {
  return expansion !== undefined && [...expansion.values()].every((codes) => codes.size === 0);
}
