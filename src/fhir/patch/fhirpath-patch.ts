import type { Parameters, ParametersParameter, Resource } from '@medplum/fhirtypes';
import { asJson, type Json, type JsonObject } from '../../record/json.ts';
import { type Field, fieldsOf } from '../../validation/fields.ts';
import { collectionsAt, named, PathFault, placesAt } from './patch-path.ts';
import { malformedOperation, notApplicable } from './patch-refusal.ts';
import { fieldsAt, type Item, itemsAt, type Mutable, objectAt, type Place, setItems } from './place.ts';

/** Far more than an edit has. */
const MOST_OPERATIONS = 1000;

/** What each operation needs besides its path (fhirpatch.html). */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  add: ['name', 'value'],
  insert: ['index', 'value'],
  delete: [],
  replace: ['value'],
  move: ['source', 'destination'],
};

type Parts = Readonly<Record<string, ParametersParameter | undefined>>;

/**
 * Changes a resource as Parameters say (fhirpatch.html): add, insert, delete, replace and move, one after the other.
 *
 * @param resource is changed
 * @throws SamplanError `malformed` for what is no such patch, `invalid` where an operation cannot be carried out
 * @example
 * applyFhirPathPatch(goal, { resourceType: 'Parameters', parameter: [{ name: 'operation', part: [
 *   { name: 'type', valueCode: 'replace' }, { name: 'path', valueString: 'Goal.description.text' }, { name: 'value', valueString: 'Gå ut' } ] }] });
 */
export function applyFhirPathPatch(resource: Resource, { parameter }: Parameters): void {
  const operations: unknown = parameter ?? [];
  if (!Array.isArray(operations) || operations.length > MOST_OPERATIONS)
    throw malformedOperation('Parameters.parameter');
  // All of them are read before the first is done.
  const read = operations.map((one, index) => partsOf(one, `Parameters.parameter[${index}]`));
  for (const [index, parts] of read.entries()) {
    const where = `Parameters.parameter[${index}]`;
    try {
      apply(asJson(resource) as Mutable, parts, where);
    } catch (error) {
      if (error instanceof PathFault) throw malformedOperation(`${where}.part`);
      throw error;
    }
  }
}

function partsOf(operation: ParametersParameter | null, where: string): Parts {
  const list: unknown = operation?.part;
  if (operation?.name !== 'operation' || !Array.isArray(list)) throw malformedOperation(where);
  const names = list.map((part) => String(part?.name));
  const parts = Object.fromEntries(list.map((part, index) => [names[index], part])) as Parts;
  const { type, path } = parts;
  const code = type?.valueCode ?? type?.valueString ?? '';
  const needed = Object.hasOwn(NEEDS, code) ? NEEDS[code] : undefined;
  const isWhole =
    needed !== undefined &&
    typeof path?.valueString === 'string' &&
    new Set(names).size === names.length &&
    names.every((name) => name === 'type' || name === 'path' || needed.includes(name)) &&
    needed.every((name) => isGiven(name, parts[name]));
  if (!isWhole) throw malformedOperation(where);
  return parts;
}

function isGiven(name: string, part: ParametersParameter | undefined): boolean {
  if (part === undefined) return false;
  if (name === 'value') return true;
  if (name === 'name') return typeof part.valueString === 'string';
  return Number.isSafeInteger(part.valueInteger) && Number(part.valueInteger) >= 0;
}

function apply(root: Mutable, parts: Parts, where: string): void {
  const path = parts['path']?.valueString ?? '';
  const number = (name: string): number => parts[name]?.valueInteger ?? 0;
  switch (parts['type']?.valueCode ?? parts['type']?.valueString) {
    case 'add':
      add(only(placesAt(root, path), where), parts, where);
      return;
    case 'insert': {
      const { parent, field } = only(collectionsAt(root, path), where);
      const items = itemsAt(parent, field);
      if (!field.isList || number('index') > items.length) throw notApplicable(where);
      setItems(parent, field, items.toSpliced(number('index'), 0, itemOf(parts['value'], field, where)));
      return;
    }
    case 'delete': {
      const [place, another] = placesAt(root, path);
      if (another) throw notApplicable(where);
      // What is not there is deleted already.
      if (place) remove(place, where);
      return;
    }
    case 'replace':
      replace(only(placesAt(root, path), where), parts, where);
      return;
    default: {
      const { parent, field } = only(collectionsAt(root, path), where);
      const items = itemsAt(parent, field);
      const moved = items[number('source')];
      if (!field.isList || moved === undefined || number('destination') >= items.length) throw notApplicable(where);
      setItems(parent, field, items.toSpliced(number('source'), 1).toSpliced(number('destination'), 0, moved));
    }
  }
}

function only<T>([one, another]: readonly T[], where: string): T {
  if (one === undefined || another !== undefined) throw notApplicable(where);
  return one;
}

function add(place: Place, { name, value }: Parts, where: string): void {
  const field = fieldFor(named(fieldsAt(place), name?.valueString ?? ''), value, where);
  besideOf(place);
  const items = itemsAt(place, field);
  const isThere = named(fieldsAt(place), field.element).some((one) => itemsAt(place, one).length > 0);
  if (isThere && !field.isList) throw notApplicable(where);
  setItems(place, field, [...items, itemOf(value, field, where)]);
}

/** Makes room for what is added beside a primitive that has nothing there. */
function besideOf({ parent, field, index }: Place): void {
  if (!parent || field?.kind !== 'primitive') return;
  const items = itemsAt(parent, field);
  if (items[index]?.beside !== undefined) return;
  setItems(parent, field, items.with(index, { value: items[index]?.value, beside: {} }));
}

function replace({ parent, field, index }: Place, { value }: Parts, where: string): void {
  if (!parent || !field) throw notApplicable(where);
  const target = fieldFor(named(fieldsAt(parent), field.element), value, where);
  const item = itemOf(value, target, where);
  if (target.name === field.name) {
    setItems(parent, field, itemsAt(parent, field).with(index, item));
    return;
  }
  // Another type of a choice has another name.
  setItems(parent, field, []);
  setItems(parent, target, [item]);
}

/** Takes an element away, and what is empty without it. */
function remove(place: Place, where: string): void {
  const { parent, field, index } = place;
  if (!parent || !field) throw notApplicable(where);
  setItems(parent, field, itemsAt(parent, field).toSpliced(index, 1));
  if (parent.field !== undefined && Object.keys(objectAt(parent) ?? {}).length === 0) {
    if (parent.field.kind !== 'primitive') remove(parent, where);
  }
}

/** The field that a value is for: of a choice that of its type. */
function fieldFor(fields: readonly Field[], value: ParametersParameter | undefined, where: string): Field {
  const [only, another] = fields;
  const type = valueKey(value)?.slice('value'.length);
  const chosen = another ? fields.find((field) => field.type.toLowerCase() === type?.toLowerCase()) : only;
  if (chosen === undefined) throw notApplicable(where);
  return chosen;
}

function valueKey(part: ParametersParameter | undefined): string | undefined {
  const key = Object.keys(part ?? {}).find((name) => /^_?value[A-Z]/.test(name));
  return key?.replace(/^_/, '');
}

/** A value as its field has it: `value[x]`, a resource, or parts of what has no type of its own. */
function itemOf(part: ParametersParameter | undefined, field: Field, where: string): Item {
  const given = asJson(part ?? {});
  const key = valueKey(part);
  const value = key === undefined ? (given['resource'] ?? objectOf(part, field, where)) : given[key];
  const beside = key === undefined ? undefined : (given[`_${key}`] as JsonObject | undefined);
  const isObject = typeof value === 'object' && value !== null;
  if (value === undefined && beside === undefined) throw malformedOperation(where);
  // A value of another shape would be written where nothing of its shape can stand.
  if (isObject === (field.kind === 'primitive' || field.kind === 'narrative')) {
    if (value !== undefined) throw notApplicable(where);
  }
  return { value, beside: field.kind === 'primitive' ? beside : undefined };
}

function objectOf(part: ParametersParameter | undefined, field: Field, where: string): Json | undefined {
  const list: unknown = part?.part;
  if (!Array.isArray(list) || field.kind !== 'object') return undefined;
  const root: Mutable = {};
  // A place of its own, with the fields of what it becomes.
  const holder: Place = {
    root: { value: root },
    index: 0,
    field: { ...field, name: 'value', isList: false },
    parent: { root: { value: root }, index: 0 },
  };
  for (const one of list as readonly (ParametersParameter | null)[]) {
    const target = fieldFor(
      named(field.fields.size > 0 ? field.fields : (fieldsOf(field.type) ?? new Map()), String(one?.name)),
      one ?? undefined,
      where,
    );
    const items = itemsAt(holder, target);
    if (items.length > 0 && !target.isList) throw notApplicable(where);
    setItems(holder, target, [...items, itemOf(one ?? undefined, target, where)]);
  }
  return root as unknown as Json;
}
