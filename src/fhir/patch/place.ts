import type { Json, JsonObject } from '../../record/json.ts';
import { type Field, type Fields, fieldsOf } from '../../validation/fields.ts';

/** An object that a patch may change. */
export type Mutable = Record<string, Json | undefined>;

/** One value of an element: of a primitive with what stands beside it. */
export interface Item {
  readonly value: Json | undefined;
  readonly beside: JsonObject | undefined;
}

/** Where an element stands in a resource that is being changed. */
export interface Place {
  /** Absent: the resource itself. */
  readonly field?: Field;
  /** Place of the object that has it. */
  readonly parent?: Place;
  /** Among the values of its field. */
  readonly index: number;
  /** The resource. */
  readonly root: Mutable;
}

const NONE: Fields = new Map();

export function rootPlace(root: Mutable): Place {
  return { root, index: 0 };
}

/** The object in which the elements under a place stand: of a primitive what stands beside it. */
export function objectAt(place: Place): Mutable | undefined {
  const { field, parent, index, root } = place;
  if (field === undefined || parent === undefined) return root;
  const { value, beside } = itemsAt(parent, field)[index] ?? {};
  const object = field.kind === 'primitive' ? beside : value;
  return typeof object === 'object' && object !== null && !Array.isArray(object) ? (object as Mutable) : undefined;
}

/** What may stand under a place. */
export function fieldsAt(place: Place): Fields {
  const { field } = place;
  if (field === undefined || field.kind === 'resource') {
    return fieldsOf(String(objectAt(place)?.['resourceType'])) ?? NONE;
  }
  return field.kind === 'primitive' ? (fieldsOf('Element') ?? NONE) : field.fields;
}

/** The values of a field under a place. */
export function itemsAt(parent: Place, { name, kind }: Field): readonly Item[] {
  const object = objectAt(parent) ?? {};
  const values = listOf(object[name]);
  const siblings = kind === 'primitive' ? listOf(object[`_${name}`]) : [];
  return Array.from({ length: Math.max(values.length, siblings.length) }, (_, index) => ({
    value: values[index] ?? undefined,
    beside: (siblings[index] ?? undefined) as JsonObject | undefined,
  }));
}

/** Writes the values of a field under a place; none takes it away. */
export function setItems(parent: Place, { name, isList }: Field, items: readonly Item[]): void {
  const object = objectAt(parent);
  if (object === undefined) return;
  set(
    object,
    name,
    items.map(({ value }) => value),
    isList,
  );
  set(
    object,
    `_${name}`,
    items.map(({ beside }) => beside),
    isList,
  );
}

function set(object: Mutable, key: string, values: readonly (Json | undefined)[], isList: boolean): void {
  if (values.every((value) => value === undefined)) delete object[key];
  else object[key] = isList ? values.map((value) => value ?? null) : values[0];
}

function listOf(value: Json | undefined): readonly (Json | undefined)[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}
