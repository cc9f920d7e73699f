import * as openid from 'openid-client';
import { issuerUnreachable } from '../access/issuer.ts';
import { SamplanError } from '../errors.ts';
import type { HeldTokens, SignIn } from './sign-in.ts';

/** Our place at an authority. */
export interface AuthoritySettings {
  /** Exact name of the authority. */
  readonly issuer: string;
  readonly client: string;
  /** Our private key there; asked for each time, so that a new one is taken into use. */
  readonly key: () => Promise<openid.PrivateKey>;
  readonly scope: string;
  /** Resource indicator (RFC 8707); empty: none. */
  readonly resource: string;
  /** The address that it sends browsers back to. */
  readonly redirect: string;
  /** Levels of sign-in (`acr_values`) that will do; absent: whatever the authority asks for by itself. */
  readonly levels?: readonly string[];
}

const TIMEOUT_SECONDS = 15;
/** A token is renewed shortly before it ends. */
const MARGIN = 20_000;
/** What is assumed of a token that does not say how long it holds. */
const SHORT_SECONDS = 60;

/**
 * Sign-in as FAPI 2.0 and HelseID have it: authorization code with PKCE, the request pushed where the authority takes that (RFC 9126),
 * private_key_jwt, and an access token for our own API that is bound to a key made for this session (DPoP).
 *
 * @param now milliseconds since 1970
 * @throws SamplanError `issuer-unreachable` when the authority does not answer
 * @example
 * const { address } = await oidcSignIn(settings, { fetch, now: Date.now }).begin('/console/runs');
 */
export function oidcSignIn(
  settings: AuthoritySettings,
  { fetch, now }: { readonly fetch: typeof globalThis.fetch; readonly now: () => number },
): SignIn {
  const { issuer, client, scope, resource, redirect, levels } = settings;
  const indicated = resource === '' ? {} : { resource };

  return {
    async begin(returnTo) {
      const authority = await found();
      // Kept with the session, for whichever process answers next.
      const key = await openid.randomDPoPKeyPair('ES256', { extractable: true });
      const [state, nonce] = [openid.randomState(), openid.randomNonce()];
      const verifier = openid.randomPKCECodeVerifier();
      const asked = {
        redirect_uri: redirect,
        scope,
        state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(levels ? { acr_values: levels.join(' ') } : {}),
        ...indicated,
      };
      const isPushed = authority.serverMetadata().pushed_authorization_request_endpoint !== undefined;
      const address = isPushed
        ? await openid.buildAuthorizationUrlWithPAR(authority, asked).catch(unreachable)
        : openid.buildAuthorizationUrl(authority, asked);
      return { address, underWay: { state, nonce, verifier, returnTo, key } };
    },
    async finish({ state, nonce, verifier, key }, answer) {
      const authority = await found();
      try {
        const tokens = await openid.authorizationCodeGrant(
          authority,
          answer,
          { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
          indicated,
          { DPoP: openid.getDPoPHandle(authority, key) },
        );
        return heldOf(tokens, key);
      } catch (cause) {
        throw notSignedIn(cause);
      }
    },
    isFresh: ({ until, refresh }) => now() < until - (refresh === undefined ? 0 : MARGIN),
    async fresh({ refresh, key }) {
      if (refresh === undefined) return undefined;
      const authority = await found();
      const options = key ? { DPoP: openid.getDPoPHandle(authority, key) } : {};
      try {
        const tokens = await openid.refreshTokenGrant(authority, refresh, indicated, options);
        return { refresh, ...heldOf(tokens, key) };
      } catch {
        // What the authority no longer gives, it gives to who signs in again.
        return undefined;
      }
    },
  };

  async function found(): Promise<openid.Configuration> {
    const key = await settings.key();
    return openid
      .discovery(new URL(issuer), client, {}, openid.PrivateKeyJwt(key, { [openid.modifyAssertion]: typed }), {
        [openid.customFetch]: (url, init) => fetch(url, init as RequestInit),
        timeout: TIMEOUT_SECONDS,
        ...(issuer.startsWith('http:') ? { execute: [openid.allowInsecureRequests] } : {}),
      })
      .catch(unreachable);
  }

  function heldOf(tokens: Tokens, key: openid.CryptoKeyPair | undefined): HeldTokens {
    const isBound = tokens.token_type.toLowerCase() === 'dpop';
    return {
      access: tokens.access_token,
      ...(isBound && key ? { key } : {}),
      ...(tokens.refresh_token === undefined ? {} : { refresh: tokens.refresh_token }),
      until: now() + (tokens.expires_in ?? SHORT_SECONDS) * 1000,
    };
  }
}

type Tokens = Pick<openid.TokenEndpointResponse, 'access_token' | 'token_type' | 'expires_in' | 'refresh_token'>;

function typed(header: Record<string, openid.JsonValue | undefined>): void {
  header['typ'] = 'client-authentication+jwt';
}

function unreachable(cause: unknown): never {
  throw issuerUnreachable(cause);
}

/** Whatever was wrong with the answer: a wrong state, a code that was used, a sign-in that was broken off. Nothing of it is repeated. */
export function notSignedIn(cause?: unknown): SamplanError {
  return new SamplanError(
    'unauthenticated',
    {
      nb: 'Innloggingen ble ikke fullført. Ingenting er gjort. Logg inn på nytt.',
      nn: 'Innlogginga vart ikkje fullført. Ingenting er gjort. Logg inn på nytt.',
      en: 'The sign-in was not completed. Nothing was done. Sign in again.',
    },
    { where: 'sign-in', expected: 'an answer to a sign-in that this browser began', cause },
  );
}
