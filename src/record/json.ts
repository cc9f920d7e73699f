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
