import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Goal, Resource, ServiceRequest } from '@medplum/fhirtypes';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { isRestore } from '../../src/sync/restore.ts';
import { differences } from '../exchange/in-step.ts';
import { type MortalStore, mortalStore } from '../exchange/mortal-store.ts';
import { INGRIDS, openSharedStage, type Stage } from '../exchange/stage.ts';
import type { Backup } from './partner-in-memory.ts';

test.each([
  [4, 4, false],
  [5, 5, true],
  [5, 500, true],
  [5, 501, false],
  [6, 600, true],
  [50, 100_000, false],
  [1_000, 100_000, true],
])('%i backwards of %i looked at: a restore is %s', (backwards, looked, expected) => {
  expect(isRestore({ backwards, looked })).toBe(expected);
});

let stage: Stage;
let mortal: MortalStore;
let backup: Backup;
const goalsAtTrust = () => stage.trust.connector.all<Goal>('Goal');
const texts = () => goalsAtTrust().map(({ description }) => description.text);
const goalText = async () =>
  [...(await stage.record()).parts.values()]
    .flatMap(({ resource }) => (resource.resourceType === 'Goal' ? [resource.description.text] : []))
    .toSorted();
const checkpoint = () => stage.store.checkpoint(stage.trust.name);

/** The municipality rewrites both goals, both measures, the plan and one more, and the trust gets it all. */
async function rewriteEverything(): Promise<void> {
  const { connector } = stage.fjordvik;
  for (const { id = '' } of connector.all<Goal>('Goal')) {
    connector.edit<Goal>('Goal', id, (goal) => ({ ...goal, description: { text: `${goal.description.text}, igjen` } }));
  }
  for (const { id = '' } of connector.all<ServiceRequest>('ServiceRequest')) {
    connector.edit<ServiceRequest>('ServiceRequest', id, (one) => ({ ...one, status: 'on-hold' }));
  }
  connector.put(INGRIDS.goal('goal-3', 'Et nytt mål'));
  connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({
    ...plan,
    description: 'Hjemme igjen',
    goal: [...(plan.goal ?? []), { reference: 'Goal/f-goal-3' }],
  }));
  stage.later(3_600_000);
  await stage.settle();
}

beforeEach(async () => {
  mortal = mortalStore(await openSqliteStore({ file: ':memory:' }));
  stage = await openSharedStage({ store: mortal.store });
  backup = stage.trust.connector.backup();
  await rewriteEverything();
});
afterEach(() => stage.close());

describe('a partner that was restored from a backup', () => {
  test('gets our view again, and nothing of the record changes', async () => {
    const { seq } = await stage.store.changedSince(0);
    const before = await goalText();
    stage.trust.connector.restore(backup);
    const summary = await stage.pass(stage.trust);
    expect(summary).toMatchObject({ outcome: 'completed', epoch: 2, admitted: 0, merged: 0, conflicts: 0 });
    expect(summary.notices.join()).toContain('epoch 2');
    await stage.settle();
    expect(await goalText()).toEqual(before);
    const changed = (await stage.store.changedSince(seq)).persons;
    expect(changed).toEqual([]);
    expect(texts().toSorted()).toEqual(before.toSorted());
    expect(await differences(stage, stage.trust)).toEqual([]);
    expect(await checkpoint()).toMatchObject({ epoch: 2 });
    expect(await checkpoint()).not.toHaveProperty('restored');
  });

  test('gets back once what it lost', async () => {
    stage.trust.connector.restore(backup);
    expect(texts()).not.toContain('Et nytt mål');
    await stage.settle();
    expect(texts().filter((text) => text === 'Et nytt mål')).toHaveLength(1);
  });

  test('what came before and waits to be taken in is no news: it makes no second of what is made there again', async () => {
    const [goal] = goalsAtTrust().filter(({ description }) => description.text === 'Et nytt mål');
    const came = { version: '2', resource: { ...goal, description: { text: 'Kom rett før' } } };
    const about = { type: 'Goal', peerId: goal?.id ?? '', patient: goal?.subject.reference?.split('/')[1] ?? '' };
    await stage.store.commit({ arrived: [{ partner: stage.trust.name, ...about, came }] });
    const before = await goalText();
    stage.trust.connector.restore(backup);
    await stage.settle();
    expect(await goalText()).toEqual(before);
    expect(texts().toSorted()).toEqual(before.toSorted());
    expect(await differences(stage, stage.trust)).toEqual([]);
  });

  test('is the same to passes that are killed', async () => {
    stage.trust.connector.restore(backup);
    for (let commit = 1; commit <= 12; commit += 1) {
      mortal.diesAt(commit, commit % 2 === 0);
      await stage.pass(stage.trust).catch(() => undefined);
      mortal.restart();
    }
    await stage.settle();
    expect(await differences(stage, stage.trust)).toEqual([]);
    expect(await stage.conflicts()).toEqual([]);
    expect(texts().filter((text) => text === 'Et nytt mål')).toHaveLength(1);
  });

  const edited = (change: (goal: Goal) => Goal): void => {
    stage.trust.connector.restore(backup);
    const [goal] = goalsAtTrust();
    if (goal) stage.trust.connector.put(change(goal));
  };

  test('and edited since: the edit is taken in and the rest goes out again', async () => {
    const before = await goalText();
    edited((goal) => ({ ...goal, note: [{ text: 'Skrevet etterpå' }] }));
    await stage.settle();
    expect(await goalText()).toEqual(before);
    expect(await stage.conflicts()).toEqual([]);
    const notes = [...(await stage.record()).parts.values()].filter(({ resource }) =>
      JSON.stringify(resource).includes('Skrevet etterpå'),
    );
    expect(notes).toHaveLength(1);
    expect(await differences(stage, stage.trust)).toEqual([]);
  });

  test('and edited since where we had edited: a conflict', async () => {
    const before = await goalText();
    edited((goal) => ({ ...goal, description: { text: 'Noe annet' } }));
    await stage.settle();
    expect(await goalText()).toEqual(before);
    expect(await stage.conflicts()).toHaveLength(1);
    expect(texts()).toContain('Noe annet');
  });

  test('and edited since, without a history: what differs is a conflict, and nothing is undone', async () => {
    const before = await goalText();
    edited((goal) => ({ ...goal, note: [{ text: 'Skrevet etterpå' }] }));
    stage.trust.connector.versionsBefore = async function* () {};
    await stage.settle();
    expect(await goalText()).toEqual(before);
    expect(await stage.conflicts()).toHaveLength(1);
    expect(JSON.stringify(await stage.record())).not.toContain('undefined');
    const kept = [...(await stage.record()).parts.values()].filter(({ resource }) =>
      JSON.stringify(resource).includes('Skrevet etterpå'),
    );
    expect(kept).toHaveLength(1);
  });

  test('between our delivery and its answer: nothing of an older state is taken for an edit', async () => {
    const before = await goalText();
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({
      ...goal,
      description: { text: 'Enda en gang' },
    }));
    await stage.pass(stage.fjordvik);
    stage.trust.connector.onRequest = ({ what }) => {
      if (what !== 'update') return;
      stage.trust.connector.onRequest = () => {};
      stage.trust.connector.restore(backup);
    };
    await stage.pass(stage.trust);
    expect((await goalText()).toSorted()).toEqual(
      before.map((text) => (text?.startsWith('Gå') ? 'Enda en gang' : text)).toSorted(),
    );
    await stage.settle();
    expect(await differences(stage, stage.trust)).toEqual([]);
    expect(await stage.conflicts()).toEqual([]);
  });
});

describe('one version that goes backwards once', () => {
  const goBack = (): string => {
    const now = new Map(stage.trust.connector.backup());
    const [goal] = goalsAtTrust();
    const key = `Goal/${goal?.id}`;
    now.set(key, backup.get(key) ?? []);
    stage.trust.connector.restore(now);
    return goal?.id ?? '';
  };
  const setAsideRules = async () =>
    (await stage.store.allSetAside()).flatMap(({ findings }) => findings.map(({ rule }) => rule));
  const look = () => stage.pass(stage.trust, { kind: 'reconciliation' });

  test('is set aside with a finding, and nothing more', async () => {
    const before = await goalText();
    goBack();
    expect(await look()).toMatchObject({ outcome: 'completed', epoch: 1, setAside: 1, merged: 0 });
    expect(await setAsideRules()).toEqual(['version-went-back']);
    expect(await goalText()).toEqual(before);
  });

  test('ends by itself when it was an old copy', async () => {
    const now = stage.trust.connector.backup();
    goBack();
    await look();
    stage.trust.connector.restore(now);
    await stage.settle();
    expect(await setAsideRules()).toEqual([]);
    expect(await differences(stage, stage.trust)).toEqual([]);
  });

  test('and is edited further until it is ahead again: no edit of ours is silently undone', async () => {
    const before = await goalText();
    const id = goBack();
    await look();
    for (const text of ['a', 'b', 'c']) {
      stage.later(60_000);
      stage.trust.connector.edit<Goal>('Goal', id, (goal) => ({ ...goal, note: [{ text }] }));
    }
    await stage.settle();
    expect(await goalText()).toEqual(before);
    expect(await setAsideRules()).toEqual([]);
    expect(await differences(stage, stage.trust)).toEqual([]);
  });

  test('that only an old page shows is nothing at all', async () => {
    stage.trust.connector.repeatsPages = true;
    expect(await stage.pass(stage.trust)).toMatchObject({ epoch: 1, setAside: 0, merged: 0 });
    expect(await setAsideRules()).toEqual([]);
  });
});

test('what is read for a restored partner is nobody’s name', async () => {
  stage.trust.connector.restore(backup);
  const resources: readonly Resource[] = stage.trust.connector.all();
  expect(resources.length).toBeGreaterThan(5);
  const summary = await stage.pass(stage.trust);
  expect(JSON.stringify(summary)).not.toContain('Nesbakk');
});
