/** An authority that is not ours, in a process of its own: oidc-provider. Told by messages what it is to be. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';

/** A client as the authority knows it. */
export interface RegisteredClient {
  readonly id: string;
  /** Its public key; empty for a client that shows a certificate. */
  readonly key?: JWK;
  /** Subject of its certificate (RFC 8705 § 2.1.2). */
  readonly certificateSubject?: string;
  /** Claims of its access tokens. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What the authority is to be from now on. */
export interface AuthorityOrder {
  readonly audience: string;
  readonly scopes: readonly string[];
  readonly clients: readonly RegisteredClient[];
  /** Its signing keys, the one that it signs with first. */
  readonly keys: readonly JWK[];
}

const server = createServer();
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

process.on('message', (order: AuthorityOrder) => {
  const provider = new Provider(issuer, configurationFor(order));
  server.removeAllListeners('request');
  server.on('request', provider.callback());
  process.send?.({ issuer });
});
process.on('disconnect', () => process.exit(0));

function configurationFor({ audience, scopes, clients, keys }: AuthorityOrder): Configuration {
  return {
    clients: clients.map(({ id, key }) => ({
      client_id: id,
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      id_token_signed_response_alg: 'PS256',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      jwks: { keys: key ? [key as Record<string, unknown>] : [] },
    })),
    jwks: { keys: keys as NonNullable<Configuration['jwks']>['keys'] },
    scopes: [...scopes],
    features: {
      clientCredentials: { enabled: true },
      dPoP: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:samplan',
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: scopes.join(' '),
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: 'PS256' } },
        }),
      },
    },
    extraTokenClaims: (_context, token) => clients.find(({ id }) => id === token.clientId)?.claims ?? {},
  } as Configuration;
}
