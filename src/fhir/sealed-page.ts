import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Parameter } from './request.ts';

/** Turns the parameters of a POST search into a token for its next link, and back. */
export interface PageSeal {
  seal(parameters: readonly Parameter[]): string;
  /** Undefined for a token that nobody with the same key made. */
  open(token: string): readonly Parameter[] | undefined;
}

const PREFIX = 's.';

/**
 * What a client put into the body of a search because it must not stand in an
 * address (identity numbers) must not come back in the address of the next page: so that carries it encrypted. Any process with the same key opens it: the next page may be asked of
 * another.
 *
 * @example
 * const seal = createPageSeal(keyFor(store, 'search pages'));
 * seal.open(seal.seal([['status', 'active']])) // [['status', 'active']]
 */
export function createPageSeal(key: Uint8Array): PageSeal {
  return {
    seal(parameters) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const sealed = Buffer.concat([cipher.update(JSON.stringify(parameters), 'utf8'), cipher.final()]);
      return PREFIX + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open(token) {
      const bytes = Buffer.from(token.slice(PREFIX.length), 'base64url');
      if (bytes.length < 28) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      try {
        return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8'));
      } catch {
        return undefined;
      }
    },
  };
}

/** True for a paging token that must be opened before it is used. */
export function isSealed(token: string): boolean {
  return token.startsWith(PREFIX);
}
