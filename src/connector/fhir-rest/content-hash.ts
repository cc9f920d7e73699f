import { createHash } from 'node:crypto';
import { isObject } from '../../record/json.ts';

const PREFIX = 'sha256-';

/** Longer than any versionId may be, so the two are never mixed up. */
export function isContentHash(version: string): boolean {
  return version.startsWith(PREFIX) && version.length === PREFIX.length + 64;
}

/**
 * Version of a resource whose server gives none: the same content has the same hash, whatever the order of its keys.
 *
 * @example
 * contentHash({ a: 1, b: 2 }) === contentHash({ b: 2, a: 1 }) // true
 */
export function contentHash(resource: unknown): string {
  const canonical = JSON.stringify(resource, (_key, value: unknown) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(byKey)) : value,
  );
  return PREFIX + createHash('sha256').update(canonical).digest('hex');
}

function byKey([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1;
}
