import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from '@jest/globals';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { logged } from '../contract/store/audit-chain.ts';
import { counterpart, everything, first, goal, NOW, PARTNER, patient } from '../contract/store/samples.ts';
import { dropSchema } from '../postgres/drop-schema.ts';
import { startPostgres } from '../postgres/server.ts';
import { allRowsOfPostgres, allRowsOfSqlite } from './all-rows.ts';

/** What is hers alone, in every table that can hold it. */
const TEXT = 'Solveig Eikerud';
const NUMBER = '13917112345';

async function fillAndErase(store: Store): Promise<void> {
  await store.commit(everything('other'));
  const hers = patient('her', { name: [{ text: TEXT }], identifier: [{ system: 'urn:test:person', value: NUMBER }] });
  const told = goal('told', 'her', { description: { text: TEXT } });
  await store.commit({
    writes: [first(hers, 'her'), first(told, 'her')],
    identifiers: [{ system: 'urn:test:person', value: NUMBER, person: 'her' }],
    links: [{ person: 'her', partner: PARTNER, standing: 'in-step', attempts: 0 }],
    counterparts: [
      counterpart('her', { type: 'Patient', person: 'her', peerId: 'p1', sent: hers, echoed: hers }),
      counterpart('told', { person: 'her', peerId: 'g1', sent: told, echoed: told }),
    ],
    setAside: [
      {
        ...{ partner: PARTNER, person: 'her', findings: [], since: NOW },
        resources: [{ type: 'Goal', peerId: 'g2', version: '1', resource: told }],
      },
    ],
  });
  await store.savePartnerDocuments([{ partner: PARTNER, about: 'p1', seq: 0, body: { TEXT }, keys: [NUMBER] }]);
  await store.beginDutyIndex('basis');
  const owner = { display: TEXT };
  await store.saveDuties('basis', [
    {
      ...{ person: 'her', asOf: 1, entries: ['Organization/1'] },
      duties: [{ rule: 'plan-revision', about: 'CarePlan/told', organizations: ['310601012'], owner }],
    },
  ]);
  await store.commit({ writes: [logged('erased')], erased: { person: 'her', traces: [], at: NOW, isDead: false } });
  await store.close();
}

/** Rows of every table, as text: nobody says which tables there are. */
function hold(rows: readonly string[]): void {
  expect(rows.some((row) => row.includes('number-other'))).toBe(true);
  expect(rows.filter((row) => row.includes(TEXT) || row.includes(NUMBER))).toEqual([]);
}

test('no table of SQLite has anything of her, and no byte of its file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'samplan-erased-'));
  try {
    const file = join(folder, 'store.db');
    await fillAndErase(await openSqliteStore({ file }));
    for (const name of await readdir(folder)) {
      const bytes = await readFile(join(folder, name));
      expect([name, bytes.includes(TEXT), bytes.includes(NUMBER)]).toEqual([name, false, false]);
    }
    hold(allRowsOfSqlite(file));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('with keys no row is left that a row of hers was', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'samplan-erased-'));
  try {
    const file = join(folder, 'store.db');
    await fillAndErase(await openSqliteStore({ file, master: randomBytes(32) }));
    const database = new DatabaseSync(file, { readOnly: true });
    const count = (sql: string) => Number(database.prepare(sql).get()?.['count']);
    const seqs = 'SELECT seq FROM versions';
    const left = ['token_rows', 'reference_rows', 'date_rows', 'private_rows', 'current_versions'].map((table) =>
      count(`SELECT count(*) AS count FROM ${table} WHERE seq NOT IN (${seqs})`),
    );
    expect(left).toEqual([0, 0, 0, 0, 0]);
    // The other's Patient and Goal, and the trace.
    expect(count('SELECT count(*) AS count FROM versions')).toBe(3);
    expect(count('SELECT count(*) AS count FROM person_identifiers')).toBe(1);
    expect(count('SELECT count(*) AS count FROM partner_document_keys')).toBe(0);
    database.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});

const server = await startPostgres();
if (server) {
  const schema = `erased_${process.pid}`;
  afterAll(async () => {
    await dropSchema(server.url, schema);
    await server.stop();
  });

  test('no table of PostgreSQL has anything of her', async () => {
    await fillAndErase(await openPostgresStore({ url: server.url, schema, pool: 2, statementTimeout: 20 }));
    hold(await allRowsOfPostgres(server.url, schema));
  });
}
