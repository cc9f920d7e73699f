import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { Goal, Patient } from '@medplum/fhirtypes';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { retain } from '../../src/sync/retain.ts';
import { INGRID, Papers, PER } from '../exchange/papers.ts';
import { openSharedStage } from '../exchange/stage.ts';
import { dropSchema } from '../postgres/drop-schema.ts';
import { startPostgres } from '../postgres/server.ts';
import { allRowsOfPostgres, allRowsOfSqlite } from '../store/all-rows.ts';

const YEAR = 365.25 * 86_400_000;
const WORDS = 'Gå til kirken med Solveig';

/** Her plan flows, is rewritten, and comes to its end; another's goes on beside it. What is retained then is erased. */
async function live(store: Store): Promise<void> {
  const stage = await openSharedStage({ store });
  const { connector } = stage.fjordvik;
  const others = { family: 'Berg', given: ['Per'] };
  connector.put(
    ...new Papers('p', PER).whole().map((one) => (one.resourceType === 'Patient' ? { ...one, name: [others] } : one)),
  );
  connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: WORDS } }));
  await stage.settle();
  connector.edit<Patient>('Patient', 'f-patient', (patient) => ({ ...patient, deceasedDateTime: '2026-11-21' }));
  await stage.settle();
  stage.later(11 * YEAR);
  await stage.settle();
  const { records } = await retain(stage.context, { recordYears: 10 }, { isDryRun: false, owner: 'retention' });
  expect(records).toMatchObject({ erased: [expect.any(String)], kept: 1, because: { 'under-way': 1 } });
  await stage.settle();
  await stage.close();
}

function expectNowhere(rows: readonly string[]): void {
  expect(rows.some((row) => row.includes(PER))).toBe(true);
  for (const told of [INGRID, 'Nesbakk', WORDS, 'nesbakk'])
    expect([told, rows.filter((row) => row.includes(told))]).toEqual([told, []]);
}

test('after her record was erased no row of any table of SQLite tells of her, and the other’s are there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'samplan-nowhere-'));
  try {
    const file = join(folder, 'store.db');
    await live(await openSqliteStore({ file }));
    expectNowhere(allRowsOfSqlite(file));
  } finally {
    await rm(folder, { recursive: true });
  }
});

const server = await startPostgres();
if (server) {
  const schema = `nowhere_${process.pid}`;
  afterAll(async () => {
    await dropSchema(server.url, schema);
    await server.stop();
  });

  test('nor of PostgreSQL', async () => {
    await live(await openPostgresStore({ url: server.url, schema, pool: 2, statementTimeout: 20 }));
    expectNowhere(await allRowsOfPostgres(server.url, schema));
  });
}
