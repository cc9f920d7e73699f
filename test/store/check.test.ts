import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { runOn } from '../cli/fake-session.ts';
import { first, goal, patient } from '../contract/store/samples.ts';
import { dropSchema } from '../postgres/drop-schema.ts';
import { startPostgres } from '../postgres/server.ts';

/** What somebody does past Samplan, and what is found. */
const DAMAGES = [
  ['version-missing', 'Goal/g', "DELETE FROM versions WHERE id = 'g' AND version = 2"],
  ['current-wrong', 'Goal/g', "UPDATE current_versions SET version = 2 WHERE id = 'g'"],
  ['current-wrong', 'Goal/h', "DELETE FROM current_versions WHERE id = 'h'"],
  ['record-behind', 'p', "UPDATE records SET seq = 0 WHERE person = 'p'"],
  [
    'search-rows-wrong',
    'Goal/h',
    "DELETE FROM reference_rows WHERE seq = (SELECT seq FROM current_versions WHERE id = 'h')",
  ],
  ['search-rows-wrong', 'Goal/h', "UPDATE versions SET body = replace(body, 'Patient/p', 'Patient/q') WHERE id = 'h'"],
] as const;

async function fill(store: Store): Promise<void> {
  await store.commit({ writes: [first(patient('p'), 'p'), first(goal('g', 'p'), 'p'), first(goal('h', 'p'), 'p')] });
  for (const version of [2, 3]) await store.commit({ writes: [{ resource: goal('g', 'p'), version, record: 'p' }] });
}

describe('on SQLite', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'samplan-check-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test.each(DAMAGES)('%s of %s is found after %s', async (code, place, sql) => {
    const file = join(folder, 'store.db');
    const store = await openSqliteStore({ file });
    await fill(store);
    const database = new DatabaseSync(file, { enableForeignKeyConstraints: false });
    database.exec(sql);
    database.close();
    expect((await store.check()).findings).toContainEqual({ code, place });
    expect(await runOn({ store }, 'verify')).toMatchObject({
      code: 1,
      out: expect.stringContaining(`${place}: ${code}: `),
    });
    if (code === 'search-rows-wrong') {
      expect(await runOn({ store }, 'reindex')).toMatchObject({
        out: 'Search rows of 3 resources were made anew, and duties of 1 records.\n',
      });
      expect((await store.check()).findings).toEqual([]);
      expect(await runOn({ store }, 'verify', '--all')).toMatchObject({ code: 0 });
    }
    await store.close();
  });
});

const server = await startPostgres();
if (server) {
  const schema = `check_${process.pid}`;
  afterAll(async () => {
    await dropSchema(server.url, schema);
    await server.stop();
  });

  describe('on PostgreSQL', () => {
    test.each(DAMAGES)('%s of %s is found after %s', async (code, place, sql) => {
      await dropSchema(server.url, schema);
      const store = await openPostgresStore({ url: server.url, schema, pool: 2, statementTimeout: 20 });
      await fill(store);
      const client = new pg.Client({ connectionString: server.url, options: `-c search_path=${schema}` });
      await client.connect();
      await client.query(sql);
      await client.end();
      expect((await store.check()).findings).toContainEqual({ code, place });
      if (code === 'search-rows-wrong') {
        await store.reindex();
        expect((await store.check()).findings).toEqual([]);
      }
      await store.close();
    });
  });
}
