import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import type { CryptoKeyPair } from 'openid-client';

/** A request that a token goes with. */
export interface ProvenRequest {
  readonly method: string;
  /** Absolute address; query and fragment are no part of a proof. */
  readonly url: URL;
  /** What the API wants to see in it. */
  readonly nonce: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * The proof that who sends a token holds the key that it is bound to, for one request (RFC 9449 § 4.2).
 *
 * @example
 * headers.set('dpop', await proofOf(token, key, { method: 'GET', url, nonce: undefined, at: Date.now() }));
 */
export async function proofOf(
  token: string,
  { privateKey, publicKey }: CryptoKeyPair,
  { method, url: { origin, pathname }, nonce, at }: ProvenRequest,
): Promise<string> {
  return new SignJWT({
    jti: randomUUID(),
    htm: method,
    htu: `${origin}${pathname}`,
    ath: createHash('sha256').update(token).digest('base64url'),
    ...(nonce === undefined ? {} : { nonce }),
  })
    .setIssuedAt(Math.floor(at / 1000))
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: await exportJWK(publicKey) })
    .sign(privateKey);
}
