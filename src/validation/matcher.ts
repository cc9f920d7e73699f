import type { ProfileLinker } from './profile-linker.ts';
import type { SourceUnit } from './source-unit.ts';

/** How items of a sliced element are told to belong to one slice: JavaScript expressions of `e` and `pass`. */
export interface Matcher {
  readonly source: string;
  /** When it cannot be told: a reference's target is asked about and is not in hand. */
  readonly unknown?: string;
  readonly reading: string;
  /** Values of which what is asked about has exactly one: two matchers that share none hold for no item both. */
  readonly only?: readonly string[] | undefined;
}

/** True when no item can hold for both, asked by the same discriminators. */
export function areApart(left: readonly Matcher[], right: readonly Matcher[]): boolean {
  return left.some(({ only }, at) => {
    const other = right[at]?.only;
    return only !== undefined && other !== undefined && !only.some((value) => other.includes(value));
  });
}

/** What the parts of a matcher share while it is made. */
export interface MatcherContext {
  /** Type of the discriminator. */
  readonly kind: string;
  readonly unit: SourceUnit;
  readonly linker: ProfileLinker;
}

/** A matcher that holds when all of these do; undefined for none. */
export function allOf(matchers: readonly (Matcher | undefined)[]): Matcher | undefined {
  const known = matchers.filter((matcher) => matcher !== undefined);
  const [first, ...others] = known;
  if (!first || others.length === 0) {
    return first;
  }
  const unknown = known.some((matcher) => matcher.unknown !== undefined)
    ? known.map(({ source, unknown: doubt }) => (doubt === undefined ? source : `(${source}||${doubt})`)).join('&&')
    : undefined;
  return {
    source: `(${known.map(({ source }) => source).join('&&')})`,
    ...(unknown === undefined ? {} : { unknown: `(${unknown})` }),
    reading: known.map(({ reading }) => reading).join(', '),
    only: known.find(({ only }) => only !== undefined)?.only,
  };
}
