import { isObject, type Json, type JsonObject } from '../record/json.ts';
import type { Draft } from './fhir-access.ts';

/** Which fields of the source the mapping knows; of every other one, the receiver's own value stays. */
export interface Carried {
  readonly fields: Map<string, Carried>;
  /** Of a list: the field that names its items. */
  key?: string;
  /** Read as a whole: nothing below it is the receiver's own. */
  isLeaf?: boolean;
}

/** Puts what the mapping does not know of `before` into what is written. */
export function carryOver(target: Draft, before: JsonObject, known: Carried): void {
  for (const [name, old] of Object.entries(before)) {
    const field = known.fields.get(name);
    if (!field) {
      if (!Object.hasOwn(target, name) && name !== '__proto__') target[name] = old;
      continue;
    }
    if (field.isLeaf === true) continue;
    const now = target[name];
    if (isObject(now) && isObject(old)) carryOver(now as Draft, old, field);
    else if (Array.isArray(now) && Array.isArray(old) && field.key !== undefined)
      carryItems(now, old, field, field.key);
  }
}

function carryItems(items: readonly Json[], old: readonly Json[], known: Carried, key: string): void {
  const byKey = new Map<string, JsonObject>();
  for (const item of old) {
    if (isObject(item) && !byKey.has(String(item[key]))) byKey.set(String(item[key]), item);
  }
  for (const item of items) {
    const before = isObject(item) ? byKey.get(String(item[key])) : undefined;
    if (isObject(item) && before) carryOver(item as Draft, before, known);
  }
}
