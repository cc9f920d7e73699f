import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle } from '@medplum/fhirtypes';
import pg from 'pg';
import { startOwnPostgres } from '../postgres/server.ts';
import { type Hosted, type HostedOptions, NAMES, openHosted, type TenantName } from './hosted.ts';

// A server of its own whatever DATABASE_URL says: roles are made, which not everybody may do.
const server = await startOwnPostgres();

// Where this machine has no PostgreSQL the run says so (test/around/tell-stores.ts); that a schema is needed by each is shown without.
if (!server) {
  test('two tenants on one database have a schema each, or nothing starts', async () => {
    const store = { kind: 'postgres', url: 'postgresql://samplan@127.0.0.1/samplan' };
    await expect(openHosted({ each: () => ({ store }) })).rejects.toThrow('The configuration has 1 fault');
  });
} else {
  let admin: pg.Client;
  let hosted: Hosted;
  beforeAll(async () => {
    admin = new pg.Client({ connectionString: server.url });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await server.stop();
  });
  afterEach(() => hosted.close());

  /** A role for each tenant, which owns its schema and that of its jobs, and nothing else. */
  async function madeRoles(): Promise<void> {
    for (const name of NAMES) {
      const { rows } = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
      if (rows.length === 0) await admin.query(`CREATE ROLE ${name} LOGIN`);
      for (const schema of [name, `${name}_jobs`]) {
        await admin.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
        await admin.query(`CREATE SCHEMA ${schema} AUTHORIZATION ${name}`);
      }
    }
  }

  const urlOf = (name: TenantName): string => server.url.replace('user=samplan', `user=${name}`);
  const opened = async (options: HostedOptions = {}): Promise<void> => {
    await madeRoles();
    hosted = await openHosted({
      ...options,
      each: (name) => ({
        store: { kind: 'postgres', url: urlOf(name), schema: name, pool: 3 },
        partners: [
          {
            name: 'Helse Fjordvik HF',
            organization: '310000035',
            sector: 'specialist',
            agreement: 'Samarbeidsavtale 2026-01',
            schedule: '0 0 1 1 *',
            // Nothing listens on the port of discard.
            connector: { kind: 'fhir-rest', url: 'http://127.0.0.1:9/fhir' },
          },
        ],
      }),
    });
  };

  const JSON_BODY = ['content-type', 'application/fhir+json'] as const;
  async function posted(path: string, body: object): Promise<{ readonly status: number; readonly text: string }> {
    return hosted.send({ method: 'POST', path, headers: [JSON_BODY], body: JSON.stringify(body) });
  }

  /** Everything that stands in a schema, as text. */
  async function allIn(schema: string): Promise<string> {
    const { rows } = await admin.query<{ readonly text: string }>(
      `SELECT query_to_xml(format('SELECT * FROM %I.%I', table_schema, table_name), true, true, '')::text AS text
       FROM information_schema.tables WHERE table_schema = $1 AND table_type = 'BASE TABLE'`,
      [schema],
    );
    return rows.map(({ text }) => text).join('\n');
  }

  describe('two tenants on one database of PostgreSQL', () => {
    test('keep what each has in schemas of its own, which the other has no right to', async () => {
      await opened();
      const person = {
        resourceType: 'Patient',
        identifier: [{ system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '14836830068' }],
      };
      const ids: string[] = [];
      for (const name of NAMES) {
        const { status, text } = await posted(`/${name}/fhir/Patient`, {
          ...person,
          name: [{ family: `merke-${name}` }],
        });
        expect([name, status]).toEqual([name, 201]);
        ids.push(JSON.parse(text).id);
      }
      for (const [index, name] of NAMES.entries()) {
        const [own, other] = [NAMES[index] ?? name, NAMES[1 - index] ?? name];
        const found = await hosted.send({ path: `/${own}/fhir/Patient` });
        expect((JSON.parse(found.text) as Bundle).entry?.map(({ resource }) => resource?.id)).toEqual([ids[index]]);
        const kept = `${await allIn(own)}\n${await allIn(`${own}_jobs`)}`;
        expect(kept).toContain(`merke-${own}`);
        expect([kept.includes(`merke-${other}`), kept.includes(ids[1 - index] ?? '')]).toEqual([false, false]);
        const client = new pg.Client({ connectionString: urlOf(own) });
        await client.connect();
        await expect(client.query(`SELECT * FROM ${other}.migrations`)).rejects.toThrow('permission denied for schema');
        await expect(client.query(`SELECT * FROM ${other}_jobs.job`)).rejects.toThrow('permission denied for schema');
        await client.end();
      }
    });

    test('have passes by jobs of their own, and leave no connection behind', async () => {
      await opened();
      const asked = await posted('/fjordvik/fhir/$sync', { resourceType: 'Parameters' });
      expect(asked.status).toBe(200);
      const jobs = async (name: string): Promise<number> =>
        Number((await admin.query(`SELECT count(*) FROM ${name}_jobs.job`)).rows[0]?.['count']);
      expect([(await jobs('fjordvik')) > 0, await jobs('nordvik')]).toEqual([true, 0]);
      const runs = async (name: string): Promise<number> =>
        Number((await admin.query(`SELECT count(*) FROM ${name}.runs`)).rows[0]?.['count']);
      expect([await runs('fjordvik'), await runs('nordvik')]).toEqual([1, 0]);
      await hosted.host.stop();
      const connected = async (): Promise<number> =>
        (await admin.query('SELECT 1 FROM pg_stat_activity WHERE usename = ANY ($1)', [NAMES])).rows.length;
      // The server hears of it a moment later; one that stays keeps the test waiting until it fails.
      while ((await connected()) > 0) await setTimeout(50);
    });
  });

  test('a tenant that the server does not let in stops nobody, and is opened when it does', async () => {
    await madeRoles();
    await admin.query('ALTER ROLE nordvik NOLOGIN');
    const options = { againMs: 50 };
    hosted = await openHosted({
      ...options,
      each: (name) => ({ store: { kind: 'postgres', url: urlOf(name), schema: name, pool: 3 } }),
    });
    await hosted.logged('tenant cannot be opened', 'nordvik');
    expect((await hosted.send({ path: '/fjordvik/fhir/Organization' })).status).toBe(200);
    expect((await hosted.send({ path: '/nordvik/fhir/Organization' })).status).toBe(503);
    await admin.query('ALTER ROLE nordvik LOGIN');
    await hosted.logged('tenant is open', 'nordvik');
    expect((await hosted.send({ path: '/nordvik/fhir/Organization' })).status).toBe(200);
  });
}
