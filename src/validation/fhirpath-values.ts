import type { Key } from './fhirpath-shape.ts';
import { compareDates, instantOf } from './partial-dates.ts';
import type { Pass } from './pass.ts';
import { equals } from './value-match.ts';

/** A primitive that has an id or extensions beside its value, or in place of it. */
export class Primitive {
  readonly value: unknown;
  readonly element: unknown;

  constructor(value: unknown, element: unknown) {
    this.value = value;
    this.element = element;
  }
}

/** What an evaluation stands in. */
export interface Scope {
  /** %context: what the invariant stands on. */
  readonly context: unknown;
  readonly resource: Record<string, unknown>;
  readonly pass: Pass;
  /** What was found once and is the same for every item, by the code that finds it. */
  kept: Map<object, unknown> | undefined;
}

/** Items that are looked at without counting. */
const FEW = 8;

/** The items, counted as work of the pass when they are many. */
export function counted(list: Values, { pass }: Scope): Values {
  if (list.length > FEW) {
    pass.spend(list.length);
  }
  return list;
}

/** What `find` gives: the first time, and from then on without finding it again. */
export function keptIn<T>(scope: Scope, key: object, find: () => T): T {
  scope.kept ??= new Map();
  if (!scope.kept.has(key)) {
    scope.kept.set(key, find());
  }
  return scope.kept.get(key) as T;
}

export type Values = readonly unknown[];
export type Truth = boolean | undefined;

export const NONE: Values = [];

/** The JSON value of an item; undefined for a primitive with extensions only. */
export function raw(item: unknown): unknown {
  return item instanceof Primitive ? item.value : item;
}

function add(into: unknown[], value: unknown, element: unknown): void {
  const has = value !== undefined && value !== null;
  if (element === undefined || element === null) {
    if (has) {
      into.push(value);
    }
  } else {
    into.push(new Primitive(has ? value : undefined, element));
  }
}

/** Adds what these keys of an object hold. */
export function readKeys(target: unknown, keys: readonly Key[], into: unknown[]): void {
  if (typeof target !== 'object' || target === null) {
    return;
  }
  const holder = target as Record<string, unknown>;
  for (const { key, sibling } of keys) {
    const value = holder[key];
    const element = sibling === '' ? undefined : holder[sibling];
    if (Array.isArray(value) || Array.isArray(element)) {
      const [values, elements] = [value as unknown[] | undefined, element as unknown[] | undefined];
      const count = Math.max(values?.length ?? 0, elements?.length ?? 0);
      for (let index = 0; index < count; index += 1) {
        add(into, values?.[index], elements?.[index]);
      }
    } else {
      add(into, value, element);
    }
  }
}

/** True when something stands at this key of an object, or beside it. */
export function hasKey(target: unknown, key: string, sibling: string): boolean {
  if (typeof target !== 'object' || target === null) {
    return false;
  }
  const holder = target as Record<string, unknown>;
  const value = holder[key];
  if (value !== undefined && value !== null && !(Array.isArray(value) && value.every((item) => item === null))) {
    return true;
  }
  return sibling !== '' && holder[sibling] !== undefined && holder[sibling] !== null;
}

/** True when something stands at the end of the path: without gathering what does. */
export function existsAt(target: unknown, path: readonly (readonly Key[])[], depth: number): boolean {
  if (typeof target !== 'object' || target === null) {
    return false;
  }
  const isLast = depth === path.length - 1;
  for (const { key, sibling } of path[depth] ?? NO_KEYS) {
    const value = (target as Record<string, unknown>)[key];
    if (isLast) {
      if (hasKey(target, key, sibling)) {
        return true;
      }
    } else if (
      Array.isArray(value) ? value.some((item) => existsAt(item, path, depth + 1)) : existsAt(value, path, depth + 1)
    ) {
      return true;
    }
  }
  return false;
}

const NO_KEYS: readonly Key[] = [];

/** A collection where a boolean is asked for: one item that is none counts as true; more than one is an error. */
export function truthOf(values: Values): Truth {
  if (values.length === 0) {
    return undefined;
  }
  if (values.length > 1) {
    throw new TypeError('one value expected');
  }
  const value = raw(values[0]);
  return typeof value === 'boolean' ? value : value === undefined ? undefined : true;
}

/** The one value of a collection, undefined when there is none. */
export function one(values: Values): unknown {
  if (values.length > 1) {
    throw new TypeError('one value expected');
  }
  return raw(values[0]);
}

/** Equality of two items; undefined when the precision of dates leaves it open. */
export function same(a: unknown, b: unknown, isDate: boolean): Truth {
  const [left, right] = [raw(a), raw(b)];
  if (isDate && typeof left === 'string' && typeof right === 'string') {
    const order = compareDates(left, right);
    return order === undefined ? undefined : order === 0;
  }
  return typeof left === 'object' || typeof right === 'object' ? equals(left, right) : left === right;
}

/** `=` of collections: empty when either is, false when they differ in number. */
export function equal(left: Values, right: Values, isDate: boolean): Truth {
  if (left.length === 0 || right.length === 0) {
    return undefined;
  }
  if (left.length !== right.length) {
    return false;
  }
  let result: Truth = true;
  for (const [index, item] of left.entries()) {
    if (raw(item) === undefined || raw(right[index]) === undefined) {
      return undefined;
    }
    const is = same(item, right[index], isDate);
    if (is === false) {
      return false;
    }
    result = is === undefined ? undefined : result;
  }
  return result;
}

/** What two items have in common exactly when {@link same} says that they are the same. */
export function keyOf(item: unknown, isDate: boolean): unknown {
  const value = raw(item);
  if (typeof value === 'object' && value !== null) {
    return JSON.stringify(sorted(value));
  }
  if (!isDate || typeof value !== 'string' || value.length <= WHOLE_DAY) {
    return value;
  }
  const instant = instantOf(value);
  // What is no date is the same as nothing, not even as itself.
  return Number.isNaN(instant) ? {} : instant;
}

/** A date without a time; one with a time is an instant, in whatever zone it is written. */
const WHOLE_DAY = 10;

/** The items without repetition, in the order they first come. */
export function distinct(values: Values): Values {
  const seen = new Set<unknown>();
  return values.filter((item) => {
    const key = keyOf(item, false);
    if (seen.has(key)) {
      return false;
    }
    seen.add(key);
    return true;
  });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, sorted(inner)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
