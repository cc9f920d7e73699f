import { randomBytes } from 'node:crypto';
import { SamplanError } from '../../errors.ts';
import { storeTexts } from '../texts.ts';
import { fingerprint, type KeyRing, keyRing, openWith, sealWith } from './key-ring.ts';

/** `data` seals JSON, the newest id is the one in use; `index` makes keyed hashes of identifiers. */
export type Purpose = 'data' | 'index';

/** A key as it stands in a database: sealed with the master key. */
export interface KeyRow {
  readonly id: number;
  readonly purpose: Purpose;
  /** Fingerprint of the master key. */
  readonly master: string;
  readonly sealed: string;
}

/**
 * The ring that keys of a database make under their master key.
 *
 * @throws SamplanError `configuration` without a master key, or with another
 */
export function ringOf(rows: readonly KeyRow[], master: Uint8Array | undefined): KeyRing {
  if (!master) throw new SamplanError('configuration', storeTexts.keyMissing, { where: 'store.keyFile' });
  if (rows.some((row) => row.master !== fingerprint(master))) {
    throw new SamplanError('configuration', storeTexts.keyWrong, { where: 'store.keyFile' });
  }
  const index = rows.find(({ purpose }) => purpose === 'index');
  const data = rows.filter(({ purpose }) => purpose === 'data');
  return keyRing(
    data.map((row) => ({ id: row.id, key: unsealedKey(master, row) })),
    index ? unsealedKey(master, index) : new Uint8Array(),
  );
}

/** A new key, or one that is given, sealed for a database. */
export function sealedKey(master: Uint8Array, purpose: Purpose, key: Uint8Array = randomBytes(32)): string {
  return sealWith(master, purpose, key).toString('base64');
}

export function unsealedKey(master: Uint8Array, { purpose, sealed }: KeyRow): Uint8Array {
  try {
    return openWith(master, purpose, Buffer.from(sealed, 'base64'));
  } catch (error) {
    throw new SamplanError('configuration', storeTexts.keyWrong, { where: 'store.keyFile', cause: error });
  }
}
