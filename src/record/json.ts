import { isDeepStrictEqual } from 'node:util';

/** A value as JSON.parse gives it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Equal as JSON: the order of an object's keys is no data, the order of an array is. */
export function equal(left: unknown, right: unknown): boolean {
  return left === right || isDeepStrictEqual(left, right);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A resource seen as plain JSON. */
export function asJson(resource: object): JsonObject {
  return resource as unknown as JsonObject;
}

/**
 * The value as text that is the same for equal values.
 *
 * @throws RangeError when it is nested too deep
 * @example
 * canonical({ b: 2, a: 1 }); // '{"a":1,"b":2}'
 */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    isObject(each) ? Object.fromEntries(Object.entries(each).sort(([left], [right]) => (left < right ? -1 : 1))) : each,
  );
}
