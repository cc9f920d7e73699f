import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Goal } from '@medplum/fhirtypes';
import { openSharedStage, type Stage } from '../exchange/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(() => stage.close());

const DAY = 24 * 3_600_000;
const kept = () => stage.store.runs({ partner: stage.fjordvik.name, count: 99 });
let edits = 0;
const edit = (): void => {
  edits += 1;
  stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({
    ...goal,
    note: [{ text: `${edits}` }],
  }));
};

describe('the summary of a pass', () => {
  test('says how the partner was asked, what came of it, what it cost, and how long each phase took', async () => {
    edit();
    const summary = await stage.pass(stage.fjordvik);
    expect(summary).toMatchObject({
      id: expect.any(String),
      kind: 'pass',
      outcome: 'completed',
      strategy: 'last-updated',
      why: 'stated',
      guard: 'if-match',
      epoch: 1,
      pulled: 1,
      admitted: 1,
      merged: 1,
      blocked: 0,
      requests: 2,
      notices: [],
    });
    expect(Object.keys(summary.phases)).toEqual(['ask', 'take-in', 'enrol', 'deliver']);
    expect((await kept())[0]).toEqual(summary);
  });

  test('is kept of a pass that could not reach the partner', async () => {
    stage.fjordvik.connector.isDown = true;
    await stage.pass(stage.fjordvik);
    expect((await kept())[0]).toMatchObject({
      outcome: 'unreachable',
      notices: [expect.stringContaining('does not answer')],
    });
  });

  test('is kept of a pass that failed', async () => {
    stage.fjordvik.connector.refuses = ({ what }) => what === 'changes';
    await stage.pass(stage.fjordvik);
    expect((await kept())[0]).toMatchObject({ outcome: 'failed' });
  });

  test('is shared by passes in a row that found nothing to do', async () => {
    edit();
    await stage.pass(stage.fjordvik);
    const before = await kept();
    const first = await stage.pass(stage.fjordvik);
    await stage.pass(stage.fjordvik);
    const last = await stage.pass(stage.fjordvik);
    expect(await kept()).toEqual([{ ...last, times: 3, since: first.started }, ...before]);
    edit();
    await stage.pass(stage.fjordvik);
    expect(await kept()).toHaveLength(before.length + 2);
  });

  test('of a reconciliation is not shared with passes', async () => {
    await stage.pass(stage.fjordvik);
    await stage.pass(stage.fjordvik, { kind: 'reconciliation' });
    await stage.pass(stage.fjordvik);
    const kinds = (await kept()).map(({ kind }) => kind);
    expect(kinds.slice(0, 2)).toEqual(['pass', 'reconciliation']);
  });

  test('is kept as long as the configuration says', async () => {
    await stage.pass(stage.fjordvik, { kind: 'reconciliation' });
    stage.later(10 * DAY);
    await stage.pass(stage.fjordvik, { settings: { keepRuns: 11 } });
    expect((await kept()).some(({ kind }) => kind === 'reconciliation')).toBe(true);
    await stage.pass(stage.fjordvik, { settings: { keepRuns: 9 } });
    expect((await kept()).some(({ kind }) => kind === 'reconciliation')).toBe(false);
  });

  test('tells that the pass before ended early', async () => {
    const { connector } = stage.fjordvik;
    edit();
    connector.changes = async function* () {
      yield { resources: [], unreadable: [], reached: { seq: '3' } };
      connector.isDown = true;
      yield* [];
      await connector.read('Goal', 'x');
      return {};
    };
    const early = await stage.pass(stage.fjordvik);
    expect(early.outcome).toBe('unreachable');
    expect(await stage.store.checkpoint(stage.fjordvik.name)).toMatchObject({ cursor: { seq: '3' }, run: early.id });
    Reflect.deleteProperty(connector, 'changes');
    connector.isDown = false;
    const next = await stage.pass(stage.fjordvik);
    expect(next.notices).toEqual([`goes on where ${early.id} ended early`]);
    expect((await stage.pass(stage.fjordvik)).notices).toEqual([]);
  });
});

describe('a partner that asks for time', () => {
  test('is not called before, by any pass that the clock starts', async () => {
    const { connector } = stage.trust;
    connector.retryAfterSeconds = 300;
    connector.isDown = true;
    expect(await stage.pass(stage.trust, { atOnce: false })).toMatchObject({ outcome: 'unreachable' });
    connector.isDown = false;
    const before = connector.requests.length;
    const paused = await stage.pass(stage.trust, { atOnce: false });
    expect(paused).toMatchObject({ outcome: 'paused', requests: 0, notices: [expect.stringContaining('before')] });
    expect(connector.requests).toHaveLength(before);
    stage.later(301_000);
    expect(await stage.pass(stage.trust, { atOnce: false })).toMatchObject({ outcome: 'completed' });
    expect(await stage.pass(stage.trust, { atOnce: false })).toMatchObject({ outcome: 'completed' });
  });

  test('in the middle of a delivery is left alone with all its links', async () => {
    const { connector } = stage.trust;
    edit();
    await stage.pass(stage.fjordvik);
    connector.retryAfterSeconds = 300;
    connector.onRequest = ({ what }) => {
      connector.isDown = what === 'update';
    };
    expect(await stage.pass(stage.trust, { atOnce: false })).toMatchObject({ outcome: 'unreachable' });
    connector.onRequest = () => {};
    connector.isDown = false;
    expect(await stage.pass(stage.trust, { atOnce: false })).toMatchObject({ outcome: 'paused' });
  });

  test('is called when a person asks', async () => {
    stage.trust.connector.retryAfterSeconds = 300;
    stage.trust.connector.isDown = true;
    await stage.pass(stage.trust, { atOnce: false });
    stage.trust.connector.isDown = false;
    expect(await stage.pass(stage.trust, { atOnce: true })).toMatchObject({ outcome: 'completed' });
  });

  test('for longer than a day is called after a day', async () => {
    stage.trust.connector.retryAfterSeconds = 10 * 365 * 24 * 3_600;
    stage.trust.connector.isDown = true;
    await stage.pass(stage.trust, { atOnce: false });
    stage.trust.connector.isDown = false;
    stage.later(DAY + 1_000);
    expect(await stage.pass(stage.trust, { atOnce: false })).toMatchObject({ outcome: 'completed' });
  });

  test('does not pause the others', async () => {
    stage.trust.connector.retryAfterSeconds = 300;
    stage.trust.connector.isDown = true;
    await stage.pass(stage.trust, { atOnce: false });
    expect(await stage.pass(stage.fjordvik, { atOnce: false })).toMatchObject({ outcome: 'completed' });
  });
});
