import type { Edit } from './edits.ts';
import { equal, type Json } from './json.ts';
import { withValueAt } from './path.ts';

/** A text with the edits that it could take, and those that it could not. */
export interface Applied {
  readonly value: Json;
  readonly left: readonly Edit[];
}

/**
 * As many edits as are allowed, in an order that does not depend on which came first (invariant I9). What only another edit makes
 * possible is tried again once that is in.
 *
 * @param isAllowed whether an edit may lead from one text to the next
 * @example
 * applyEdits(text, edits, (_, next) => isSound(next)).left; // what a person has to decide
 */
export function applyEdits(
  text: Json,
  edits: readonly Edit[],
  isAllowed: (before: Json, after: Json) => boolean,
): Applied {
  let value = text;
  let left = edits.toSorted((one, other) => (JSON.stringify(one.path) < JSON.stringify(other.path) ? -1 : 1));
  for (let before = -1; left.length !== before; ) {
    before = left.length;
    left = left.filter(({ path, after }) => {
      const next = withValueAt(value, path, after);
      if (!equal(next, value) && !isAllowed(value, next)) return true;
      value = next;
      return false;
    });
  }
  return { value, left };
}
