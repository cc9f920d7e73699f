import { createHash } from 'node:crypto';
import { canonical } from '../record/json.ts';

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
  return PREFIX + createHash('sha256').update(canonical(resource)).digest('hex');
}
