import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/store/sqlite/open-database.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { first, NOW, patient } from '../contract/store/samples.ts';

describe('openSqliteStore', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'samplan-open-'));
    file = join(folder, 'store.db');
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Something done to the file behind the store's back. */
  const alter = (sql: string) => {
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
  };
  const opened = async () => (await openSqliteStore({ file })).close();

  test('makes a file that only its owner may read', async () => {
    const store = await openSqliteStore({ file });
    await store.commit({ writes: [first(patient('p'), 'p')] });
    for (const name of [file, `${file}-wal`, `${file}-shm`]) expect((await stat(name)).mode & 0o777).toBe(0o600);
    await store.close();
  });

  test('leaves the syncing of commits to whoever answers for them, and holds foreign keys', async () => {
    const database = await openDatabase(file);
    const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    const settings = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout'].map(pragma);
    expect(settings).toEqual(['wal', 1, 1, 5000]);
    database.close();
  });

  test('takes the clock it is given for resources without lastUpdated', async () => {
    const store = await openSqliteStore({ file: ':memory:', now: () => NOW });
    const [written] = await store.commit({ writes: [{ resource: { resourceType: 'Patient', id: 'p' }, version: 1 }] });
    expect(written?.resource.meta).toEqual({ versionId: '1', lastUpdated: NOW });
    await store.close();
  });

  test('refuses a database whose migration is not the one of the program', async () => {
    await opened();
    alter("UPDATE migrations SET checksum = 'tampered' WHERE number = 1");
    await expect(openSqliteStore({ file })).rejects.toMatchObject({ code: 'configuration' });
  });

  test('forgets the deletions that were owed to a store which nothing was ever sent to, and no other link', async () => {
    const store = await openSqliteStore({ file });
    const owed = { person: 'p', standing: 'owed', attempts: 0 } as const;
    await store.commit({
      links: [
        { ...owed, partner: 'national store', reason: 'publication-withdrawn' },
        { ...owed, partner: 'Fjordvik kommune', reason: 'publication-withdrawn' },
        { ...owed, person: 'q', partner: 'national store' },
      ],
    });
    await store.close();
    alter('DELETE FROM migrations WHERE number = 15');
    const again = await openSqliteStore({ file });
    expect(await again.link('p', 'national store')).toBeUndefined();
    expect(await again.link('p', 'Fjordvik kommune')).toMatchObject({ standing: 'owed' });
    expect(await again.link('q', 'national store')).toMatchObject({ standing: 'owed' });
    await again.close();
  });

  test('refuses a database of a newer program', async () => {
    await opened();
    alter("INSERT INTO migrations (number, name, checksum) VALUES (9999, '9999-later.sql', 'x')");
    await expect(openSqliteStore({ file })).rejects.toMatchObject({ code: 'configuration', where: '9999-later.sql' });
  });

  test('refuses a file that is no database, and leaves it as it is', async () => {
    await writeFile(file, 'not a database, but long enough to be looked at as one'.repeat(100));
    const before = await stat(file);
    await expect(openSqliteStore({ file })).rejects.toMatchObject({ code: 'configuration', where: file });
    expect((await stat(file)).size).toBe(before.size);
  });

  test('refuses a folder that does not exist', async () => {
    const missing = join(folder, 'missing', 'store.db');
    await expect(openSqliteStore({ file: missing })).rejects.toMatchObject({ code: 'configuration', where: missing });
  });
});
