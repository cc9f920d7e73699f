import { createHash } from 'node:crypto';
import { newKey } from '../authority/authority.ts';
import { type Otherwise, provingClient } from '../authority/client.ts';
import type { Answer, Guarded } from '../guarded.ts';
import { type Attack, GOAL, proofFor, sendWith } from './attack.ts';

/** A proof that says something otherwise, beside an honest token. */
function proof(
  name: string,
  why: string,
  otherwise: Otherwise | ((guarded: Guarded, token: string) => Otherwise | Promise<Otherwise>),
): Attack {
  return {
    name,
    status: 401,
    why,
    async send(guarded) {
      const token = await guarded.token();
      const more = typeof otherwise === 'function' ? await otherwise(guarded, token) : otherwise;
      return sendWith(guarded, `DPoP ${token}`, await proofFor(guarded, token, more));
    },
  };
}

function stolen(name: string, why: string, send: (guarded: Guarded) => Promise<Answer>): Attack {
  return { name, status: 401, why, send };
}

const claims = (more: Readonly<Record<string, unknown>>): Otherwise => ({ claims: more });
const htu =
  (address: (origin: string) => string) =>
  ({ origin }: Guarded) =>
    claims({ htu: address(origin) });

/** Stolen tokens, replayed and misused proofs (RFC 9449 § 4.3, § 7, § 11). */
export const PROOF_ATTACKS: readonly Attack[] = [
  stolen('a stolen token without a proof', 'proof-missing', async (guarded) =>
    sendWith(guarded, `DPoP ${await guarded.token()}`),
  ),
  stolen('a stolen token with an empty proof', 'proof-missing', async (guarded) =>
    sendWith(guarded, `DPoP ${await guarded.token()}`, ''),
  ),
  stolen('a stolen token with a proof of the thief', 'proof-other-key', async (guarded) => {
    const thief = await provingClient(guarded.now);
    const token = await guarded.token();
    const made = await thief.proof({ method: 'GET', url: `${guarded.origin}${GOAL}`, token });
    return sendWith(guarded, `DPoP ${token}`, made);
  }),
  stolen('a stolen token and a proof that was used', 'proof-replayed', async (guarded) => {
    const token = await guarded.token();
    const made = await proofFor(guarded, token);
    await sendWith(guarded, `DPoP ${token}`, made);
    return sendWith(guarded, `DPoP ${token}`, made);
  }),
  stolen('the same jti in a new proof', 'proof-replayed', async (guarded) => {
    const token = await guarded.token();
    await sendWith(guarded, `DPoP ${token}`, await proofFor(guarded, token, claims({ jti: 'again' })));
    return sendWith(guarded, `DPoP ${token}`, await proofFor(guarded, token, claims({ jti: 'again' })));
  }),
  stolen('a proof as token', 'token-header', async (guarded) => {
    const made = await proofFor(guarded, await guarded.token());
    return sendWith(guarded, `DPoP ${made}`, made);
  }),
  stolen('the token as proof', 'proof-key', async (guarded) => {
    const token = await guarded.token();
    return sendWith(guarded, `DPoP ${token}`, token);
  }),
  stolen('two proofs in two headers', 'repeated-header', async (guarded) => {
    const token = await guarded.token();
    const made = await proofFor(guarded, token);
    return guarded.send({
      path: GOAL,
      headers: [
        ['authorization', `DPoP ${token}`],
        ['dpop', made],
        ['DPoP', made],
      ],
    });
  }),
  stolen('two proofs in one header', 'proof-malformed', async (guarded) => {
    const token = await guarded.token();
    const made = await proofFor(guarded, token);
    return sendWith(guarded, `DPoP ${token}`, `${made}, ${made}`);
  }),
  stolen('two tokens in two headers', 'repeated-header', async (guarded) => {
    const token = await guarded.token();
    const made = await proofFor(guarded, token);
    return guarded.send({
      path: GOAL,
      headers: [
        ['authorization', `DPoP ${token}`],
        ['Authorization', 'DPoP x'],
        ['dpop', made],
      ],
    });
  }),
  stolen('a token in the address', 'no-token', async (guarded) =>
    guarded.send({ path: `${GOAL}?access_token=${await guarded.token()}` }),
  ),
  stolen('a proof of 5000 characters', 'proof-too-large', async (guarded) =>
    sendWith(guarded, `DPoP ${await guarded.token()}`, 'a'.repeat(5000)),
  ),
  stolen('text that is no proof', 'proof-malformed', async (guarded) =>
    sendWith(guarded, `DPoP ${await guarded.token()}`, 'a.b.c'),
  ),
  proof('typ JWT', 'proof-type', { header: { typ: 'JWT' } }),
  proof('no typ', 'proof-type', { header: { typ: undefined } }),
  proof('no key', 'proof-key', { header: { jwk: undefined } }),
  proof('the private key itself', 'proof-key', ({ client }) => ({ header: { jwk: client.key } })),
  proof('a key that is a text', 'proof-key', { header: { jwk: 'key' } }),
  proof('a symmetric key', 'proof-key', { header: { jwk: { kty: 'oct', k: 'c2VjcmV0' } } }),
  proof('the right key, another signature', 'proof-signature', async () => ({ signer: await newKey('ES256', 'x') })),
  proof('another method', 'proof-method', claims({ htm: 'POST' })),
  proof('the method in small letters', 'proof-method', claims({ htm: 'get' })),
  proof('no method', 'proof-method', claims({ htm: undefined })),
  proof('another host', 'proof-address', claims({ htu: 'https://other.example.no/fhir/Goal' })),
  proof(
    'another path',
    'proof-address',
    htu((origin) => `${origin}/fhir/CarePlan`),
  ),
  proof(
    'a longer path',
    'proof-address',
    htu((origin) => `${origin}/fhir/Goal/1`),
  ),
  proof(
    'https in place of http',
    'proof-address',
    htu((origin) => `${origin.replace('http:', 'https:')}/fhir/Goal`),
  ),
  proof(
    'a user in the address',
    'proof-address',
    htu((origin) => `${origin.replace('//', '//user@')}/fhir/Goal`),
  ),
  proof(
    'an encoded slash',
    'proof-address',
    htu((origin) => `${origin}/fhir%2fGoal`),
  ),
  proof('an address without host', 'proof-address', claims({ htu: '/fhir/Goal' })),
  proof('no address', 'proof-address', claims({ htu: undefined })),
  proof(
    'the hash of another token',
    'proof-token',
    claims({ ath: createHash('sha256').update('other').digest('base64url') }),
  ),
  proof('the hash in another alphabet', 'proof-token', (_guarded, token) =>
    claims({ ath: createHash('sha256').update(token).digest('hex') }),
  ),
  proof('no hash of the token', 'proof-token', claims({ ath: undefined })),
  proof('made an hour ago', 'proof-time', ({ now }) => claims({ iat: now() - 3600 })),
  proof('made in a minute', 'proof-time', ({ now }) => claims({ iat: now() + 60 })),
  proof('made at a text', 'proof-time', claims({ iat: 'now' })),
  proof('made at no time', 'proof-time', claims({ iat: undefined })),
  proof('no jti', 'proof-malformed', claims({ jti: undefined })),
  proof('an empty jti', 'proof-malformed', claims({ jti: '' })),
  proof('a jti of 300 characters', 'proof-malformed', claims({ jti: 'j'.repeat(300) })),
  {
    name: 'a good proof of a certificate-bound token of another client',
    status: 401,
    why: 'certificate-missing',
    async send(guarded) {
      const token = await guarded.token({ claims: { cnf: { 'x5t#S256': 'a'.repeat(43) } } });
      return sendWith(guarded, `Bearer ${token}`);
    },
  },
  {
    name: "a certificate in a header that only the proxy's word counts for",
    status: 401,
    why: 'certificate-missing',
    async send(guarded) {
      const token = await guarded.token({ claims: { cnf: { 'x5t#S256': 'a'.repeat(43) } } });
      return guarded.send({
        path: GOAL,
        headers: [
          ['authorization', `Bearer ${token}`],
          ['client-cert', ':YQ==:'],
          ['x-forwarded-client-cert', 'a'],
        ],
      });
    },
  },
];
