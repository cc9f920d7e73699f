import { align } from './align.ts';
import { equal, isObject, type Json, type JsonObject } from './json.ts';
import { isListed, isWhole } from './merge.ts';
import { type Path, step } from './path.ts';

/** One element that somebody changed. */
export interface Edit {
  readonly path: Path;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/**
 * What leads from one text to another, element by element: the same elements that a merge looks at. List items meet by
 * identity; a list whose items have none is one element. The order of a list is no edit.
 *
 * @example
 * editsBetween({ a: 1, b: 1 }, { a: 2, b: 1 }); // [{ path: ['a'], before: 1, after: 2 }]
 */
export function editsBetween(before: Json | undefined, after: Json | undefined, path: Path = []): readonly Edit[] {
  if (equal(before, after)) return [];
  if (isObject(before) && isObject(after) && !isWhole(before) && !isWhole(after)) {
    return inObject(before, after, path);
  }
  if (Array.isArray(before) || Array.isArray(after)) return inList(before, after, path);
  return [{ path, before, after }];
}

function inObject(before: JsonObject, after: JsonObject, path: Path): readonly Edit[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    const at = step(path, name);
    // A list of primitives and its `_` twin mean something by position only.
    if (isListed(name.replace(/^_/u, ''), before, after)) {
      return equal(old, now) ? [] : [{ path: at, before: old, after: now }];
    }
    return editsBetween(old, now, at);
  });
}

function inList(before: Json | undefined, after: Json | undefined, path: Path): readonly Edit[] {
  const isListOrAbsent = (value: Json | undefined): boolean => value === undefined || Array.isArray(value);
  const rows =
    isListOrAbsent(before) && isListOrAbsent(after)
      ? align({ sent: before, ours: before, echoed: before, theirs: after })
      : undefined;
  const whole = [{ path, before, after }];
  if (!rows) return whole;
  if (rows.every(({ key }) => key !== undefined)) {
    return rows.flatMap(({ key = '', ours, theirs }) => editsBetween(ours, theirs, step(path, { key })));
  }
  return rows.every(({ ours, theirs }) => equal(ours, theirs)) ? [] : whole;
}
