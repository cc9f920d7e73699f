import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { issuerKeys } from '../../src/access/issuer-keys.ts';
import { createAuthorization } from '../../src/connector/authorization/authorize.ts';
import { certificateFetch } from '../../src/connector/authorization/certificate-fetch.ts';
import { organizationDetails } from '../../src/connector/authorization/organization-details.ts';
import { createTokenSource, type TokenSettings } from '../../src/connector/authorization/token-source.ts';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import { type Authority, startAuthority } from '../access/authority/authority.ts';
import { CLAIMS, type Guarded, openGuarded } from '../access/guarded.ts';

const SCOPE = 'system/*.rs';

let folder: string;
let authority: Authority;
let partner: Guarded;
let settings: TokenSettings;
/** What our side asked, as `METHOD path`. */
let asked: string[];
let assertions: string[];
let clock: number;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-client-'));
  authority = await startAuthority([{ id: 'trust-ehr', claims: CLAIMS.trust }], [SCOPE]);
  // The partner's FHIR server holds us to tokens and proofs as we hold others.
  partner = await openGuarded({ clock: () => new Date().toISOString() });
});
afterAll(async () => {
  await partner.close();
  await authority.stop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  const key = path.join(folder, 'client.jwk.json');
  await writeFile(key, JSON.stringify({ keys: [authority.keyOf('trust-ehr')] }));
  asked = [];
  assertions = [];
  clock = Date.now();
  const { issuer } = authority;
  partner.change({ issuers: new Map([[issuer, issuerKeys({ issuer, keys: '' })]]) });
  settings = {
    issuer,
    client: 'trust-ehr',
    key,
    scope: SCOPE,
    resource: '',
    organization: { parent: '', child: '310602019' },
    organizationClaim: 'authorization_details',
    proof: true,
  };
});

const watched: typeof fetch = async (input, init) => {
  const { pathname } = new URL(String(input));
  asked.push(`${init?.method ?? 'GET'} ${pathname}`);
  const assertion = new URLSearchParams(init?.body?.toString() ?? '').get('client_assertion');
  if (assertion !== null) assertions.push(assertion);
  return fetch(input, init);
};

function connectorWith(more: Partial<TokenSettings> = {}) {
  const now = () => clock;
  const source = createTokenSource({ ...settings, ...more }, { fetch: watched, now });
  const authorization = createAuthorization({ source, headers: { 'nhn-source-system': 'Samplan' }, now });
  return createFhirRestConnector({ url: `${partner.origin}/fhir`, fetch: watched, ...authorization });
}

const tokensAsked = () => asked.filter((one) => one === 'POST /token').length;

describe('our requests to a partner behind tokens', () => {
  test('are let in, each with a proof of its own, and one token serves them all', async () => {
    const connector = connectorWith();
    const goal = await partner.idOf('Goal', partner.ingrid);
    const found = await Promise.all([1, 2, 3, 4].map(() => connector.read('Goal', goal)));
    expect(found).toMatchObject(found.map(() => ({ found: { resource: { resourceType: 'Goal' } } })));
    expect(tokensAsked()).toBe(1);
    expect(await partner.refusals()).toEqual([]);
  });

  test('name the organization that they are made for, in an assertion of a few seconds', async () => {
    await connectorWith().read('Goal', await partner.idOf('Goal', partner.ingrid));
    const [assertion = ''] = assertions;
    expect(decodeProtectedHeader(assertion)).toMatchObject({
      alg: 'ES256',
      kid: 'trust-ehr',
      typ: 'client-authentication+jwt',
    });
    const { iss, sub, aud, exp = 0, iat = 0, jti, ...claims } = decodeJwt(assertion);
    expect([iss, sub, aud, exp - iat]).toEqual(['trust-ehr', 'trust-ehr', authority.issuer, 10]);
    expect(jti).toBeDefined();
    expect(claims['authorization_details']).toEqual(organizationDetails({ parent: '', child: '310602019' }));
  });

  test('use a token until shortly before it ends, and get the next with the key that is in the file then', async () => {
    const source = createTokenSource(settings, { fetch: watched, now: () => clock });
    const [first, same] = await Promise.all([source.token(), source.token()]);
    expect(same).toBe(first);
    await writeFile(settings.key, 'no key any more');
    clock += 569_000;
    expect(await source.token()).toBe(first);
    clock += 2_000;
    await expect(source.token()).rejects.toMatchObject({ code: 'configuration' });
    await writeFile(settings.key, JSON.stringify(authority.keyOf('trust-ehr')));
    expect((await source.token()).value).not.toBe(first.value);
    expect(tokensAsked()).toBe(2);
  });

  test('are made anew, once, when a token is no longer accepted', async () => {
    const connector = connectorWith();
    const goal = await partner.idOf('Goal', partner.ingrid);
    await connector.read('Goal', goal);
    partner.change({ issuers: new Map() });
    await expect(connector.read('Goal', goal)).rejects.toMatchObject({ code: 'partner-refused' });
    expect(tokensAsked()).toBe(2);
    const { issuer } = authority;
    partner.change({ issuers: new Map([[issuer, issuerKeys({ issuer, keys: '' })]]) });
    expect(await connector.read('Goal', goal)).toBeDefined();
  });

  test('carry the nonce that the partner asks for', async () => {
    const { issuer } = authority;
    partner.change({
      issuers: new Map([[issuer, issuerKeys({ issuer, keys: '' })]]),
      freshNonces: () => ['theirs'],
    });
    const connector = connectorWith();
    const goal = await partner.idOf('Goal', partner.ingrid);
    expect(await connector.read('Goal', goal)).toBeDefined();
    expect(asked.filter((one) => one.startsWith('GET /fhir/Goal'))).toHaveLength(2);
    await connector.read('Goal', goal);
    expect(asked.filter((one) => one.startsWith('GET /fhir/Goal'))).toHaveLength(3);
    expect(tokensAsked()).toBe(1);
  });

  test('wait, as for a partner that is down, when the authority gives no token', async () => {
    const connector = connectorWith({ client: 'nobody' });
    await expect(connector.read('Goal', 'x')).rejects.toMatchObject({
      code: 'partner-unreachable',
      where: 'token',
      found: 'invalid_client',
    });
    expect(asked.some((one) => one.includes('/fhir/'))).toBe(false);
  });
});

describe('the organization, as HelseID is told', () => {
  test.each([
    ['of one organization', { parent: '', child: '310000043' }, 'urn:oid:2.16.578.1.12.4.1.4.101', '310000043'],
    ['of several', { parent: '310000019', child: '310000043' }, 'urn:oid:1.0.6523', 'NO:ORGNR:310000019:310000043'],
    [
      'of several, the enterprise itself',
      { parent: '310000019', child: '' },
      'urn:oid:1.0.6523',
      'NO:ORGNR:310000019:',
    ],
  ])('by a client %s', (_what, organization, system, value) => {
    expect(organizationDetails(organization)).toEqual({
      type: 'helseid_authorization',
      practitioner_role: { organization: { identifier: { system, type: 'ENH', value } } },
    });
  });

  test('not at all when there is none', () => {
    expect(organizationDetails({ parent: '', child: '' })).toBeUndefined();
  });
});

test('our certificate is shown to a partner that asks for one', async () => {
  const file = (name: string) => `test/access/fixtures/${name}.pem`;
  const seen: string[] = [];
  const server = createServer(
    {
      key: await readFile(file('server-key')),
      cert: await readFile(file('server')),
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      const { subject } = (request.socket as import('node:tls').TLSSocket).getPeerCertificate();
      seen.push(String(subject?.CN));
      response.end('{}');
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ours = { key: file('client-key'), certificate: file('client'), authority: file('server') };
  await (await certificateFetch(ours)(`https://127.0.0.1:${port}/`)).text();
  expect(seen).toEqual(['client.example.no']);
  server.closeAllConnections();
  server.close();
});
