import { numberIn } from './decimals.ts';

/** A value as JSON.parse gives it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Equal as JSON: the order of an object's keys is no data, the order of an array is. */
export function equal(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => equal(item, right[index]))
    );
  }
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && equal((left as JsonObject)[key], (right as JsonObject)[key]))
  );
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A resource seen as plain JSON. */
export function asJson(resource: object): JsonObject {
  return resource as unknown as JsonObject;
}

/**
 * The value as text that is the same for equal values, however their numbers are spelled.
 *
 * @throws RangeError when it is nested too deep
 * @example
 * canonical({ b: 2, a: 1 }); // '{"a":1,"b":2}'
 */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, given: unknown) => {
    const each = numberIn(given);
    if (!isObject(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}
