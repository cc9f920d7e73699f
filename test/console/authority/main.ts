/** An authority that people sign in at and that is not ours, in a process of its own: oidc-provider. Told by a message what it is to be. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';

/** Somebody who can sign in there. */
export interface Account {
  readonly name: string;
  /** What it is granted of what the client asks for. */
  readonly scopes: readonly string[];
  /** Claims of its access tokens. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What the authority is to be. */
export interface SignInOrder {
  readonly audience: string;
  readonly client: { readonly id: string; readonly key: JWK; readonly redirect: string };
  readonly accounts: readonly Account[];
  readonly signing: JWK;
  readonly hasRefresh: boolean;
}

const RESOURCE = 'urn:samplan';
const server = createServer();
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

process.on('message', (order: SignInOrder) => {
  const provider = new Provider(issuer, configurationFor(order));
  const serve = provider.callback();
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const [, what, , how, who] = (request.url ?? '').split('/');
    if (what === 'interaction') interact(provider, order, { how, who }, request, response);
    else serve(request, response);
  });
  process.send?.({ issuer });
});
process.on('disconnect', () => process.exit(0));

/** The page of the authority: who are you? */
function interact(
  provider: Provider,
  { accounts }: SignInOrder,
  { how, who }: { readonly how: string | undefined; readonly who: string | undefined },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const finish = (result: Parameters<Provider['interactionFinished']>[2]): void => {
    provider.interactionFinished(request, response, result).catch(() => response.writeHead(400).end());
  };
  if (how === 'as') finish({ login: { accountId: decodeURIComponent(who ?? '') } });
  else if (how === 'break-off') finish({ error: 'access_denied' });
  else {
    const links = accounts.map(
      ({ name }) => `<li><a href="${request.url}/as/${encodeURIComponent(name)}">${name}</a></li>`,
    );
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><html lang="en"><title>Authority</title><h1>Who are you?</h1><ul>${links.join('')}</ul>`,
    );
  }
}

function configurationFor({ audience, client, accounts, signing, hasRefresh }: SignInOrder): Configuration {
  const scopes = [...new Set(accounts.flatMap((one) => one.scopes))];
  const account = (id: string | undefined): Account | undefined => accounts.find(({ name }) => name === id);
  return {
    clients: [
      {
        client_id: client.id,
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        id_token_signed_response_alg: 'PS256',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [client.redirect],
        response_types: ['code'],
        jwks: { keys: [client.key as Record<string, unknown>] },
        dpop_bound_access_tokens: true,
      },
    ],
    jwks: { keys: [signing] as NonNullable<Configuration['jwks']>['keys'] },
    scopes: ['openid'],
    findAccount: (_context, id) => (account(id) ? { accountId: id, claims: async () => ({ sub: id }) } : undefined),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    // What an account has was decided before: nobody is asked.
    async loadExistingGrant(context) {
      const { provider, session, client: asking, params } = context.oidc;
      const granted = account(session?.accountId)?.scopes ?? [];
      const grant = new provider.Grant({ accountId: session?.accountId ?? '', clientId: asking?.clientId ?? '' });
      grant.addOIDCScope('openid');
      const asked = String(params?.['scope'] ?? '').split(' ');
      grant.addResourceScope(RESOURCE, granted.join(' '));
      grant.rejectResourceScope(RESOURCE, asked.filter((one) => !granted.includes(one)).join(' '));
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    issueRefreshToken: async () => hasRefresh,
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
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
    extraTokenClaims: (_context, token) => account('accountId' in token ? token.accountId : undefined)?.claims ?? {},
  } as Configuration;
}
