import { applyEdits } from './apply-edits.ts';
import { type Edit, editsBetween } from './edits.ts';
import { equal, type Json } from './json.ts';
import { type Path, valueAt, withValueAt } from './path.ts';
import type { Sides } from './sides.ts';

/** A merge of two sound texts that came out unsound. */
export interface BrokenMerge {
  /** `ours` as far as the partner may see it. */
  readonly sides: Sides;
  /** What the sides came to, disagreements settled. */
  readonly merged: Json;
  /** Where they disagreed: decided already. */
  readonly disagreements: readonly Path[];
  /** Whether the edits of the side that came now stand against the record's. */
  readonly incomingStands: boolean;
}

/** A sound text, and the edits that it could not take. */
export interface MendedMerge {
  readonly value: Json;
  /** Of the side that yields: from what stands to what that side says. */
  readonly yielded: readonly Edit[];
}

/**
 * Two lawful edits that merge into a breach: the edits of the side that stands are kept, and of the other side's as
 * many as the rules allow, in an order that does not depend on which side came first (invariant I9). The rest is for a
 * person to decide.
 *
 * @param isSound whether the rules allow this text
 * @returns undefined where the side that stands is not sound by itself either
 */
export function mendBreach(broken: BrokenMerge, isSound: (value: Json) => boolean): MendedMerge | undefined {
  const edits = yieldingEdits(broken);
  const without = edits.reduce((text, { path, before }) => withValueAt(text, path, before), broken.merged);
  if (!isSound(without)) return undefined;
  const { value, left } = applyEdits(without, edits, (_, next) => isSound(next));
  return left.length > 0 ? { value, yielded: left } : undefined;
}

/** What only the yielding side changed, against what stands without it. */
function yieldingEdits({ sides, merged, disagreements, incomingStands }: BrokenMerge): readonly Edit[] {
  const { sent, ours, echoed, theirs } = sides;
  const edits = incomingStands
    ? editsBetween(sent ?? {}, ours)
    : editsBetween(echoed ?? {}, theirs).map((edit) => ({ ...edit, before: valueAt(ours, edit.path) }));
  return edits
    .filter(({ path, before, after }) => !equal(before, after) && equal(valueAt(merged, path), after))
    .filter(({ path }) => !disagreements.some((other) => overlap(path, other)));
}

/** One of the paths leads to or into the other. */
function overlap(one: Path, other: Path): boolean {
  const length = Math.min(one.length, other.length);
  return equal(one.slice(0, length), other.slice(0, length));
}
