import type * as openid from 'openid-client';
import { PartnerUnreachable } from '../unreachable.ts';
import { readClientKey } from './client-key.ts';
import { type AskingOrganization, organizationDetails } from './organization-details.ts';

/** How we get tokens for a partner's API. */
export interface TokenSettings {
  /** Exact name of the authority. */
  readonly issuer: string;
  /** Our name there. */
  readonly client: string;
  /** File with our private key (client-key.ts). */
  readonly key: string;
  readonly scope: string;
  /** Resource indicator (RFC 8707); empty: none. */
  readonly resource: string;
  readonly organization: AskingOrganization;
  /** Claim of the assertion in which the organization is told. */
  readonly organizationClaim: 'authorization_details' | 'assertion_details';
  /** Whether tokens are bound to a key of ours (DPoP). */
  readonly proof: boolean;
}

/** A token, and the key that it is bound to. */
export interface HeldToken {
  readonly value: string;
  readonly key?: openid.CryptoKeyPair;
}

/** Gives the token that is held, or a new one. */
export interface TokenSource {
  token(): Promise<HeldToken>;
  /** This token is not accepted any more; the next is a new one. */
  forget(token: HeldToken): void;
}

/** A token is not used in its last seconds: it must still hold when the answer is made. */
const MARGIN_SECONDS = 30;
/** What is assumed of a token that does not say how long it holds. */
const SHORT_SECONDS = 60;
/** HelseID's library lets an assertion hold for ten seconds. */
const ASSERTION_SECONDS = 10;
const TIMEOUT_SECONDS = 15;

/**
 * Access tokens by client credentials (RFC 6749 § 4.4) with private_key_jwt (RFC 7523) and DPoP (RFC 9449), as FAPI 2.0 and HelseID have it. A token is kept until
 * shortly before it ends, and many who ask at once wait for one; each token has a key of its own.
 *
 * @param now milliseconds since 1970
 * @throws PartnerUnreachable, by `token`, when the authority gives none
 * @example
 * const source = createTokenSource(settings, { fetch, now: Date.now });
 * const { value } = await source.token();
 */
export function createTokenSource(
  settings: TokenSettings,
  { fetch, now }: { readonly fetch: typeof globalThis.fetch; readonly now: () => number },
): TokenSource {
  let held: { readonly token: HeldToken; readonly until: number } | undefined;
  let asking: Promise<HeldToken> | undefined;

  return {
    async token() {
      if (held !== undefined && now() < held.until) return held.token;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    forget(token) {
      if (held?.token === token) held = undefined;
    },
  };

  async function ask(): Promise<HeldToken> {
    const { issuer, client, scope, resource, proof } = settings;
    const key = await readClientKey(settings.key);
    // Loaded with the first token: a start need not wait for it.
    const openid = await import('openid-client');
    try {
      const authority = await openid.discovery(
        new URL(issuer),
        client,
        {},
        openid.PrivateKeyJwt(key, { [openid.modifyAssertion]: assertion }),
        {
          [openid.customFetch]: (url, init) => fetch(url, init as RequestInit),
          timeout: TIMEOUT_SECONDS,
          ...(issuer.startsWith('http:') ? { execute: [openid.allowInsecureRequests] } : {}),
        },
      );
      const pair = proof ? await openid.randomDPoPKeyPair('ES256') : undefined;
      const answer = await openid.clientCredentialsGrant(
        authority,
        { ...(scope === '' ? {} : { scope }), ...(resource === '' ? {} : { resource }) },
        pair ? { DPoP: openid.getDPoPHandle(authority, pair) } : {},
      );
      const seconds = answer.expires_in ?? SHORT_SECONDS;
      const token = { value: answer.access_token, ...(pair ? { key: pair } : {}) };
      held = { token, until: now() + Math.max(0, seconds - MARGIN_SECONDS) * 1000 };
      return token;
    } catch (cause) {
      // OAuth's code of the refusal (RFC 6749 § 5.2), or what went wrong on the way.
      const found = cause instanceof openid.ResponseBodyError ? cause.error : '';
      throw new PartnerUnreachable({ where: 'token', found: /^[a-z_]{1,40}$/.test(found) ? found : 'no token', cause });
    }
  }

  function assertion(
    header: Record<string, openid.JsonValue | undefined>,
    payload: Record<string, openid.JsonValue | undefined>,
  ): void {
    header['typ'] = 'client-authentication+jwt';
    payload['exp'] = Number(payload['iat']) + ASSERTION_SECONDS;
    const details = organizationDetails(settings.organization);
    if (details !== undefined) payload[settings.organizationClaim] = details as openid.JsonValue;
  }
}
