import { derivedUuid } from './derived-uuid.ts';

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
  return derivedUuid(controller, base, key);
}
