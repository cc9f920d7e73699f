import { createAuthorization } from './authorize.ts';
import { certificateFetch } from './certificate-fetch.ts';
import { createTokenSource, type TokenSettings } from './token-source.ts';

/** How a partner lets us in, as the configuration has it. */
export interface ClientSettings {
  readonly auth?: Omit<TokenSettings, 'organization'> & { readonly parent: string; readonly child: string };
  readonly tls?: { readonly key: string; readonly certificate: string; readonly authority: string };
  readonly headers: Readonly<Record<string, string>>;
}

/** What a connector takes of it. */
export interface ConnectorCredentials extends ReturnType<typeof createAuthorization> {
  readonly fetch: typeof globalThis.fetch;
}

/**
 * The credentials of our requests to a partner: token, proof, certificate and headers, as far as they are configured.
 *
 * @example
 * createFhirRestConnector({ url, ...configuredClient(settings) });
 */
export function configuredClient({ auth, tls, headers }: ClientSettings): ConnectorCredentials {
  const fetch = tls ? certificateFetch(tls) : globalThis.fetch;
  const now = Date.now;
  const source = auth
    ? createTokenSource({ ...auth, organization: { parent: auth.parent, child: auth.child } }, { fetch, now })
    : undefined;
  return { fetch, ...createAuthorization({ headers, now, ...(source ? { source } : {}) }) };
}
