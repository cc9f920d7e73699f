import { align } from './align.ts';
import { equal, isObject, type Json, type JsonObject } from './json.ts';
import { type Path, step } from './path.ts';
import { isReference } from './references.ts';
import type { Sides } from './sides.ts';

/** One element that both sides changed, differently. */
export interface Disagreement {
  readonly path: Path;
  readonly base: Json | undefined;
  readonly ours: Json | undefined;
  readonly theirs: Json | undefined;
}

/** What becomes of an element that both sides changed, where that can be told without a person; else undefined. */
export type Decide = (path: Path, ours: Json | undefined, theirs: Json | undefined) => Json | undefined;

const nothing: Decide = () => undefined;

/** Whether a list may lose its last item by a merge. */
export type MayEmpty = (path: Path) => boolean;

const always: MayEmpty = () => true;

export interface Merged {
  /** Both sides' edits together; where they disagree, ours. */
  readonly value: Json | undefined;
  readonly disagreements: readonly Disagreement[];
}

/**
 * Three-way merge of JSON. One side changed: take it. Both changed alike: take it. Both changed the same element
 * differently: ours stays and the disagreement is told. Array items meet by identity, not by position.
 *
 * Because `ours` is the whole part and both bases are what the partner could see, this is also the put-back of a
 * view: what the partner never saw is in neither base, so nothing it does can remove it (invariant I5).
 *
 * @param decide settles what both changed differently, where it can
 * @param mayEmpty whether two sides that each took items out of a list may leave none: where an empty list means everything, it is
 * a disagreement
 * @example
 * merge({ sent: { a: 1 }, ours: { a: 1, b: 2 }, echoed: { a: 1 }, theirs: { a: 3 } }).value; // { a: 3, b: 2 }
 */
export function merge(sides: Sides, decide: Decide = nothing, mayEmpty: MayEmpty = always): Merged {
  const disagreements: Disagreement[] = [];
  const value = mergeValue(sides, [], { disagreements, decide, mayEmpty });
  return { value, disagreements };
}

/**
 * `onto`, with the edits that lead from `before` to `after`. `onto` may be another side's shape of `before`.
 *
 * @example
 * patch({ onto: { a: 1, kept: true }, before: { a: 1 }, after: { a: 2 } }); // { a: 2, kept: true }
 */
export function patch(edit: {
  onto: Json | undefined;
  before: Json | undefined;
  after: Json | undefined;
}): Json | undefined {
  return merge({ sent: edit.onto, ours: edit.onto, echoed: edit.before, theirs: edit.after }).value;
}

/** What a merge collects on its way, and what it asks. */
interface Merging {
  readonly disagreements: Disagreement[];
  readonly decide: Decide;
  readonly mayEmpty: MayEmpty;
}

function mergeValue(sides: Sides, path: Path, merging: Merging): Json | undefined {
  const { sent, ours, echoed, theirs } = sides;
  if (equal(echoed, theirs) || equal(ours, theirs)) return ours;
  if (isObject(ours) && isObject(theirs) && !isWhole(ours) && !isWhole(theirs)) {
    return mergeObject(sides, ours, theirs, path, merging);
  }
  if (areLists(sides)) return mergeArray(sides, path, merging);
  if (equal(sent, ours)) return theirs;
  const decided = merging.decide(path, ours, theirs);
  if (decided !== undefined) return decided;
  merging.disagreements.push({ path, base: sent ?? echoed, ours, theirs });
  return ours;
}

/** FHIR JSON has no empty list: a list that lost its last item is absent, and still a list. */
function areLists({ ours, theirs }: Sides): boolean {
  const isListOrAbsent = (value: Json | undefined): boolean => value === undefined || Array.isArray(value);
  return isListOrAbsent(ours) && isListOrAbsent(theirs);
}

/** Data types whose elements mean something only together: half of ours with half of theirs would be neither's. */
export function isWhole(value: JsonObject): boolean {
  const isQuantity = 'value' in value && ('unit' in value || 'code' in value || 'system' in value);
  const isCoding = 'system' in value && 'code' in value;
  return isQuantity || isCoding || isReference(value);
}

function mergeObject(
  { sent, echoed }: Sides,
  ours: JsonObject,
  theirs: JsonObject,
  path: Path,
  merging: Merging,
): JsonObject {
  const sentObject = isObject(sent) ? sent : {};
  const echoedObject = isObject(echoed) ? echoed : {};
  const merged: Record<string, Json> = {};
  const set = (key: string, value: Json | undefined): void => {
    if (value !== undefined && !isEmpty(value)) merged[key] = value;
  };
  const listOf = (key: string): string =>
    key.startsWith('_') && isListed(key.slice(1), ours, theirs) ? key.slice(1) : key;
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)].map(listOf))) {
    const sides: Sides = { sent: sentObject[key], ours: ours[key], echoed: echoedObject[key], theirs: theirs[key] };
    if (!isListed(key, ours, theirs)) {
      set(key, mergeValue(sides, step(path, key), merging));
      continue;
    }
    // A list of primitives and its `_` twin are one list by position (R4 json.html#primitive): neither merges alone.
    const both = (of: JsonObject): Json => ({ list: of[key] ?? null, twin: of[`_${key}`] ?? null });
    const whole = { sent: both(sentObject), ours: both(ours), echoed: both(echoedObject), theirs: both(theirs) };
    const taken = equal(whole.echoed, whole.theirs) || equal(whole.ours, whole.theirs) ? ours : theirs;
    const isFree = taken === ours || equal(whole.sent, whole.ours);
    if (!isFree)
      merging.disagreements.push({
        path: step(path, key),
        base: sides.sent ?? sides.echoed,
        ours: ours[key],
        theirs: theirs[key],
      });
    const from = isFree ? taken : ours;
    set(key, from[key]);
    set(`_${key}`, from[`_${key}`]);
  }
  return merged;
}

/** A list of primitives that has, on either side, a list of extensions beside it. */
export function isListed(key: string, ours: JsonObject, theirs: JsonObject): boolean {
  return Array.isArray(ours[`_${key}`]) || Array.isArray(theirs[`_${key}`]);
}

function mergeArray(sides: Sides, path: Path, { disagreements, decide, mayEmpty }: Merging): Json | undefined {
  const rows = align(sides);
  if (rows === undefined) {
    if (equal(sides.sent, sides.ours)) return sides.theirs;
    disagreements.push({ path, base: sides.sent ?? sides.echoed, ours: sides.ours, theirs: sides.theirs });
    return sides.ours;
  }
  const inside: Disagreement[] = [];
  const merged: Json[] = [];
  let unaddressable = false;
  for (const row of rows) {
    const before = inside.length;
    const value = mergeValue(row, step(path, { key: row.key ?? '' }), { disagreements: inside, decide, mayEmpty });
    if (row.key === undefined && inside.length > before) unaddressable = true;
    if (value !== undefined && !isEmpty(value)) merged.push(value);
  }
  const isEmptied = merged.length === 0 && isFilled(sides.ours) && isFilled(sides.theirs) && !mayEmpty(path);
  if (unaddressable || isEmptied) {
    // An item without identity can't be named later, so the whole list is what a person decides about.
    disagreements.push({ path, base: sides.sent ?? sides.echoed, ours: sides.ours, theirs: sides.theirs });
    return sides.ours;
  }
  disagreements.push(...inside);
  return merged;
}

function isFilled(list: Json | undefined): boolean {
  return Array.isArray(list) && list.length > 0;
}

/** FHIR JSON knows no empty array or object (json.html). */
function isEmpty(value: Json): boolean {
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
