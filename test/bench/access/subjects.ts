import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { verifyAccessToken } from '../../../src/access/access-token.ts';
import { oauthAccess } from '../../../src/access/create-access.ts';
import { issuerKeys } from '../../../src/access/issuer-keys.ts';
import { verifyProof } from '../../../src/access/proof.ts';
import { createThrottle } from '../../../src/access/throttle.ts';
import type { Store } from '../../../src/store/store.ts';
import { AUDIENCE, newKey, publicPart } from '../../access/authority/authority.ts';
import { type ProvingClient, provingClient } from '../../access/authority/client.ts';

/** One check, prepared so many times that none is run twice. */
export interface Subject {
  readonly name: string;
  readonly checks: readonly (() => Promise<unknown>)[];
  /** Wanted at the median, in milliseconds. */
  readonly wanted?: number;
}

const ISSUER = 'https://issuer.example.no';
const URL = 'https://samplan.example.no/fhir/Goal';
const ORGANIZATION = '310602019';
const TOKENS = 64;

/** The algorithms of HelseID and of its clients. */
const ALGORITHMS = ['PS256', 'RS256', 'ES256'] as const;

/**
 * Token checks with keys that are there, proof checks with the store on a disk, and both as a request has them.
 *
 * @param count how often each is checked
 */
export async function subjects(store: Store, count: number): Promise<readonly Subject[]> {
  const at = new Date();
  const seconds = Math.floor(at.getTime() / 1000);
  const now = at.toISOString();
  const many = <T>(make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
  const found: Subject[] = [];
  for (const algorithm of ALGORITHMS) {
    const signer = await newKey(algorithm, `issuer-${algorithm}`);
    const jwks = JSON.stringify({ keys: [publicPart(signer)] });
    const keys = issuerKeys({ issuer: ISSUER, keys: `${ISSUER}/keys` }, { fetch: async () => new Response(jwks) });
    const client = await provingClient(() => seconds, algorithm);
    const tokens = await Promise.all(
      Array.from({ length: TOKENS }, async () =>
        new SignJWT({
          ...{
            iss: ISSUER,
            aud: AUDIENCE,
            sub: 'ehr',
            client_id: 'ehr',
            scope: 'system/*.rs',
            iat: seconds,
            exp: seconds + 600,
          },
          ...{ jti: randomUUID(), cnf: { jkt: client.thumbprint } },
          'helseid://claims/client/claims/orgnr_parent': ORGANIZATION,
        })
          .setProtectedHeader({ alg: algorithm, typ: 'at+jwt', kid: `issuer-${algorithm}` })
          .sign(await importJWK(signer, algorithm)),
      ),
    );
    const token = (index: number): string => tokens[index % TOKENS] ?? '';
    const proofs = async (): Promise<readonly string[]> => Promise.all(many((index) => proofOf(client, token(index))));
    const rules = {
      issuers: new Map([[ISSUER, keys]]),
      audience: AUDIENCE,
      algorithms: [algorithm],
      toleranceSeconds: 5,
    };
    const proving = { proofSeconds: 300, toleranceSeconds: 5 };
    const [forProof, forBoth] = [await proofs(), await proofs()];
    const partner = {
      name: 'Helse Fjordvik HF',
      organization: ORGANIZATION,
      sector: 'specialist',
      mode: 'both',
    } as const;
    const access = oauthAccess(
      {
        ...rules,
        ...proving,
        requireBinding: true,
        controller: { ...partner, organization: '310600016' },
        partners: [partner],
      },
      { memory: store, throttle: createThrottle({ requestsPerMinute: 1e6, failuresPerMinute: 1 }), now: () => now },
    );
    found.push(
      {
        name: `token, ${algorithm}`,
        wanted: 0.2,
        checks: many((index) => () => verifyAccessToken(token(index), rules, now)),
      },
      {
        name: `proof, ${algorithm}`,
        wanted: 0.5,
        checks: many((index) => () => {
          const facts = { method: 'GET', address: URL, token: token(index), key: client.thumbprint };
          return verifyProof(forProof[index] ?? '', facts, proving, store, now);
        }),
      },
      {
        name: `request: token, proof and caller, ${algorithm}`,
        checks: many((index) => () => {
          const headers = { authorization: `DPoP ${token(index)}`, dpop: forBoth[index] ?? '' };
          return access.callerOf({ method: 'GET', url: URL, headers, repeated: [] });
        }),
      },
    );
  }
  return found;
}

function proofOf(client: ProvingClient, token: string): Promise<string> {
  return client.proof({ method: 'GET', url: URL, token });
}
