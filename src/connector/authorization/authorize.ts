import { proofOf } from './proof-of.ts';
import type { HeldToken, TokenSource } from './token-source.ts';

/** Lets our requests in at a partner. */
export interface Authorization {
  /** Adds what a request that is about to leave needs. */
  authorize(request: { readonly method: string; readonly url: URL; readonly headers: Headers }): Promise<void>;
  /** Told of every answer; true when the same request may be let in with what is known now. */
  answered(answer: { readonly status: number; readonly headers: Headers }): boolean;
}

/** What is sent with every request to a partner, besides a token. */
export type FixedHeaders = Readonly<Record<string, string>>;

/**
 * Sends a token with every request, with a proof of its key for this request (RFC 9449 § 7.1), and headers that the partner's API asks for. A partner that asks for a nonce gets it; one
 * that no longer accepts a token gets a new one.
 *
 * @param source absent where nothing but headers is asked for
 * @param now milliseconds since 1970
 * @example
 * const connector = createFhirRestConnector({ url, ...createAuthorization({ source, headers: { 'nhn-source-system': 'Samplan' }, now: Date.now }) });
 */
export function createAuthorization({
  source,
  headers: fixed,
  now,
}: {
  readonly source?: TokenSource;
  readonly headers: FixedHeaders;
  readonly now: () => number;
}): Authorization {
  let nonce: string | undefined;
  let last: HeldToken | undefined;
  return {
    async authorize({ method, url, headers }) {
      for (const [name, value] of Object.entries(fixed)) headers.set(name, value);
      if (source === undefined) return;
      const token = await source.token();
      last = token;
      headers.set('authorization', `${token.key ? 'DPoP' : 'Bearer'} ${token.value}`);
      if (token.key) headers.set('dpop', await proofOf(token.value, token.key, { method, url, nonce, at: now() }));
    },
    answered({ status, headers }) {
      const fresh = headers.get('dpop-nonce') ?? undefined;
      const isNew = fresh !== undefined && fresh !== nonce;
      nonce = fresh ?? nonce;
      if (status !== 401 || source === undefined) return false;
      const asksForNonce = (headers.get('www-authenticate') ?? '').includes('use_dpop_nonce');
      if (asksForNonce) return isNew;
      if (last !== undefined) source.forget(last);
      return true;
    },
  };
}
