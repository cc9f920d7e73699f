import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Goal, Resource } from '@medplum/fhirtypes';
import { directory, TRUST } from './papers.ts';
import { INGRIDS, openSharedStage, openStage, type Stage } from './stage.ts';

let stage: Stage;
afterEach(() => stage.close());

const NOTE = [{ text: 'Bare hos kommunen' }];
const withoutNotes = (resource: Resource): Resource => {
  const { note: _, ...rest } = resource as Goal;
  return rest;
};
const writes = () => stage.trust.connector.requests.filter(({ what }) => what === 'create' || what === 'update').length;
const recordGoal = async (): Promise<Goal | undefined> =>
  [...(await stage.record()).parts.values()]
    .map(({ resource }) => resource)
    .find(
      (resource): resource is Goal => resource.resourceType === 'Goal' && !!resource.description.text?.startsWith('Gå'),
    );
const rewrite = (change: Partial<Goal>): void =>
  stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, ...change }));
const goalAtTrust = (): Goal | undefined =>
  stage.trust.connector.all<Goal>('Goal').find(({ description }) => description.text?.startsWith('Gå'));

describe('an element that a partner can’t hold', () => {
  beforeEach(async () => {
    stage = await openSharedStage();
    stage.trust.connector.normalize = withoutNotes;
    rewrite({ note: NOTE });
    await stage.settle();
  });

  test('stays in the record and with the others', async () => {
    expect(goalAtTrust()).not.toHaveProperty('note');
    expect(await recordGoal()).toMatchObject({ note: NOTE });
    expect(stage.fjordvik.connector.get<Goal>('Goal', 'f-goal-1')).toMatchObject({ note: NOTE });
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test('is no reason to write when it changes', async () => {
    const before = writes();
    rewrite({ note: [{ text: 'Endret' }] });
    await stage.settle();
    expect(writes()).toBe(before);
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test('is no reason to write either after something else was written', async () => {
    rewrite({ description: { text: 'Gå langt' } });
    await stage.settle();
    const before = writes();
    rewrite({ note: [{ text: 'Endret' }] });
    await stage.settle();
    expect(writes()).toBe(before);
  });

  test('does not keep the rest from going out', async () => {
    rewrite({ note: [{ text: 'Endret' }], description: { text: 'Gå langt' } });
    await stage.settle();
    expect(goalAtTrust()?.description.text).toBe('Gå langt');
    expect(await recordGoal()).toMatchObject({ note: [{ text: 'Endret' }] });
  });

  test('is no edit of theirs when they edit something else', async () => {
    const goal = goalAtTrust();
    if (goal) stage.trust.connector.put({ ...goal, lifecycleStatus: 'on-hold' });
    await stage.settle();
    expect(await recordGoal()).toMatchObject({ lifecycleStatus: 'on-hold', note: NOTE });
  });

  test('goes out again once they show that they can', async () => {
    stage.trust.connector.normalize = (resource) => resource;
    const goal = goalAtTrust();
    if (goal) stage.trust.connector.put({ ...goal, note: [{ text: 'Nå går det' }] });
    await stage.settle();
    rewrite({ note: [{ text: 'Så fint' }] });
    await stage.settle();
    expect(goalAtTrust()?.note).toEqual([{ text: 'Så fint' }]);
  });
});

describe('an element that a partner did not take', () => {
  const start = async () => {
    stage = await openStage();
    stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
    rewrite({ note: NOTE });
    stage.trust.connector.put(...directory('trust'));
    stage.trust.connector.normalize = withoutNotes;
  };
  const loseAnswerOfCreation = async () => {
    stage.trust.connector.onRequest = ({ what, resource }) => {
      const isIt =
        what === 'create' && resource?.resourceType === 'Goal' && resource.description.text?.startsWith('Gå');
      if (isIt) stage.trust.connector.losesAnswers = 1;
    };
    await stage.pass(stage.fjordvik);
    await stage.pass(stage.trust);
    stage.trust.connector.onRequest = () => {};
  };

  test('of a creation whose answer was lost is not taken away from the record', async () => {
    await start();
    await loseAnswerOfCreation();
    await stage.settle();
    expect(await recordGoal()).toMatchObject({ note: NOTE });
    expect(stage.trust.connector.all('Goal')).toHaveLength(2);
  });

  test('of a creation whose answer was lost, and that somebody edited since, comes with the edit', async () => {
    await start();
    stage.trust.connector.normalize = (resource) => resource;
    await loseAnswerOfCreation();
    expect(goalAtTrust()).toMatchObject({ note: NOTE });
    stage.trust.connector.put(withoutNotes(goalAtTrust() as Goal));
    await stage.settle();
    expect(await recordGoal()).not.toHaveProperty('note');
  });
});

describe('what is read back after a write without proof that it is ours', () => {
  /** The trust answers writes with what stands there later, and cannot say whose it is. */
  const answersLate = (edit: (goal: Goal) => Goal): void => {
    const { connector } = stage.trust;
    const update = connector.update.bind(connector);
    connector.update = async (resource, version) => {
      const answer = await update(resource, version);
      if ('stale' in answer || resource.resourceType !== 'Goal') return answer;
      connector.update = update;
      connector.edit<Goal>('Goal', resource.id ?? '', edit);
      const now = connector.get<Goal>('Goal', resource.id ?? '');
      return { held: { peerId: now.id ?? '', version: now.meta?.versionId ?? '', resource: now, readBack: true } };
    };
  };
  beforeEach(async () => {
    stage = await openSharedStage();
  });

  test('is their edit as far as it differs', async () => {
    answersLate((goal) => ({ ...goal, lifecycleStatus: 'on-hold' }));
    rewrite({ description: { text: 'Gå langt' } });
    await stage.settle();
    expect(await recordGoal()).toMatchObject({ description: { text: 'Gå langt' }, lifecycleStatus: 'on-hold' });
    expect(stage.fjordvik.connector.get('Goal', 'f-goal-1')).toMatchObject({ lifecycleStatus: 'on-hold' });
    expect(await stage.conflicts()).toEqual([]);
  });

  test('is nothing they did where it only lacks what they never held', async () => {
    answersLate((goal) => withoutNotes(goal) as Goal);
    rewrite({ note: NOTE });
    await stage.settle();
    expect(await recordGoal()).toMatchObject({ note: NOTE });
    const person = await stage.person();
    const counterparts = await stage.store.counterparts(TRUST.name, person);
    expect(counterparts.flatMap(({ mask }) => mask ?? [])).toEqual(['note']);
  });

  test('is taken in by the next pass when the process ends before that', async () => {
    answersLate((goal) => ({ ...goal, lifecycleStatus: 'on-hold' }));
    rewrite({ description: { text: 'Gå langt' } });
    await stage.pass(stage.fjordvik);
    const { commit } = stage.store;
    let died = false;
    stage.store.commit = async (change) => {
      const isBase = change.counterparts?.some(
        ({ type, peerId, peerVersion }) => type === 'Goal' && peerId && !peerVersion,
      );
      if (died) throw new Error('killed');
      if (isBase) died = true;
      return commit.call(stage.store, change);
    };
    await stage.pass(stage.trust).catch(() => undefined);
    stage.store.commit = commit;
    expect(died).toBe(true);
    await stage.settle();
    expect(await recordGoal()).toMatchObject({ description: { text: 'Gå langt' }, lifecycleStatus: 'on-hold' });
  });
});
