import { hkdfSync, randomBytes } from 'node:crypto';
import type { KeyRing } from './at-rest/key-ring.ts';

/** Has what all processes on one store know, and no other store; part of Store. */
export interface SharedSecret {
  /** Nothing is sealed with it as it is: `keyFor` derives keys from it. */
  readonly secret: Uint8Array;
}

/** @returns what a store keeps of it when it has none yet */
export function drawnSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** @param ring where there are keys, who reads the database alone does not know the secret */
export function secretOf(drawn: string, ring: KeyRing | undefined): Uint8Array {
  return Buffer.from(ring ? ring.hidden(`shared secret ${drawn}`) : drawn, 'base64url');
}

/**
 * A key that every process on one store derives alike.
 *
 * @param purpose what is done with it; another purpose, another key
 * @returns 32 bytes (HKDF with SHA-256, RFC 5869)
 * @example
 * const key = keyFor(store, 'search pages');
 */
export function keyFor({ secret }: SharedSecret, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `samplan:${purpose}`, 32));
}
