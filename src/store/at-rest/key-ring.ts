import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/**
 * What stands in the database where a person's data would: JSON sealed with a data key, and identifiers as keyed hashes, which are
 * found again but not read. The data keys are themselves sealed with a master key that is never in the database (envelope
 * encryption): whoever has the file alone has neither plans nor numbers.
 */
export interface KeyRing {
  /** Sealed with the newest data key, bound to its column: text moved to another does not open. */
  seal(column: string, text: string): string;
  /** What `seal` sealed; text that was written before there were keys, as it is. Throws for anything else. */
  unseal(column: string, text: string): string;
  /** The same for the same value, and nobody's number. */
  hidden(value: string): string;
  /** Id of the data key that seals. */
  readonly newest: number;
}

/** A data key as it is used. */
export interface DataKey {
  readonly id: number;
  readonly key: Uint8Array;
}

/** `k<id>.` and nonce, tag and text in base64; JSON never begins so. */
const SEALED = /^k(?<id>\d{1,9})\./;
const NONCE = 12;
const TAG = 16;

/**
 * A key ring of unsealed keys. AES-256-GCM with random nonces (NIST SP 800-38D), HMAC-SHA-256 for identifiers.
 *
 * @param dataKeys the newest last; at least one
 * @example
 * const ring = keyRing([{ id: 1, key: randomBytes(32) }], randomBytes(32));
 * ring.unseal('versions.body', ring.seal('versions.body', '{}')); // '{}'
 */
export function keyRing(dataKeys: readonly DataKey[], indexKey: Uint8Array): KeyRing {
  const byId = new Map(dataKeys.map(({ id, key }) => [id, key]));
  const newest = dataKeys.at(-1);
  if (!newest) throw new RangeError('a key ring without a key');
  const prefix = `k${newest.id}.`;
  return {
    seal: (column, text) => prefix + sealWith(newest.key, column, Buffer.from(text, 'utf8')).toString('base64'),
    unseal(column, text) {
      const id = SEALED.exec(text)?.groups?.['id'];
      if (id === undefined) return text;
      const key = byId.get(Number(id));
      if (!key) throw new RangeError('sealed with a key that is not here');
      return openWith(key, column, Buffer.from(text.slice(id.length + 2), 'base64')).toString('utf8');
    },
    hidden: (value) => createHmac('sha256', indexKey).update(value).digest('base64url'),
    newest: newest.id,
  };
}

/** Nonce, tag and sealed bytes. */
export function sealWith(key: Uint8Array, purpose: string, bytes: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** What `sealWith` sealed with the same key for the same purpose. Throws for anything else. */
export function openWith(key: Uint8Array, purpose: string, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]);
}

/** A name of a master key that tells nothing of it: so that a wrong one is told before anything is opened. */
export function fingerprint(master: Uint8Array): string {
  return Buffer.from(hkdfSync('sha256', master, '', 'samplan:fingerprint', 8)).toString('hex');
}
