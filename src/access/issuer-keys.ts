import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { issuerUnreachable, readIssuer } from './issuer.ts';

/** An issuer that is trusted. */
export interface TrustedIssuer {
  /** Exact name, as in the tokens: `https://helseid-sts.nhn.no`, without a slash at the end. */
  readonly issuer: string;
  /** Address of its keys; empty: what the issuer itself says. */
  readonly keys: string;
}

interface KeyOptions {
  readonly fetch?: typeof fetch;
  /** Seconds between two fetches that an unknown key asks for, so that made-up keys do not make us call the issuer. */
  readonly cooldownSeconds?: number;
}

/** How long an issuer may take to answer, in milliseconds. */
const TIMEOUT = 5000;

/**
 * The keys of an issuer: fetched when first needed, kept for ten minutes, and fetched again when a token names one that is not
 * among them, at most once in `cooldownSeconds`. A key that the issuer takes away is gone here ten minutes later at the latest.
 *
 * @throws SamplanError `issuer-unreachable` when the issuer does not answer
 * @example
 * const key = issuerKeys({ issuer: 'https://helseid-sts.nhn.no', keys: '' });
 */
export function issuerKeys({ issuer, keys }: TrustedIssuer, options: KeyOptions = {}): JWTVerifyGetKey {
  const { fetch = globalThis.fetch, cooldownSeconds = 30 } = options;
  let found: Promise<JWTVerifyGetKey> | undefined;

  async function open(): Promise<JWTVerifyGetKey> {
    const address = keys === '' ? (await readIssuer(issuer, fetch)).keys : keys;
    return createRemoteJWKSet(new URL(address), {
      timeoutDuration: TIMEOUT,
      cooldownDuration: cooldownSeconds * 1000,
      [customFetch]: (url, init) => fetch(url, init),
    });
  }

  return async function keyOf(header, token) {
    // A failure is not kept: the next request tries again.
    found ??= open().catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    const keySet = await found;
    try {
      return await keySet(header, token);
    } catch (error) {
      throw isAboutToken(error) ? error : issuerUnreachable(error);
    }
  };
}

function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
