import { isObject, type Json } from './json.ts';

/**
 * A value without the list items that are left out, and without lists that are empty. What loses nothing is the same
 * object as before.
 *
 * @example
 * withoutListItems({ a: [1, 2], b: [2] }, (item) => item === 2); // { a: [1] }
 */
export function withoutListItems(value: Json, isLeftOut: (item: Json) => boolean): Json {
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).filter((item) => !isLeftOut(item));
    const left = items.map((item) => withoutListItems(item, isLeftOut));
    return left.length === value.length && left.every((item, index) => item === value[index]) ? value : left;
  }
  if (!isObject(value)) return value;
  let changed: Record<string, Json> | undefined;
  for (const [key, child] of Object.entries(value)) {
    if (typeof child !== 'object' || child === null) continue;
    const left = withoutListItems(child, isLeftOut);
    const isEmpty = Array.isArray(left) && left.length === 0;
    if (left === child && !isEmpty) continue;
    changed ??= { ...(value as Record<string, Json>) };
    if (isEmpty) delete changed[key];
    else changed[key] = left;
  }
  return changed ?? value;
}
