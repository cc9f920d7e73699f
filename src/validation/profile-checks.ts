import { same } from './describe.ts';
import type { Finding, Text } from './finding.ts';
import { inResource, into, isObject } from './object-checks.ts';
import type { Check, Pass } from './pass.ts';

/** What stands where an element with children is missing: so that what is required of it is asked for. */
export const EMPTY: Record<string, unknown> = Object.freeze({});

/** A count as what was found. */
export function counted(count: number): Text {
  return same(String(count));
}

/** The key by which an object holds a choice element, or ''. */
export function choiceKeyOf(value: Record<string, unknown>, keys: ReadonlyMap<string, string>): string {
  for (const key in value) {
    const found = keys.get(key);
    if (found !== undefined) {
      return found;
    }
  }
  return '';
}

/** The findings of the first that holds; where none does, of the one that comes nearest: fewest errors, then fewest findings. */
function best(pass: Pass, checks: readonly Check[], enter: (check: Check) => void): void {
  let nearest: Nearness | undefined;
  for (const check of checks) {
    const { items } = pass.attempt(() => enter(check));
    const errors = items.filter(({ severity }) => severity === 'error').length;
    if (!nearest || errors < nearest.errors || (errors === nearest.errors && items.length < nearest.items.length)) {
      nearest = { items, errors };
    }
    if (errors === 0) {
      break;
    }
  }
  pass.adopt(nearest?.items ?? []);
}

interface Nearness {
  readonly items: readonly Finding[];
  readonly errors: number;
}

/** Applies the profiles of a type: one that holds is enough. */
export function profiles(pass: Pass, checks: readonly Check[], value: unknown, name: string, index: number): void {
  const [first, ...others] = checks;
  if (!first || !isObject(value) || pass.isFull) {
    return;
  }
  if (others.length === 0) {
    into(pass, first, value, name, index);
  } else {
    best(pass, checks, (check) => into(pass, check, value, name, index));
  }
}

/** As {@link profiles}, for a resource in a resource: what its profiles say is about it, not about what it stands in. */
export function resourceProfiles(
  pass: Pass,
  checks: readonly Check[],
  value: unknown,
  name: string,
  index: number,
  holder: Record<string, unknown>,
): void {
  if (isObject(value) && !pass.isFull) {
    best(pass, checks, (check) => inResource(pass, check, value, name, index, holder));
  }
}
