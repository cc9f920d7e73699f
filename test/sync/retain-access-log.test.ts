import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent } from '@medplum/fhirtypes';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import type { Context } from '../../src/exchange/context.ts';
import { holdRecord } from '../../src/exchange/hold-record.ts';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { retainAccessLog } from '../../src/sync/retain-access-log.ts';
import { first, goal, patient } from '../contract/store/samples.ts';
import { dropSchema } from '../postgres/drop-schema.ts';
import { startPostgres } from '../postgres/server.ts';

const server = await startPostgres();
const schema = `log_${process.pid}`;
afterAll(async () => {
  if (server) await dropSchema(server.url, schema);
  await server?.stop();
});

const stores: readonly (readonly [name: string, open: (folder: string) => Promise<Store>])[] = [
  ['SQLite', (folder: string) => openSqliteStore({ file: join(folder, 'samplan.db') })],
  ...(server
    ? [['PostgreSQL', () => openPostgresStore({ url: server.url, schema, pool: 3, statementTimeout: 20 })] as const]
    : []),
];

const OLD = '2016-01-01T08:00:00.000Z';
const NEW = '2026-01-01T08:00:00.000Z';
const NOW = '2026-11-28T08:00:00.000Z';

const entry = (id: string, recorded: string, ...about: readonly string[]): AuditEvent => ({
  resourceType: 'AuditEvent',
  id,
  type: { code: 'rest' },
  recorded,
  agent: [{ requestor: true }],
  source: { observer: { display: 'test' } },
  entity: about.map((reference) => ({ what: { reference } })),
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samplan-log-'));
});
afterEach(async () => {
  if (server) await dropSchema(server.url, schema);
  await rm(folder, { recursive: true });
});

describe.each(stores)('the time of the access log, %s', (_name, openIn) => {
  /** A log that is closed, and what a later process does with it. */
  async function withLog<T>(entries: readonly AuditEvent[], work: (context: Context) => Promise<T>): Promise<T> {
    const before = await openIn(folder);
    await before.commit({ writes: [first(patient('here'), 'here'), first(goal('g', 'here'), 'here')] });
    for (const resource of entries) await before.commit({ writes: [{ resource, version: 1 }] });
    await before.close();
    const store = await openIn(folder);
    const controller = { name: 'Samplan Fjordvik', organization: '310000019', sector: 'municipal' } as const;
    try {
      return await work({ store, controller, now: () => NOW, newId: randomUUID } as unknown as Context);
    } finally {
      await store.close();
    }
  }
  const ids = async (store: Store): Promise<readonly (string | undefined)[]> =>
    (await store.search({ type: 'AuditEvent', filters: [], count: 50 })).resources
      .map(({ resource }) => resource.id)
      .filter((id) => (id?.length ?? 0) < 20)
      .sort();

  const LOG = [
    entry('old-gone', OLD, 'Patient/gone', 'Goal/of-gone/_history/2'),
    entry('old-nobody', OLD),
    entry('old-here', OLD, 'Patient/here'),
    entry('old-part', OLD, 'Patient/gone', 'Goal/g/_history/1'),
    entry('new-gone', NEW, 'Patient/gone'),
  ];

  test('ends for what is old and about nothing that is kept; the chain goes on through it', async () => {
    await withLog(LOG, async (context) => {
      const report = await retainAccessLog(context, 10, { isDryRun: false });
      expect(report).toEqual({ erased: 2, kept: 3, because: { 'about-kept': 2, recent: 1 } });
      expect(await ids(context.store)).toEqual(['new-gone', 'old-here', 'old-part']);
      expect(await verifyChain(context.store)).toMatchObject({ cut: 2, breaks: [] });
      // It is in the log that it was done.
      const { resources } = await context.store.search({ type: 'AuditEvent', filters: [], count: 50 });
      const done = resources.filter(({ resource }) => JSON.stringify(resource).includes('"retention"'));
      expect(done).toHaveLength(1);
      expect(await retainAccessLog(context, 10, { isDryRun: false })).toMatchObject({ erased: 0 });
    });
  });

  test('is told by a dry run, which changes nothing', async () => {
    await withLog(LOG, async (context) => {
      expect(await retainAccessLog(context, 10, { isDryRun: true })).toMatchObject({ erased: 2, kept: 3 });
      expect(await ids(context.store)).toHaveLength(5);
      expect(await context.store.auditCuts()).toEqual([]);
    });
  });

  test('does not end while a record is on hold, nor in a segment that is open', async () => {
    await withLog([entry('old-here', OLD, 'Patient/here')], async (context) => {
      await holdRecord(context, 'here', { reason: 'Klagesak', by: 'Juridisk avdeling' });
      await context.store.commit({ writes: [{ resource: entry('open', OLD), version: 1 }] });
      const { erased, because } = await retainAccessLog(context, 10, { isDryRun: false });
      expect([erased, because]).toEqual([0, { 'about-kept': 1, recent: 1, open: 1 }]);
    });
  });
});

test('what somebody made look old past Samplan is not signed away', async () => {
  const file = join(folder, 'samplan.db');
  const before = await openSqliteStore({ file });
  await before.commit({ writes: [{ resource: entry('a', NEW, 'Patient/gone'), version: 1 }] });
  await before.close();
  const database = new DatabaseSync(file);
  database.exec(`UPDATE versions SET body = replace(body, '${NEW}', '${OLD}') WHERE type = 'AuditEvent'`);
  database.close();
  const store = await openSqliteStore({ file });
  const context = { store, now: () => NOW, newId: randomUUID } as unknown as Context;
  expect(await retainAccessLog(context, 10, { isDryRun: false })).toEqual({
    erased: 0,
    kept: 1,
    because: { broken: 1 },
  });
  expect((await verifyChain(store)).breaks).toHaveLength(1);
  await store.close();
});
