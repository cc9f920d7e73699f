import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { withoutSeals } from '../../src/store/sqlite/sealed-columns.ts';
import { counterpart, goal, PARTNER } from '../contract/store/samples.ts';

test.each([
  ["SELECT unseal('versions.body', v.body) AS body FROM versions v", 'SELECT v.body AS body FROM versions v'],
  ["VALUES (?, seal('counterparts.sent', ?), seal('set_aside.resources', ?))", 'VALUES (?, ?, ?)'],
  ["CASE WHEN x IS NULL THEN unseal('counterparts.echoed', echoed) END", 'CASE WHEN x IS NULL THEN echoed END'],
  [
    "SELECT unseal_as_found('versions.body', body), hidden_code(?2, ?3)",
    "SELECT unseal_as_found('versions.body', body), hidden_code(?2, ?3)",
  ],
])('without keys %s is %s', (sql, expected) => {
  expect(withoutSeals(sql)).toBe(expected);
});

test('how old it is what a partner holds is known also of what was saved before that had a column', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'samplan-held-'));
  const file = join(folder, 'store.db');
  try {
    const lastUpdated = '2026-11-02T10:00:00.000Z';
    const dated = { ...goal('1', 'p'), meta: { lastUpdated } };
    const before = await openSqliteStore({ file });
    await before.commit({ counterparts: [counterpart('our-1', { peerId: '1', echoed: dated })] });
    await before.close();
    const database = new DatabaseSync(file);
    database.exec('UPDATE counterparts SET last_updated = NULL');
    database.close();
    const store = await openSqliteStore({ file });
    const [held] = await store.heldVersions(PARTNER, [{ type: 'Goal', peerId: '1' }]);
    await store.close();
    expect(held).toMatchObject({ lastUpdated });
    expect(held).not.toHaveProperty('text');
  } finally {
    await rm(folder, { recursive: true });
  }
});
