import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { CarePlan, Goal } from '@medplum/fhirtypes';
import { type Log, openLog } from '../../src/observe/log.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { runPass } from '../../src/sync/run.ts';
import { type MortalStore, mortalStore } from '../exchange/mortal-store.ts';
import { directory, Papers, PER } from '../exchange/papers.ts';
import { INGRIDS, openStage, SILENT, type Stage } from '../exchange/stage.ts';

let stage: Stage;
let mortal: MortalStore;
const pers = new Papers('p', PER);
beforeEach(async () => {
  mortal = mortalStore(await openSqliteStore({ file: ':memory:' }));
  stage = await openStage({ store: mortal.store, pageSize: 5 });
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole(), ...pers.whole());
  stage.trust.connector.put(...directory('trust'));
});
afterEach(() => stage.close());

const LEASE = 'partner:Fjordvik kommune';
const checkpoint = () => stage.store.checkpoint(stage.fjordvik.name);
const at = (milliseconds: number): string => new Date(Date.parse(stage.context.now()) + milliseconds).toISOString();

describe('the lease', () => {
  test('of another that holds it: the pass is skipped and asks the partner for nothing', async () => {
    await stage.store.acquireLease(LEASE, 'another', at(0), at(60_000));
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ outcome: 'skipped', notices: [expect.any(String)] });
    expect(stage.fjordvik.connector.requests).toEqual([]);
    expect(await stage.pass(stage.trust)).toMatchObject({ outcome: 'completed' });
  });

  test('is given back, also after a pass that failed', async () => {
    for (const isDown of [false, true]) {
      stage.fjordvik.connector.isDown = isDown;
      await stage.pass(stage.fjordvik);
      const fence = await stage.store.acquireLease(LEASE, 'another', at(0), at(60_000));
      expect(fence).toBeDefined();
      if (fence) await stage.store.releaseLease(fence);
    }
  });

  test('lost in the middle: the pass stops and writes nothing more', async () => {
    const { connector } = stage.fjordvik;
    let seq = 0;
    connector.onRequest = async () => {
      if (connector.requests.length !== 3) return;
      stage.later(61_000);
      await stage.store.acquireLease(LEASE, 'another', at(0), at(60_000));
      ({ seq } = await stage.store.changedSince(0));
    };
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ outcome: 'failed' });
    expect((await stage.store.changedSince(0)).seq).toBe(seq);
    expect(await checkpoint()).toBeUndefined();
  });

  test('is kept through a pass that takes longer than it lasts', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'Date', 'performance', 'hrtime'] });
    const { connector } = stage.fjordvik;
    let other: unknown = 'not asked';
    connector.onRequest = async () => {
      if (connector.requests.length !== 3) return;
      stage.later(50_000);
      jest.advanceTimersByTime(20_000);
      stage.later(30_000);
      other = await stage.store.acquireLease(LEASE, 'another', at(0), at(60_000));
    };
    const summary = await stage.pass(stage.fjordvik);
    jest.useRealTimers();
    expect([summary.outcome, other]).toEqual(['completed', undefined]);
  });

  test('lost during delivery: no more is sent after what was under way', async () => {
    await stage.pass(stage.fjordvik);
    const { connector } = stage.trust;
    let sent = 0;
    connector.onRequest = async ({ what }) => {
      if (what !== 'create') return;
      sent += 1;
      if (sent !== 3) return;
      stage.later(61_000);
      await stage.store.acquireLease('partner:Helse Fjordvik HF', 'another', at(0), at(60_000));
    };
    expect(await stage.pass(stage.trust, { settings: { concurrency: 1 } })).toMatchObject({ outcome: 'failed' });
    expect(sent).toBe(3);
  });
});

test('a store that does not answer fails the pass, and nothing is thrown', async () => {
  const fails = () => Promise.reject(new Error('disk'));
  const store: Store = new Proxy(stage.store, { get: () => fails });
  const codes: unknown[] = [];
  const warn = (_: string, fields?: { readonly code?: string }) => codes.push(fields?.code);
  const log: Log = { ...SILENT, warn, with: () => log };
  const options = { owner: 'test', atOnce: true, random: () => 0.5, log };
  expect(await runPass({ ...stage.context, store }, stage.fjordvik, options)).toMatchObject({ outcome: 'failed' });
  expect(codes).toEqual(['internal']);
});

describe('the checkpoint', () => {
  test('is saved after a pass and is where the next one starts', async () => {
    await stage.pass(stage.fjordvik);
    const saved = await checkpoint();
    expect(Number(saved?.cursor['seq'])).toBe(24);
    const before = stage.fjordvik.connector.requests.length;
    await stage.pass(stage.fjordvik);
    expect(stage.fjordvik.connector.requests).toHaveLength(before + 1);
    expect(await checkpoint()).toMatchObject({ cursor: saved?.cursor });
  });

  test('is not saved before everything was taken in', async () => {
    for (let commit = 1; ; commit += 1) {
      mortal.diesAt(commit, false);
      await stage.pass(stage.fjordvik).catch(() => undefined);
      mortal.restart();
      const whole = (await stage.store.overview()).records === 2;
      if (whole) break;
      expect(await checkpoint()).toBeUndefined();
    }
    await stage.pass(stage.fjordvik);
    expect(await checkpoint()).toBeDefined();
  });

  test('is not saved when the partner goes away between two pages, and nothing of them is taken in', async () => {
    const { connector } = stage.fjordvik;
    connector.onRequest = () => {
      connector.isDown = connector.requests.length === 2;
    };
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ outcome: 'unreachable' });
    expect(await checkpoint()).toBeUndefined();
    connector.onRequest = () => {};
    connector.isDown = false;
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ outcome: 'completed', admitted: 2 });
  });
});

describe('a partner that can’t be reached', () => {
  const standings = async () => [await stage.standing(stage.trust), await stage.standing(stage.trust, PER)];
  beforeEach(async () => {
    await stage.settle();
    stage.trust.connector.isDown = true;
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: 'Nytt' } }));
    await stage.pass(stage.fjordvik);
  });

  test('marks what is owed and nothing else, and forgets it once all is well', async () => {
    expect(await stage.pass(stage.trust)).toMatchObject({ outcome: 'unreachable', delivered: 0 });
    expect(await standings()).toEqual(['unreachable', 'in-step']);
    const link = await stage.link(stage.trust);
    expect(link).toMatchObject({ reason: 'partner-unreachable', owedSince: expect.any(String) });
    stage.later(3_600_000);
    await stage.pass(stage.trust);
    expect((await stage.link(stage.trust))?.owedSince).toBe(link?.owedSince);
    stage.trust.connector.isDown = false;
    expect(await stage.pass(stage.trust, { atOnce: false })).toMatchObject({ outcome: 'completed', delivered: 1 });
    expect(await standings()).toEqual(['in-step', 'in-step']);
    expect(await stage.link(stage.trust)).toMatchObject({ attempts: 0 });
    expect(await stage.link(stage.trust)).not.toHaveProperty('owedSince');
    expect(await stage.link(stage.trust)).not.toHaveProperty('reason');
  });

  test('in the middle of a delivery waits as long as it asks, then is tried again', async () => {
    const { connector } = stage.trust;
    connector.isDown = false;
    connector.retryAfterSeconds = 120;
    connector.onRequest = ({ what }) => {
      connector.isDown = what === 'update';
    };
    expect(await stage.pass(stage.trust)).toMatchObject({ outcome: 'unreachable' });
    expect(await stage.link(stage.trust)).toMatchObject({ standing: 'unreachable', attempts: 1 });
    const wait = Date.parse((await stage.link(stage.trust))?.nextAttempt ?? '') - Date.parse(stage.context.now());
    expect(wait).toBeGreaterThan(119_000);
    connector.onRequest = () => {};
    connector.isDown = false;
    await stage.pass(stage.trust, { atOnce: false });
    expect(await stage.standing(stage.trust)).toBe('unreachable');
    stage.later(121_000);
    await stage.pass(stage.trust, { atOnce: false });
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });
});

describe('a link that the partner refuses', () => {
  const isIngrids = (resource: unknown): boolean => JSON.stringify(resource ?? null).includes('Nytt for Ingrid');
  beforeEach(async () => {
    await stage.settle();
    stage.trust.connector.refuses = ({ resource }) => isIngrids(resource);
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({
      ...goal,
      description: { text: 'Nytt for Ingrid' },
    }));
    stage.fjordvik.connector.edit<Goal>('Goal', 'p-goal-1', (goal) => ({
      ...goal,
      description: { text: 'Nytt for Per' },
    }));
    await stage.pass(stage.fjordvik);
  });

  test('does not stop the others', async () => {
    expect(await stage.pass(stage.trust)).toMatchObject({ outcome: 'completed', delivered: 1 });
    expect(await stage.link(stage.trust)).toMatchObject({
      standing: 'blocked',
      reason: 'partner-refused',
      attempts: 1,
    });
    expect(await stage.standing(stage.trust, PER)).toBe('in-step');
    expect(JSON.stringify(stage.trust.connector.all())).toContain('Nytt for Per');
  });

  test('is tried again at its date and not before, and longer and longer after', async () => {
    await stage.pass(stage.trust);
    stage.trust.connector.refuses = () => false;
    await stage.pass(stage.trust, { atOnce: false });
    expect(await stage.standing(stage.trust)).toBe('blocked');
    stage.trust.connector.refuses = ({ resource }) => isIngrids(resource);
    stage.later(2_500);
    await stage.pass(stage.trust, { atOnce: false });
    const link = await stage.link(stage.trust);
    expect(link).toMatchObject({ standing: 'blocked', attempts: 2 });
    expect(Date.parse(link?.nextAttempt ?? '') - Date.parse(stage.context.now())).toBeGreaterThan(3_900);
    stage.trust.connector.refuses = () => false;
    stage.later(4_500);
    await stage.pass(stage.trust, { atOnce: false });
    expect(await stage.link(stage.trust)).toMatchObject({ standing: 'in-step', attempts: 0 });
  });

  test('is tried at once when a person asks', async () => {
    await stage.pass(stage.trust);
    stage.trust.connector.refuses = () => false;
    await stage.pass(stage.trust, { atOnce: true });
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });
});

describe('what a pass tells', () => {
  test('counts, and every person as she is done', async () => {
    const told: unknown[] = [];
    const summary = await stage.pass(stage.fjordvik, { onProgress: (progress) => told.push(progress) });
    expect(summary).toMatchObject({
      partner: stage.fjordvik.name,
      outcome: 'completed',
      pulled: 24,
      admitted: 2,
      setAside: 0,
      conflicts: 0,
      held: 0,
    });
    expect(told).toContainEqual({ done: 2, total: 2, partner: stage.fjordvik.name });
  });

  test('no name, number or text of a plan to the log', async () => {
    const lines: string[] = [];
    const line = (...said: unknown[]): void => {
      lines.push(JSON.stringify(said));
    };
    const log: Log = { ...SILENT, debug: line, info: line, warn: line, error: line, with: () => log };
    await stage.pass(stage.fjordvik, { log });
    stage.trust.connector.refuses = () => true;
    await stage.pass(stage.trust, { log });
    const broken = { ...INGRIDS.plan([], []), period: 17 } as unknown as CarePlan;
    stage.fjordvik.connector.put(broken);
    await stage.pass(stage.fjordvik, { log });
    expect(lines.length).toBeGreaterThan(3);
    for (const secret of ['Nesbakk', PER, 'butikken', 'f-plan']) expect(lines.join()).not.toContain(secret);
  });
});

test('every line that a pass logs says which pass it is, and of which partner', async () => {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const log = openLog({ level: 'debug', to: { write: (line: string) => void lines.push(JSON.parse(line)) } });
  const { fjordvik } = stage;
  // A plan that cannot be admitted, and then a partner that does not answer.
  fjordvik.connector.put({ ...INGRIDS.plan([], []), period: 17 } as unknown as CarePlan);
  const runs = [await stage.pass(fjordvik, { log })];
  fjordvik.connector.isDown = true;
  runs.push(await stage.pass(fjordvik, { log }));
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.filter(({ run, partner }) => partner !== fjordvik.name || !runs.some(({ id }) => id === run))).toEqual(
    [],
  );
  expect(new Set(lines.map(({ run }) => run)).size).toBe(2);
});
