import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { first, goal, patient } from '../contract/store/samples.ts';
import { runOn } from './fake-session.ts';
import { type Ran, samplan } from './spawn-samplan.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samplan-retention-'));
  const store = await openSqliteStore({ file: join(folder, 'samplan.sqlite') });
  const lastUpdated = '2001-02-03T04:05:06.000Z';
  for (const id of ['old', 'held'])
    await store.commit({
      writes: [
        first(patient(id, { meta: { lastUpdated } }), id),
        first(goal(`g-${id}`, id, { meta: { lastUpdated } }), id),
      ],
    });
  await store.commit({ writes: [first(patient('new', { meta: { lastUpdated: new Date().toISOString() } }), 'new')] });
  await store.close();
});
afterEach(() => rm(folder, { recursive: true }));

const on = async (retention: string, ...arguments_: readonly string[]): Promise<Ran> => {
  const file = join(folder, 'samplan.yaml');
  const controller = 'controller: { name: Samplan, organization: "310600016", sector: municipal }';
  await writeFile(file, `${controller}\nretention: ${retention}\n`);
  return samplan([...arguments_, '--config', file]);
};

test('a dry run tells what a run erases; what is on hold stays, and what is new', async () => {
  const added = await on('{}', 'hold', 'add', 'held', '--reason', 'Klagesak om plan', '--by', 'Juridisk avdeling');
  expect(added).toMatchObject({ code: 0, out: expect.stringContaining('The record is on hold: ') });
  expect(added.err).not.toContain('Klagesak');
  const dry = await on('{ recordYears: 10 }', 'retention', '--dry-run');
  expect(dry.out).toBe(
    'records: 1 would be erased, 2 kept (on-hold 1, recent 1)\n  old\npersons with something set aside: kept for ever (retention.setAsideDays is not set)\nentries of the access log: kept for ever (retention.accessLogYears is not set)\n',
  );
  const run = await on('{ recordYears: 10 }', 'retention', '--json');
  expect(JSON.parse(run.out)).toEqual({
    dryRun: false,
    records: { erased: ['old'], kept: 2, because: { 'on-hold': 1, recent: 1 } },
    setAside: { erased: [], kept: 0, because: {} },
    accessLog: { erased: 0, kept: 0, because: {} },
  });
  expect(run.err).not.toContain('Klagesak');
  const again = await on('{ recordYears: 10 }', 'retention');
  expect(again.out).toContain('records: 0 erased, 2 kept');

  const store = await openSqliteStore({ file: join(folder, 'samplan.sqlite') });
  expect(await Promise.all(['old', 'held', 'new'].map(async (id) => (await store.record(id)).parts.length))).toEqual([
    0, 2, 1,
  ]);
  await store.close();
});

test('holds are listed with who, when and why, and lifted once', async () => {
  const store = await openSqliteStore({ file: ':memory:' });
  await store.commit({ writes: [first(patient('p'), 'p')] });
  expect((await runOn({ store, newId: randomUUID }, 'hold', 'list')).out).toBe('Nothing is on hold.\n');
  const { out } = await runOn(
    { store, newId: randomUUID },
    'hold',
    'add',
    'p',
    '--reason',
    'Klagesak',
    '--by',
    'Jurist',
  );
  const id = /: (\S+)/u.exec(out)?.[1] ?? '';
  expect((await runOn({ store, newId: randomUUID }, 'hold', 'list')).out).toMatch(
    /hold +person +since .*\n.* p .* Jurist +Klagesak/u,
  );
  expect(await runOn({ store, newId: randomUUID }, 'hold', 'lift', id, '--by', 'Jurist')).toMatchObject({
    out: 'The hold is lifted.\n',
  });
  expect(await runOn({ store, newId: randomUUID }, 'hold', 'lift', id, '--by', 'Jurist')).toMatchObject({
    error: { code: 'already-decided' },
  });
  expect(await runOn({ store, newId: randomUUID }, 'hold', 'lift', 'none', '--by', 'Jurist')).toMatchObject({
    error: { code: 'not-found' },
  });
  expect(
    await runOn({ store, newId: randomUUID }, 'hold', 'add', 'none', '--reason', 'Klagesak', '--by', 'Jurist'),
  ).toMatchObject({
    error: { code: 'not-found' },
  });
  const [line] = (await runOn({ store, newId: randomUUID }, 'hold', 'list', '--json')).out.trim().split('\n');
  expect(JSON.parse(line ?? '')).toMatchObject({ id, person: 'p', by: 'Jurist', lifted: { by: 'Jurist' } });
  // Traced, without why and by whom.
  const log = (await store.versions({ type: 'AuditEvent', count: 9 })).map(({ resource }) => JSON.stringify(resource));
  expect(log).toHaveLength(2);
  for (const entry of log) expect(entry).not.toMatch(/Klagesak|Jurist/u);
  await store.close();
});
