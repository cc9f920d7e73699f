import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, importJWK, type JWK, SignJWT } from 'jose';
import { type Authority, newKey, publicPart } from './authority.ts';

/** A client that has a key for DPoP and makes its own proofs. */
export interface ProvingClient {
  readonly key: JWK;
  readonly thumbprint: string;
  /** A proof as RFC 9449 § 4.2 says, with what is to be otherwise. */
  proof(about: ProofAbout, otherwise?: Otherwise): Promise<string>;
}

export interface ProofAbout {
  readonly method: string;
  readonly url: string;
  readonly token?: string;
}

/** Claims and header members that replace or add to the usual; undefined takes one away. */
export interface Otherwise {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Another key signs than the header says. */
  readonly signer?: JWK;
}

/** @param now seconds since 1970 */
export async function provingClient(now: () => number, algorithm = 'ES256'): Promise<ProvingClient> {
  const key = await newKey(algorithm, 'dpop');
  const { kid: _kid, use: _use, alg: _alg, ...jwk } = publicPart(key);
  return {
    key,
    thumbprint: await calculateJwkThumbprint(jwk),
    async proof({ method, url, token }, { claims = {}, header = {}, signer = key } = {}) {
      const payload = {
        jti: randomUUID(),
        htm: method,
        htu: url,
        iat: now(),
        ...(token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') }),
        ...claims,
      };
      return new SignJWT(payload)
        .setProtectedHeader({ typ: 'dpop+jwt', alg: algorithm, jwk, ...header } as { alg: string })
        .sign(await importJWK(signer, algorithm));
    },
  };
}

/** An access token from the authority, bound to the client's key. */
export async function tokenFrom(
  { issuer, keyOf }: Authority,
  client: string,
  scope: string,
  { proof }: ProvingClient,
): Promise<string> {
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: client, typ: 'client-authentication+jwt' })
    .setIssuer(client)
    .setSubject(client)
    .setAudience(issuer)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('30s')
    .sign(await importJWK(keyOf(client), 'ES256'));
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { dpop: await proof({ method: 'POST', url: `${issuer}/token` }) },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  });
  const answer = (await response.json()) as { readonly access_token?: string; readonly error_description?: string };
  if (answer.access_token === undefined) throw new Error(`no token: ${answer.error_description}`);
  return answer.access_token;
}
