import { createHash } from 'node:crypto';

/**
 * A UUID that is the same whenever it is made of the same texts, in every process. Version 8: made by whoever makes it (RFC 9562 § 5.8).
 *
 * @example
 * derivedUuid('310600016', 'https://fjordvik.example.no/fhir', 'Goal/17');
 */
export function derivedUuid(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/u, '$1-$2-8$3-8$4-$5');
}
