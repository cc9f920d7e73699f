import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CapabilityStatement } from '@medplum/fhirtypes';
import { compose, type Samplan } from '../../src/compose.ts';
import { loadConfiguration } from '../../src/config.ts';
import { SILENT } from '../exchange/stage.ts';
import { freePort } from '../free-port.ts';
import { type Authority, startAuthority } from './authority/authority.ts';
import { provingClient, tokenFrom } from './authority/client.ts';

const SCOPE = 'system/*.rs';
const CONTROLLER = '310000019';
const APP = 'https://app.example.no';

let folder: string;
let authority: Authority;
let samplan: Samplan;
let origin: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-composed-'));
  const claims = { 'helseid://claims/client/claims/orgnr_parent': CONTROLLER };
  authority = await startAuthority([{ id: 'console', claims }], [SCOPE]);
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const file = path.join(folder, 'samplan.yaml');
  await writeFile(
    file,
    `controller: { name: Samplan Fjordvik, organization: "${CONTROLLER}", sector: municipal }
http: { port: ${port}, publicUrl: "${origin}" }
access:
  mode: oauth
  audience: nhn:samplan
  issuers: [{ issuer: "${authority.issuer}" }]
  origins: ["${APP}"]
`,
  );
  samplan = await compose(await loadConfiguration(file), { log: SILENT });
  expect(await samplan.start()).toEqual({ url: `${origin}/fhir` });
});
afterAll(async () => {
  await samplan.stop();
  await authority.stop();
  await rm(folder, { recursive: true });
});

describe('an installation whose configuration asks for tokens', () => {
  test('tells everyone what it does and where tokens are got, and that they are needed', async () => {
    const statement = await (await fetch(`${origin}/fhir/metadata`)).text();
    expect(statement).toContain('SMART-on-FHIR');
    const smart = await fetch(`${origin}/fhir/.well-known/smart-configuration`);
    expect([smart.status, await smart.json()]).toMatchObject([
      200,
      { issuer: authority.issuer, token_endpoint: `${authority.issuer}/token` },
    ]);
    expect((await fetch(`${origin}/health/live`)).status).toBe(200);
  });

  test('lets nobody in without one, from this machine either', async () => {
    const answer = await fetch(`${origin}/fhir/CarePlan`);
    expect([answer.status, answer.headers.get('www-authenticate')?.startsWith('DPoP ')]).toEqual([401, true]);
  });

  test('lets in who has one and the key to it, once for each proof', async () => {
    const client = await provingClient(() => Math.floor(Date.now() / 1000));
    const token = await tokenFrom(authority, 'console', SCOPE, client);
    const dpop = await client.proof({ method: 'GET', url: `${origin}/fhir/CarePlan`, token });
    const ask = () => fetch(`${origin}/fhir/CarePlan`, { headers: { authorization: `DPoP ${token}`, dpop } });
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(401);
  });

  test('lets pages of the origins that it lists call from a browser, and says so', async () => {
    const ask = async (from: string, method = 'GET', headers = {}) => {
      const answer = await fetch(`${origin}/fhir/CarePlan`, { method, headers: { origin: from, ...headers } });
      return [answer.status, answer.headers.get('access-control-allow-origin')];
    };
    const asking = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization,dpop' };
    expect(await ask(APP, 'OPTIONS', asking)).toEqual([204, APP]);
    expect(await ask(APP)).toEqual([401, APP]);
    expect(await ask('https://evil.example', 'OPTIONS', asking)).toEqual([204, null]);
    expect(await ask('https://evil.example')).toEqual([401, null]);
    const statement = (await (await fetch(`${origin}/fhir/metadata`)).json()) as CapabilityStatement;
    expect(statement.rest?.[0]?.security?.cors).toBe(true);
  });
});
