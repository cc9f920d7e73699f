import type { Text } from './finding.ts';
import { into, isObject } from './object-checks.ts';
import type { Check, Pass } from './pass.ts';

/** What stands where an element with children is missing: so that what is required of it is asked for. */
export const EMPTY: Record<string, unknown> = Object.freeze({});

/** A count as what was found. */
export function counted(count: number): Text {
  const text = String(count);
  return { nb: text, nn: text, en: text };
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

/** Applies the profiles of a type: one that holds is enough; if none does, the best match is what is reported. */
export function profiles(pass: Pass, checks: readonly Check[], value: unknown, name: string, index: number): void {
  const [first, ...others] = checks;
  if (!first || !isObject(value)) {
    return;
  }
  const start = pass.findings.length;
  into(pass, first, value, name, index);
  let best = pass.findings.splice(others.length > 0 ? start : pass.findings.length);
  for (const other of others) {
    if (best.length === 0) {
      return;
    }
    into(pass, other, value, name, index);
    const found = pass.findings.splice(start);
    best = found.length < best.length ? found : best;
  }
  pass.findings.push(...best);
}
