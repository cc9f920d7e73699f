import { isObject, type Json, type JsonObject } from '../record/json.ts';
import { pointerTo } from './loss.ts';
import type { SourceSchema, SourceShape } from './source-schema.ts';

/** What is known of the receiver's record when FHIR is written over it. */
export interface Before {
  readonly record: JsonObject;
  readonly schema: SourceSchema;
  /** Of a list item that is written: the same item as the receiver has it. */
  readonly items: ReadonlyMap<JsonObject, JsonObject>;
  /** Objects whose part is no longer there: they go with all that is in them. */
  readonly gone: ReadonlySet<JsonObject>;
}

/** A value that stayed: its pointer in the receiver's record, and in what is written. */
export interface Stayed {
  readonly was: string;
  readonly is: string;
}

/**
 * `written` with the values of the receiver's record that are its own, where FHIR says nothing else. Items of a list stand where they
 * stood, so that what nobody changed looks the same.
 *
 * @param isOwn of a pointer into the receiver's record: FHIR never took what stands there
 * @example
 * carryOver({ id: '1' }, { record: { id: '1', farge: 'blå' }, ... }, (pointer) => pointer === '/farge').source; // with farge
 */
export function carryOver(
  written: JsonObject,
  { record, schema, items, gone }: Before,
  isOwn: (pointer: string) => boolean,
): { readonly source: JsonObject; readonly stayed: readonly Stayed[] } {
  const stayed: Stayed[] = [];
  return { source: inObject(written, record, { was: '', is: '' }, schema.whole), stayed };

  function inObject(now: JsonObject, old: JsonObject, at: Stayed, shape: SourceShape | undefined): JsonObject {
    const merged: { [key: string]: Json | undefined } = { ...now };
    for (const [name, value] of Object.entries(old)) {
      if (value === undefined || name === '__proto__') continue;
      const here = { was: pointerTo(at.was, name), is: pointerTo(at.is, name) };
      const there = Object.hasOwn(now, name) ? now[name] : undefined;
      const field = inField(there, value, here, shape && schema.at(shape, [name]));
      if (field !== undefined) merged[name] = field;
    }
    return merged;
  }

  function inField(now: Json | undefined, old: Json, at: Stayed, shape: SourceShape | undefined): Json | undefined {
    if (now === undefined && isOwn(at.was)) return stay(old, at);
    if (Array.isArray(old) && (now === undefined || Array.isArray(now))) {
      const list = inList(now ?? [], old, at, shape && schema.itemsOf(shape));
      return now === undefined && list.length === 0 ? undefined : list;
    }
    if (!isObject(old)) return now;
    if (isObject(now)) return inObject(now, old, at, shape);
    return now === undefined && !gone.has(old) ? remainsOf(old, at, shape) : now;
  }

  /** What is the receiver's own in an object of which FHIR says nothing any more; nothing where the schema asks for more than that. */
  function remainsOf(old: JsonObject, at: Stayed, shape: SourceShape | undefined): JsonObject | undefined {
    const before = stayed.length;
    const remains = inObject({}, old, at, shape);
    const required = shape?.schema['required'];
    const isWhole = !Array.isArray(required) || required.every((name) => Object.hasOwn(remains, String(name)));
    if (stayed.length > before && isWhole) return remains;
    stayed.length = before;
    return undefined;
  }

  function inList(now: readonly Json[], old: readonly Json[], at: Stayed, shape: SourceShape | undefined): Json[] {
    const rows: { readonly item: Json; readonly index?: number }[] = now.map((item) => ({ item }));
    for (const [index, item] of old.entries()) {
      if (isOwn(pointerTo(at.was, index))) rows.splice(Math.min(index, rows.length), 0, { item, index });
    }
    return rows.map(({ item, index }, place) => {
      const is = pointerTo(at.is, place);
      if (index !== undefined) return stay(item, { was: pointerTo(at.was, index), is });
      const same = isObject(item) ? items.get(item) : undefined;
      if (!isObject(item) || !same) return item;
      return inObject(item, same, { was: pointerTo(at.was, old.indexOf(same)), is }, shape);
    });
  }

  function stay(value: Json, at: Stayed): Json {
    stayed.push(at);
    return value;
  }
}
