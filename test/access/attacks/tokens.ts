import { createHmac } from 'node:crypto';
import { exportSPKI, importJWK, type JWK } from 'jose';
import { newKey, publicPart } from '../authority/authority.ts';
import type { Guarded, TokenOtherwise } from '../guarded.ts';
import { type Attack, proofFor, sendWith } from './attack.ts';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const parts = (token: string): readonly string[] => token.split('.');

/** The honest token under a header that says more. */
function headed(honest: string, more: Readonly<Record<string, unknown>>): string {
  const [head = '', payload, signature] = parts(honest);
  const header = JSON.parse(Buffer.from(head, 'base64url').toString());
  return `${encoded({ ...header, ...more })}.${payload}.${signature}`;
}

/** A token that says something otherwise, with a good proof. */
export function token(
  name: string,
  why: string,
  otherwise: TokenOtherwise | ((guarded: Guarded) => TokenOtherwise | Promise<TokenOtherwise>),
  status = 401,
): Attack {
  return {
    name,
    status,
    why,
    async send(guarded) {
      const forged = await guarded.token(typeof otherwise === 'function' ? await otherwise(guarded) : otherwise);
      return sendWith(guarded, `DPoP ${forged}`, await proofFor(guarded, forged));
    },
  };
}

/** A token put together by hand out of an honest one, with a good proof. */
function handmade(
  name: string,
  why: string,
  make: (honest: string, guarded: Guarded) => string | Promise<string>,
): Attack {
  return {
    name,
    status: 401,
    why,
    async send(guarded) {
      const forged = await make(await guarded.token(), guarded);
      return sendWith(guarded, `DPoP ${forged}`, await proofFor(guarded, forged));
    },
  };
}

/** The Authorization header itself. */
function header(name: string, why: string, make: (honest: string) => string | undefined): Attack {
  return {
    name,
    status: 401,
    why,
    async send(guarded) {
      const honest = await guarded.token();
      return sendWith(guarded, make(honest), await proofFor(guarded, honest));
    },
  };
}

async function publicPem(key: JWK): Promise<string> {
  return exportSPKI(
    (await importJWK(publicPart(key), 'PS256', { extractable: true })) as Parameters<typeof exportSPKI>[0],
  );
}

/** An HS256 token whose secret is what everybody knows. */
async function confused(honest: string, secret: string): Promise<string> {
  const [, payload = ''] = parts(honest);
  const head = encoded({ alg: 'HS256', typ: 'at+jwt', kid: 'issuer-1' });
  const signature = createHmac('sha256', secret).update(`${head}.${payload}`).digest('base64url');
  return `${head}.${payload}.${signature}`;
}

const without = (...names: readonly string[]): TokenOtherwise => ({
  claims: Object.fromEntries(names.map((name) => [name, undefined])),
});

/** Forged, altered, stale and misused access tokens (RFC 8725, RFC 9068 § 4, OWASP JWT). */
export const TOKEN_ATTACKS: readonly Attack[] = [
  handmade(
    'alg none, no signature',
    'token-algorithm',
    (honest) => `${encoded({ alg: 'none', typ: 'at+jwt', kid: 'issuer-1' })}.${parts(honest)[1]}.`,
  ),
  handmade(
    'alg NONE in capitals',
    'token-algorithm',
    (honest) => `${encoded({ alg: 'NONE', typ: 'at+jwt', kid: 'issuer-1' })}.${parts(honest)[1]}.`,
  ),
  handmade(
    'alg none with the honest signature',
    'token-algorithm',
    (honest) => `${encoded({ alg: 'none', typ: 'at+jwt', kid: 'issuer-1' })}.${parts(honest)[1]}.${parts(honest)[2]}`,
  ),
  handmade('HS256 with the public key as PEM as its secret', 'token-algorithm', async (honest, { issuerKey }) =>
    confused(honest, await publicPem(issuerKey)),
  ),
  handmade('HS256 with the public key as JWK as its secret', 'token-algorithm', (honest, { issuerKey }) =>
    confused(honest, JSON.stringify(publicPart(issuerKey))),
  ),
  handmade('HS256 with an empty secret', 'token-algorithm', (honest) => confused(honest, '')),
  handmade(
    'no alg',
    'token-malformed',
    (honest) => `${encoded({ typ: 'at+jwt', kid: 'issuer-1' })}.${parts(honest)[1]}.${parts(honest)[2]}`,
  ),
  handmade('the signature taken away', 'token-signature', (honest) => `${parts(honest)[0]}.${parts(honest)[1]}.`),
  handmade(
    'the signature of another token',
    'token-signature',
    async (honest, guarded) => `${parts(honest)[0]}.${parts(honest)[1]}.${parts(await guarded.token())[2]}`,
  ),
  handmade('another payload under the honest signature', 'token-signature', (honest) => {
    const [head, payload = '', signature] = parts(honest);
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return `${head}.${encoded({ ...claims, scope: 'system/*.cruds', sub: 'other' })}.${signature}`;
  }),
  handmade('two parts only', 'token-malformed', (honest) => parts(honest).slice(0, 2).join('.')),
  handmade('five parts (JWE)', 'token-malformed', (honest) => `${honest}.x.y`),
  handmade('no JSON inside', 'token-malformed', (honest) => `${parts(honest)[0]}.bm8.${parts(honest)[2]}`),
  handmade('an array inside', 'token-malformed', (honest) => `${parts(honest)[0]}.${encoded([1])}.${parts(honest)[2]}`),
  handmade('text that is no token', 'token-malformed', () => 'not-a-token'),
  handmade('a token of 9000 characters', 'token-too-large', (honest) => `${parts(honest)[0]}.${'a'.repeat(9000)}.x`),
  token('typ JWT', 'token-type', { header: { typ: 'JWT' } }),
  token('typ of a proof', 'token-type', { header: { typ: 'dpop+jwt' } }),
  token('typ of a client assertion', 'token-type', { header: { typ: 'client-authentication+jwt' } }),
  token('no typ', 'token-type', { header: { typ: undefined } }),
  token('another issuer', 'token-issuer', { claims: { iss: 'https://evil.example.no' } }),
  token('the issuer with a slash', 'token-issuer', { claims: { iss: 'https://issuer.example.no/' } }),
  token('the issuer in capitals', 'token-issuer', { claims: { iss: 'https://ISSUER.example.no' } }),
  token('a list of issuers', 'token-issuer', { claims: { iss: ['https://issuer.example.no'] } }),
  token('no issuer', 'token-issuer', without('iss')),
  token('__proto__ as issuer', 'token-issuer', { claims: { iss: '__proto__' } }),
  token('another audience', 'token-audience', { claims: { aud: 'nhn:other' } }),
  token('the audience as a beginning', 'token-audience', { claims: { aud: 'nhn:samplan-test' } }),
  token('the audience in capitals', 'token-audience', { claims: { aud: 'NHN:SAMPLAN' } }),
  token('an empty list of audiences', 'token-audience', { claims: { aud: [] } }),
  token('no audience', 'token-audience', without('aud')),
  token('expired', 'token-expired', ({ now }) => ({ claims: { exp: now() - 60 } })),
  token('expires as text', 'token-claims', { claims: { exp: '9999999999' } }),
  token('never expires', 'token-claims', without('exp')),
  token('not valid yet', 'token-not-yet', ({ now }) => ({ claims: { nbf: now() + 60 } })),
  token('issued in the future', 'token-not-yet', ({ now }) => ({ claims: { iat: now() + 600 } })),
  token('without the time of issue', 'token-claims', without('iat')),
  token('without subject', 'token-claims', without('sub')),
  token('without client', 'token-claims', without('client_id')),
  token('a client that is a list', 'token-claims', { claims: { client_id: ['trust-ehr'] } }),
  token('a scope that is an object', 'token-claims', { claims: { scope: { all: true } } }),
  handmade('an unknown crit', 'token-header', (honest) => headed(honest, { crit: ['admin'], admin: true })),
  handmade('crit with b64 false', 'token-signature', (honest) => headed(honest, { crit: ['b64'], b64: false })),
  token('an embedded key (jwk)', 'token-header', async () => {
    const own = await newKey('PS256', 'issuer-1');
    return { header: { jwk: publicPart(own) }, signer: own };
  }),
  token('a key set of its own (jku)', 'token-header', { header: { jku: 'https://evil.example.no/keys' } }),
  token('a certificate of its own (x5c)', 'token-header', { header: { x5c: ['MIIB'] } }),
  token('an address of a certificate (x5u)', 'token-header', { header: { x5u: 'https://evil.example.no/cert' } }),
  token('no kid', 'token-header', { header: { kid: undefined } }),
  token('a kid that is a path', 'token-key', { header: { kid: '../../../../dev/null' } }),
  token('a kid that is SQL', 'token-key', { header: { kid: "' OR 1=1 --" } }),
  token('a kid that is __proto__', 'token-key', { header: { kid: '__proto__' } }),
  token('an unknown kid', 'token-key', { header: { kid: 'issuer-2' } }),
  token('signed by somebody else under the known kid', 'token-signature', async () => ({
    signer: await newKey('PS256', 'issuer-1'),
  })),
  token('an algorithm that is good, but not here', 'token-algorithm', async () => ({
    signer: await newKey('ES256', 'issuer-1'),
  })),
  token('bound to nothing', 'token-unbound', without('cnf')),
  token('bound to a null', 'token-claims', { claims: { cnf: null } }),
  token('bound to a number', 'token-claims', { claims: { cnf: { jkt: 7 } } }),
  token('bound to half a thumbprint', 'token-claims', { claims: { cnf: { jkt: 'abc' } } }),
  token('of no organization', 'organization-missing', without('helseid://claims/client/claims/orgnr_parent'), 403),
  token(
    'of an organization without an agreement',
    'no-agreement',
    { claims: { 'helseid://claims/client/claims/orgnr_parent': '310699999' } },
    403,
  ),
  token('of an organization that is a list', 'token-claims', {
    claims: { 'helseid://claims/client/claims/orgnr_parent': ['310602019'] },
  }),
  token('of an organization with a space', 'token-claims', {
    claims: { 'helseid://claims/client/claims/orgnr_parent': '310602019 ' },
  }),
  token(
    'of an organization in a claim of another name',
    'organization-missing',
    { claims: { 'helseid://claims/client/claims/orgnr_parent': undefined, orgnr: '310602019' } },
    403,
  ),
  token('without scope', 'insufficient-scope', without('scope'), 403),
  token('scope of another type', 'insufficient-scope', { claims: { scope: 'system/CarePlan.rs' } }, 403),
  token('scope to write, for reading', 'insufficient-scope', { claims: { scope: 'system/Goal.cu' } }, 403),
  token('scope of a user, without one', 'insufficient-scope', { claims: { scope: 'user/*.cruds' } }, 403),
  token('scope of a patient, without one', 'insufficient-scope', { claims: { scope: 'patient/*.cruds' } }, 403),
  token(
    'scope narrowed by a search that is not understood',
    'insufficient-scope',
    { claims: { scope: 'system/Goal.rs?patient=1' } },
    403,
  ),
  token(
    'scope of another API',
    'insufficient-scope',
    { claims: { scope: 'nhn:other/api nhn:other/api/system/*.cruds' } },
    403,
  ),
  token('scope in the wrong order of rights', 'insufficient-scope', { claims: { scope: 'system/Goal.sr' } }, 403),
  token('an empty right', 'insufficient-scope', { claims: { scope: 'system/Goal. system/Goal' } }, 403),
  header('no header at all', 'no-token', () => undefined),
  header('Basic', 'wrong-scheme', () => 'Basic dHJ1c3Q6dHJ1c3Q='),
  header('Bearer for a token that is bound to a key', 'wrong-scheme', (honest) => `Bearer ${honest}`),
  header('DPoP without a token', 'wrong-scheme', () => 'DPoP'),
  header('two tokens in one header', 'wrong-scheme', (honest) => `DPoP ${honest}, DPoP ${honest}`),
  header('a tab in place of the space', 'wrong-scheme', (honest) => `DPoP\t${honest}`),
  header('something after the token', 'wrong-scheme', (honest) => `DPoP ${honest} ${honest}`),
];
