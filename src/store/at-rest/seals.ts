import type { KeyRing } from './key-ring.ts';

/** What is done to texts on their way into a database and out of it; without keys everything stays as it is. */
export interface Seals {
  readonly hasKeys: boolean;
  seal(column: string, text: string): string;
  unseal(column: string, text: string): string;
  /** What was changed past Samplan does not open: who looks for such changes gets it as it stands. */
  unsealAsFound(column: string, text: string): string;
  /** The value of a search row that tells of somebody. */
  hidden(value: string): string;
  /** Of an identifier of a person; those that are Samplan's own name nobody. */
  hiddenNumber(system: string, value: string): string;
  /** How a text begins, as rows are looked up by it: one of 256, so that what begins alike stands together with much else. */
  hiddenStart(start: string): string;
}

/** Systems of identifiers that are Samplan's own and name nobody. */
const OWN = 'samplan:';

/**
 * @example
 * sealsOf(undefined).seal('versions.body', '{}'); // '{}'
 */
export function sealsOf(ring: KeyRing | undefined): Seals {
  if (!ring) return OPEN;
  return {
    hasKeys: true,
    seal: (column, text) => ring.seal(column, text),
    unseal: (column, text) => ring.unseal(column, text),
    unsealAsFound(column, text) {
      try {
        return ring.unseal(column, text);
      } catch {
        return text;
      }
    },
    hidden: (value) => ring.hidden(value),
    hiddenNumber: (system, value) => (system.startsWith(OWN) ? value : ring.hidden(value)),
    hiddenStart(start) {
      if (start === '') return start;
      return Buffer.from(ring.hidden(`start:${start}`), 'base64url')
        .subarray(0, 1)
        .toString('hex');
    },
  };
}

const OPEN: Seals = {
  hasKeys: false,
  seal: (_column, text) => text,
  unseal: (_column, text) => text,
  unsealAsFound: (_column, text) => text,
  hidden: (value) => value,
  hiddenNumber: (_system, value) => value,
  hiddenStart: (start) => start,
};
