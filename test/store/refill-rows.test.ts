import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { readMigrations } from '../../src/store/migrations.ts';
import { migrate } from '../../src/store/sqlite/migrate.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { SearchQuery, Store } from '../../src/store/store.ts';
import { carePlan, first, NOW, patient } from '../contract/store/samples.ts';

const PERSONS = 1_203;

describe('rows of what was stored by an earlier version', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'samplan-rows-'));
    file = join(folder, 'store.db');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const kari = patient('kari', { name: [{ family: 'Nordås' }], gender: 'female' });
  const plan = carePlan('plan', 'kari', { period: { start: '2026-02-01' } });
  const byName: SearchQuery = {
    type: 'Patient',
    filters: [{ kind: 'string', name: 'family', values: [{ how: 'starts', text: 'nord' }] }],
    count: 9,
  };
  const byDate: SearchQuery = {
    type: 'CarePlan',
    filters: [{ kind: 'date', name: 'date', within: [{ highAfter: Date.parse(NOW) }] }],
    count: 9,
  };
  const everybody: SearchQuery = {
    type: 'Patient',
    filters: [{ kind: 'token', name: 'identifier', values: [{ system: 'urn:test:person' }] }],
    count: 0,
  };
  const idsOf = async (store: Store, query: SearchQuery) =>
    (await store.search(query)).resources.map(({ resource }) => resource.id);

  /** A database as the version before search rows by kind left it: versions and what is current, and rows of its own. */
  async function earlier(resources: readonly Resource[]): Promise<void> {
    const database = new DatabaseSync(file);
    const all = await readMigrations('sqlite');
    migrate(
      database,
      all.filter(({ name }) => name < '0009'),
    );
    database.exec('BEGIN');
    for (const [index, resource] of resources.entries()) {
      const { resourceType: type, id = '' } = resource;
      const body = JSON.stringify({ ...resource, meta: { versionId: '1', lastUpdated: NOW } });
      const values = [type, id, 1, 0, 'kari', null, body] as const;
      database
        .prepare('INSERT INTO versions (type, id, version, deleted, record, owner, body) VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(...values);
      database
        .prepare('INSERT INTO current_versions VALUES (?, ?, ?, 1, 0, ?, ?)')
        .run(type, id, index + 1, 'kari', Date.parse(NOW));
      database
        .prepare('INSERT INTO token_rows (type, name, code, system, seq) VALUES (?, ?, ?, ?, ?)')
        .run(type, 'identifier', `number-${id}`, 'urn:test:person', index + 1);
    }
    database.exec('COMMIT');
    database.close();
  }

  const many = () => Array.from({ length: PERSONS }, (_, index) => patient(`p${index}`));

  test.each([
    ['as it is', undefined],
    ['and is sealed at once', randomBytes(32)],
  ])('are made when it is opened %s, and say how far they are', async (_name, master) => {
    await earlier([kari, plan, ...many()]);
    const progress: string[] = [];
    const store = await openSqliteStore({
      file,
      ...(master ? { master } : {}),
      onRefill: ({ done, of }) => progress.push(`${done}/${of}`),
    });
    expect(progress).toEqual(expect.arrayContaining(['500/1205', '1000/1205', '1205/1205']));
    expect(await idsOf(store, byName)).toEqual(['kari']);
    expect(await idsOf(store, byDate)).toEqual(['plan']);
    expect((await store.search(everybody)).total).toBe(PERSONS + 1);
    await store.close();
  });

  test('are made once', async () => {
    await earlier([kari]);
    await (await openSqliteStore({ file })).close();
    const again: unknown[] = [];
    const store = await openSqliteStore({ file, onRefill: (progress) => again.push(progress) });
    expect(again).toEqual([]);
    expect(await idsOf(store, byName)).toEqual(['kari']);
    await store.close();
  });

  test('go on from where somebody was interrupted, and double nothing', async () => {
    await earlier([...many(), kari, plan]);
    const interrupted = new Error('killed');
    await expect(
      openSqliteStore({
        file,
        onRefill({ done }) {
          if (done >= 1_000) throw interrupted;
        },
      }),
    ).rejects.toMatchObject({ cause: interrupted });
    const progress: number[] = [];
    const store = await openSqliteStore({ file, onRefill: ({ of }) => progress.push(of) });
    expect(progress[0]).toBe(205);
    expect((await store.search(everybody)).total).toBe(PERSONS + 1);
    expect(await idsOf(store, byName)).toEqual(['kari']);
    expect(await idsOf(store, byDate)).toEqual(['plan']);
    await store.close();
  });

  test('are made anew where other definitions made them', async () => {
    const store = await openSqliteStore({ file });
    await store.commit({ writes: [first(kari, 'kari'), first(plan, 'kari')] });
    await store.close();
    const database = new DatabaseSync(file);
    database.exec("UPDATE search_index SET version = 'earlier' WHERE type = 'Patient'; DELETE FROM private_rows");
    database.close();
    const progress: unknown[] = [];
    const again = await openSqliteStore({ file, onRefill: (each) => progress.push(each) });
    expect(progress).toEqual([{ done: 1, of: 1 }]);
    expect(await idsOf(again, byName)).toEqual(['kari']);
    await again.close();
  });
});
