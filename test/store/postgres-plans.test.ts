import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { first, link, patient } from '../contract/store/samples.ts';
import { dropSchema } from '../postgres/drop-schema.ts';
import { startPostgres } from '../postgres/server.ts';

const server = await startPostgres();
const schema = `plans_${process.pid}`;
/** So few that PostgreSQL would rather read all of them than look into an index a hundred times. */
const PERSONS = 8_000;
/** One in so many has something to be looked at. */
const OWED_EVERY = 100;

// A run without PostgreSQL says so once (test/around/tell-stores.ts).
if (!server) test('there is no PostgreSQL to ask', () => expect(server).toBeUndefined());
else {
  const { url } = server;
  const open = () => openPostgresStore({ url, schema, pool: 1, statementTimeout: 20 });
  let client: pg.Client;
  beforeAll(async () => {
    await (await open()).close();
    client = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` });
    await client.connect();
    await client.query(`INSERT INTO records SELECT 'r' || n, n FROM generate_series(1, ${PERSONS}) AS n`);
    await client.query(
      `INSERT INTO person_identifiers (system, value, person) SELECT 'urn:test', 'v' || n, 'r' || n FROM generate_series(1, ${PERSONS}) AS n`,
    );
    const standings = `CASE WHEN n % ${OWED_EVERY} = 0 THEN 'owed' ELSE 'in-step' END`;
    await client.query(`
      INSERT INTO links (partner, person, standing, configuration, stale, body)
      SELECT 'ehr', 'r' || n, ${standings}, 'c', 0, '{}' FROM generate_series(1, ${PERSONS}) AS n`);
    await client.query('ANALYZE');
  });
  afterAll(async () => {
    await client.end();
    await dropSchema(url, schema);
    await server.stop();
  });

  test('who is due at a partner is looked up link by link: what is read grows with what is due', async () => {
    const read = async (): Promise<number> => {
      const { rows } = await client.query<{ count: string }>(
        'SELECT seq_tup_read + idx_tup_fetch AS count FROM pg_stat_user_tables WHERE schemaname = $1 AND relname = $2',
        [schema, 'links'],
      );
      return Number(rows[0]?.count);
    };
    const before = await read();
    const store = await open();
    const due = await store.duePersons('ehr', { now: '2026-11-22T12:00:00.000Z', configuration: 'c' });
    await store.close();
    expect(due).toHaveLength(PERSONS / OWED_EVERY);
    let count = (await read()) - before;
    for (let tries = 0; count === 0 && tries < 100; tries += 1) {
      await wait(50);
      count = (await read()) - before;
    }
    // Once as a reason and once as a link, and nothing else.
    expect(count).toBeGreaterThanOrEqual(due.length);
    expect(count).toBeLessThanOrEqual(3 * due.length);
  });

  test.each(['records', 'person_identifiers'])(
    'a commit reads none of %s but the rows that it is about',
    async (table) => {
      const scans = async (): Promise<{ readonly whole: number; readonly byIndex: number }> => {
        const { rows } = await client.query<{ whole: string; index: string }>(
          'SELECT seq_scan AS whole, idx_scan AS index FROM pg_stat_user_tables WHERE schemaname = $1 AND relname = $2',
          [schema, table],
        );
        return { whole: Number(rows[0]?.whole), byIndex: Number(rows[0]?.index) };
      };
      const before = await scans();
      const store = await open();
      await store.commit({ writes: [first(patient(`of-${table}`), `of-${table}`)] });
      const { seq } = await store.record(`of-${table}`);
      await store.commit({
        expect: { record: `of-${table}`, seq },
        identifiers: [{ system: 'urn:test', value: `of-${table}`, person: `of-${table}` }],
        links: [{ ...link(`of-${table}`), person: `of-${table}` }],
      });
      // What a connection counted is told at the latest when it ends.
      await store.close();
      let after = await scans();
      for (let tries = 0; after.byIndex === before.byIndex && tries < 100; tries += 1) {
        await wait(50);
        after = await scans();
      }
      expect(after.byIndex).toBeGreaterThan(before.byIndex);
      expect(after.whole).toBe(before.whole);
    },
  );
}
