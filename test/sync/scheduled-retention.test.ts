import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { compose } from '../../src/compose.ts';
import { loadConfiguration } from '../../src/config.ts';
import type { Role } from '../../src/sync/jobs/job-engine.ts';
import { isCron } from '../../src/sync/schedule.ts';
import { retainAlone } from '../../src/sync/scheduled-retention.ts';
import { first, later, patient } from '../contract/store/samples.ts';
import { SILENT } from '../exchange/stage.ts';
import { dropSchema } from '../postgres/drop-schema.ts';
import { startPostgres } from '../postgres/server.ts';

const server = await startPostgres();
const schema = `retained_${process.pid}`;
afterAll(async () => {
  if (server) await dropSchema(server.url, schema);
  await server?.stop();
});

const stores: readonly (readonly [name: string, store: (folder: string) => object])[] = [
  ['SQLite', (folder: string) => ({ kind: 'sqlite', file: join(folder, 'samplan.db') })],
  ...(server ? [['PostgreSQL', () => ({ kind: 'postgres', url: server.url, schema, pool: 3 })] as const] : []),
];
const LONG_AGO = { meta: { lastUpdated: '2001-02-03T04:05:06.000Z' } };

describe.each(stores)('retention by the clock, %s', (_name, storeIn) => {
  /** An installation in which somebody's time is over. */
  async function withOld<T>(
    retention: object,
    work: (samplan: Awaited<ReturnType<typeof compose>>, isKept: () => Promise<boolean>) => Promise<T>,
  ): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), 'samplan-retained-'));
    const file = join(folder, 'samplan.yaml');
    const controller = { name: 'Samplan Fjordvik', organization: '310000019', sector: 'municipal' };
    await writeFile(file, stringify({ controller, http: { port: 0 }, store: storeIn(folder), retention }));
    const samplan = await compose(await loadConfiguration(file, { isCron }), { log: SILENT });
    try {
      await samplan.context.store.commit({ writes: [first(patient('old', LONG_AGO), 'old')] });
      return await work(samplan, async () => (await samplan.context.store.record('old')).parts.length > 0);
    } finally {
      await samplan.stop();
      if (server) await dropSchema(server.url, schema);
      await rm(folder, { recursive: true });
    }
  }
  const EVERY_SECOND = { recordYears: 10, schedule: '* * * * * *' };
  const started = async (role: Role, retention: object): Promise<boolean> =>
    withOld(retention, async (samplan, isKept) => {
      await samplan.start(role);
      for (let looks = 0; looks < 60 && (await isKept()); looks += 1) await wait(50);
      return isKept();
    });

  test.each<[role: Role, retention: object, isKept: boolean]>([
    ['all', EVERY_SECOND, false],
    ['worker', EVERY_SECOND, false],
    ['web', EVERY_SECOND, true],
    ['all', { recordYears: 10 }, true],
    ['all', { schedule: '* * * * * *' }, true],
  ])('role %s with %j: is kept is %s', async (role, retention, isKept) => {
    expect(await started(role, retention)).toBe(isKept);
  });

  test('one process at a time', async () => {
    await withOld({}, async ({ context }, isKept) => {
      const how = { owner: 'one', stopping: new AbortController().signal, log: SILENT };
      const fence = await context.store.acquireLease('retention', 'another', context.now(), later(1_000_000));
      expect(await retainAlone(context, { recordYears: 10 }, how)).toBeUndefined();
      expect(await isKept()).toBe(true);
      if (fence) await context.store.releaseLease(fence);
      expect((await retainAlone(context, { recordYears: 10 }, how))?.records.erased).toEqual(['old']);
      // It gave its lease back.
      expect(await context.store.acquireLease('retention', 'another', context.now(), later(1_000_000))).toBeDefined();
    });
  });

  test('who is told to stop leaves the rest for the next run', async () => {
    await withOld({}, async ({ context }, isKept) => {
      const how = { owner: 'one', stopping: AbortSignal.abort(), log: SILENT };
      expect((await retainAlone(context, { recordYears: 10 }, how))?.records.erased).toEqual([]);
      expect(await isKept()).toBe(true);
    });
  });
});
