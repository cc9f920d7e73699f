import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { compose, type Samplan } from '../../src/compose.ts';
import { loadConfiguration } from '../../src/config.ts';
import type { Store } from '../../src/store/store.ts';
import { patient } from '../contract/store/samples.ts';
import { SILENT } from '../exchange/stage.ts';
import { dropSchema } from '../postgres/drop-schema.ts';
import { startPostgres } from '../postgres/server.ts';
import { type Authority, startAuthority } from './authority/authority.ts';
import { type Otherwise, type ProvingClient, provingClient, tokenFrom } from './authority/client.ts';

const SCOPE = 'system/*.rs';
const CONTROLLER = '310000019';
/** Where clients find all of them, behind a balancer. */
const PUBLIC = 'https://samplan.region.example';
const NUMBER = 'urn:oid:2.16.578.1.12.4.1.4.1|30098600025';

const server = await startPostgres();
const schema = `beside_${process.pid}`;
afterAll(async () => {
  if (server) await dropSchema(server.url, schema);
  await server?.stop();
});

const stores: readonly (readonly [name: string, store: (folder: string) => object])[] = [
  ['SQLite', (folder: string) => ({ kind: 'sqlite', file: path.join(folder, 'samplan.db') })],
  ...(server ? [['PostgreSQL', () => ({ kind: 'postgres', url: server.url, schema, pool: 3 })] as const] : []),
];

describe.each(stores)('two processes on one store, %s', (_name, storeIn) => {
  let folder: string;
  let authority: Authority;
  let client: ProvingClient;
  let token: string;
  let running: Samplan[];
  let bases: string[];

  /** @param under folder of the store */
  async function started(access: object, under = folder): Promise<string> {
    const file = path.join(under, 'samplan.yaml');
    const settings = {
      controller: { name: 'Samplan Fjordvik', organization: CONTROLLER, sector: 'municipal' },
      store: storeIn(under),
      http: { port: 0, publicUrl: PUBLIC },
      access: { mode: 'oauth', audience: 'nhn:samplan', issuers: [{ issuer: authority.issuer }], ...access },
    };
    await writeFile(file, stringify(settings));
    const samplan = await compose(await loadConfiguration(file), { log: SILENT });
    running.push(samplan);
    return (await samplan.start('web')).url;
  }

  async function ask(base: string, to: string, { otherwise, form }: Asked = {}): Promise<Response> {
    const method = form === undefined ? 'GET' : 'POST';
    const dpop = await client.proof({ method, url: `${PUBLIC}/fhir/${to.split('?')[0]}`, token }, otherwise);
    return send(base, to, dpop, form);
  }
  function send(base: string, to: string, dpop: string, form?: string): Promise<Response> {
    const headers = { authorization: `DPoP ${token}`, dpop };
    if (form === undefined) return fetch(`${base}/${to}`, { headers });
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return fetch(`${base}/${to}`, { method: 'POST', headers: { ...headers, ...type }, body: form });
  }

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-beside-'));
    const claims = { 'helseid://claims/client/claims/orgnr_parent': CONTROLLER };
    authority = await startAuthority([{ id: 'ehr', claims }], [SCOPE]);
    client = await provingClient(() => Math.floor(Date.now() / 1000));
    token = await tokenFrom(authority, 'ehr', SCOPE, client);
    running = [];
  });
  afterEach(async () => {
    for (const samplan of running) await samplan.stop();
    if (server) await dropSchema(server.url, schema);
    await authority.stop();
    await rm(folder, { recursive: true });
  });

  test('a proof that one took is refused by the other', async () => {
    bases = [await started({}), await started({})];
    const [one = '', other = ''] = bases;
    const dpop = await client.proof({ method: 'GET', url: `${PUBLIC}/fhir/Goal`, token });
    expect([(await send(one, 'Goal', dpop)).status, (await send(other, 'Goal', dpop)).status]).toEqual([200, 401]);
  });

  test('of many who send one proof to both at once, one is let in', async () => {
    bases = [await started({}), await started({})];
    const dpop = await client.proof({ method: 'GET', url: `${PUBLIC}/fhir/Goal`, token });
    const answers = await Promise.all([...bases, ...bases, ...bases].map((base) => send(base, 'Goal', dpop)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401]);
  });

  test('a nonce that one gave out holds at the other, and one that nobody gave out at neither', async () => {
    bases = [await started({ nonces: true }), await started({ nonces: true })];
    const [one = '', other = ''] = bases;
    const asked = await ask(one, 'Goal');
    const nonce = asked.headers.get('dpop-nonce');
    expect([asked.status, typeof nonce]).toEqual([401, 'string']);
    expect((await ask(other, 'Goal', { otherwise: { claims: { nonce } } })).status).toBe(200);
    for (const base of bases) {
      const forged = { claims: { nonce: Buffer.alloc(32, 7).toString('base64url') } };
      expect((await ask(base, 'Goal', { otherwise: forged })).status).toBe(401);
    }
  });

  test('a search that begins at one is gone on with at the other', async () => {
    bases = [await started({}), await started({})];
    const [one = '', other = ''] = bases;
    const store = running[0]?.context.store as Store;
    const [system, value] = NUMBER.split('|') as [string, string];
    for (const id of ['a', 'b']) {
      const resource = { ...patient(id), identifier: [{ system, value }] };
      await store.commit({ writes: [{ resource, version: 1, record: id }] });
    }
    const found = async (response: Response): Promise<{ readonly ids: unknown; readonly next: string }> => {
      const { entry = [], link = [] } = (await response.json()) as Found;
      const next = link.find(({ relation }) => relation === 'next')?.url ?? '';
      return { ids: entry.map(({ resource }) => resource.id), next: next.slice(`${PUBLIC}/fhir/`.length) };
    };
    const begun = await found(await ask(one, 'Patient/_search', { form: `identifier=${NUMBER}&_count=1` }));
    expect(begun).toEqual({ ids: ['a'], next: expect.stringMatching(/^Patient\?_page=s\./u) });
    expect(await found(await ask(other, begun.next))).toEqual({ ids: ['b'], next: '' });
  });
});

interface Asked {
  readonly otherwise?: Otherwise;
  readonly form?: string;
}

interface Found {
  readonly entry?: readonly { readonly resource: { readonly id: string } }[];
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
}
