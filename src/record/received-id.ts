import { createHash } from 'node:crypto';

/**
 * The id that a partner's resource gets here: a UUID that is the same whenever it is taken in, so that a store that was restored from a backup
 * knows it again where it went from here. Another installation gives it another.
 *
 * @param controller organization number of this installation's
 * @param base address of the partner's system
 * @example
 * receivedId('310600016', 'https://fjordvik.example.no/fhir', 'Goal/17');
 */
export function receivedId(controller: string, base: string, key: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([controller, base, key]))
    .digest('hex');
  // Version 8: made by whoever makes it (RFC 9562 § 5.8).
  return hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/u, '$1-$2-8$3-8$4-$5');
}
