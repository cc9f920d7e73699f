import { expect, test } from '@jest/globals';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { type MortalStore, mortalStore } from '../exchange/mortal-store.ts';
import { accessToAllBut, goal, patient, plan, planMade, TRUST, team } from '../record/fixtures.ts';
import { type HeardEvent, openSubscribers, type Subscribers } from './subscribers.ts';

const CHANGED = ['Goal/goal', 'Goal/other', 'CarePlan/plan'];

/** A subscription that has been greeted, and three changes that it has not been told. */
async function open(): Promise<{ readonly stage: Subscribers; readonly mortal: MortalStore }> {
  const mortal = mortalStore(await openSqliteStore({ file: ':memory:' }));
  const stage = await openSubscribers({ store: mortal.store });
  await stage.put([patient(), team(), plan(), goal(), goal('other'), goal('hidden'), planMade()]);
  await stage.put([accessToAllBut(TRUST, ['Goal/hidden'])]);
  await stage.enrol(TRUST);
  await stage.subscribe(TRUST, 'record-changed', { maxCount: 2 });
  await stage.turn();
  stage.news();
  const text = { description: { text: 'Noe annet' } };
  await stage.put([goal('goal', text), goal('other', text), goal('hidden', text), plan('plan', { title: 'Ny' })]);
  return { stage, mortal };
}

/** What each number was about, and how often it was told. */
function byNumber(events: readonly HeardEvent[]): ReadonlyMap<string | undefined, readonly (string | undefined)[]> {
  const groups = Map.groupBy(events, ({ number }) => number);
  return new Map([...groups].map(([number, some]) => [number, some.map(({ focus }) => focus)]));
}

async function quiet(stage: Subscribers): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    stage.later(3_600_000);
    await stage.turn();
  }
}

test('killed at any commit, told again under the same numbers: nothing is lost, and no number is of two events', async () => {
  const { stage: whole, mortal: counted } = await open();
  counted.count();
  await whole.turn();
  const commits = counted.commits.length;
  expect(commits).toBeGreaterThan(6);
  for (let commit = 1; commit <= commits; commit += 1) {
    for (const kept of [false, true]) {
      const { stage, mortal } = await open();
      mortal.diesAt(commit, kept);
      await stage.turn().catch(() => undefined);
      mortal.restart();
      await quiet(stage);
      const told = byNumber(stage.news());
      const where = `commit ${commit}, ${kept ? 'kept' : 'lost'}`;
      expect([where, [...told.keys()].toSorted()]).toEqual([where, ['1', '2', '3']]);
      const focuses = [...told.values()].map((some) => [...new Set(some)]);
      expect([where, focuses.every((some) => some.length === 1)]).toEqual([where, true]);
      expect([where, focuses.flat().toSorted()]).toEqual([where, CHANGED.toSorted()]);
      const [subscription] = await stage.store.subscriptions();
      expect([where, subscription?.delivered, subscription?.numbered]).toEqual([where, 3, 3]);
      await stage.store.close();
    }
  }
});

test('killed while it is greeted, it is greeted again', async () => {
  const mortal = mortalStore(await openSqliteStore({ file: ':memory:' }));
  const stage = await openSubscribers({ store: mortal.store });
  await stage.put([patient(), goal()]);
  await stage.enrol(TRUST);
  await stage.subscribe(TRUST, 'record-changed');
  for (let commit = 1; commit <= 3; commit += 1) {
    mortal.diesAt(commit, false);
    await stage.turn().catch(() => undefined);
    mortal.restart();
  }
  stage.later(3_600_000);
  await stage.turn();
  expect(stage.heard.every(({ type }) => type === 'handshake')).toBe(true);
  expect((await stage.store.subscriptions()).map(({ status }) => status)).toEqual(['active']);
});
