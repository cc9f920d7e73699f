import { createHmac } from 'node:crypto';

/** How long a nonce is the newest, in milliseconds; it holds as long again. */
const STEP = 120_000;

/**
 * Values that proofs must carry, so that none can be made long before it is used (RFC 9449 § 9): two at a time, made of the
 * clock and a key, so that nothing is kept, and one that any process with the same key gave out is as good at every other.
 *
 * @param key that only those who give them out know
 * @param now ISO 8601
 * @example
 * const nonces = createNonces(keyFor(store, 'nonces'), now);
 * nonces() // ['4rB…', 'x0k…'], the newest first
 */
export function createNonces(key: Uint8Array, now: () => string): () => readonly string[] {
  return function held() {
    const step = Math.floor(Date.parse(now()) / STEP);
    return [step, step - 1].map((one) => createHmac('sha256', key).update(String(one)).digest('base64url'));
  };
}
