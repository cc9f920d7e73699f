import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Goal } from '@medplum/fhirtypes';
import type { RunOptions, RunSummary } from '../../src/sync/run.ts';
import { openSharedStage, type Stage } from '../exchange/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(() => stage.close());

const reconcile = (options: Partial<RunOptions> = {}): Promise<RunSummary> =>
  stage.pass(stage.trust, { kind: 'reconciliation', ...options });
const trustGoals = () => stage.trust.connector.all<Goal>('Goal').map(({ id = '' }) => id);
const rules = async () =>
  (await stage.store.partnerFindings()).map(({ place, finding }) => `${finding.rule} at ${place}`);

describe('a reconciliation', () => {
  test('of a partner that holds what it should finds nothing, and tells what it cost', async () => {
    const before = stage.trust.connector.requests.length;
    const { seq } = await stage.store.changedSince(0);
    expect(await reconcile()).toMatchObject({
      outcome: 'completed',
      kind: 'reconciliation',
      strategy: 'listing',
      pulled: 0,
      deleted: 0,
      notVisible: 0,
      requests: stage.trust.connector.requests.length - before,
    });
    expect((await stage.store.changedSince(0)).seq).toBe(seq);
  });

  test('takes in what a pass missed', async () => {
    const [id = ''] = trustGoals();
    stage.trust.connector.hides = (resource) => resource.id === id;
    stage.trust.connector.edit<Goal>('Goal', id, (goal) => ({ ...goal, description: { text: 'Endret' } }));
    stage.trust.connector.put({ resourceType: 'Patient', id: 'another' });
    expect(await stage.pass(stage.trust)).toMatchObject({ admitted: 0 });
    stage.trust.connector.hides = () => false;
    expect(await stage.pass(stage.trust)).toMatchObject({ pulled: 0 });
    expect(await reconcile()).toMatchObject({ admitted: 1, merged: 1 });
  });

  test('reads what the lists do not show, and takes in what changed there', async () => {
    const [id = ''] = trustGoals();
    stage.trust.connector.hides = (resource) => resource.id === id;
    expect(await reconcile()).toMatchObject({ deleted: 0, notVisible: 0, admitted: 0 });
    stage.trust.connector.edit<Goal>('Goal', id, (goal) => ({ ...goal, description: { text: 'Endret' } }));
    expect(await reconcile()).toMatchObject({ deleted: 0, notVisible: 0, admitted: 1 });
  });

  test('takes 410 for a deletion', async () => {
    const [id = ''] = trustGoals();
    stage.trust.connector.delete('Goal', id);
    expect(await stage.pass(stage.trust)).toMatchObject({ deleted: 0 });
    expect(await reconcile()).toMatchObject({ outcome: 'completed', deleted: 1, notVisible: 0 });
  });

  test('takes 404 for nothing, and tells it', async () => {
    const [id = ''] = trustGoals();
    stage.trust.connector.forget('Goal', id);
    expect(await reconcile()).toMatchObject({ outcome: 'completed', deleted: 0, notVisible: 1 });
    expect((await stage.record()).parts.size).toBeGreaterThan(0);
  });

  test('is not stopped by what was not visible before', async () => {
    const goals = trustGoals();
    const { connector } = stage.trust;
    const rest = ['ServiceRequest', 'Consent', 'CareTeam'].flatMap((type) => connector.all(type as 'Consent'));
    const some = [
      ...goals.map((id) => ['Goal', id] as const),
      ...rest.map((one) => [one.resourceType, one.id ?? ''] as const),
    ];
    expect(some.length).toBeGreaterThanOrEqual(6);
    for (const [type, id] of some.slice(0, 4)) connector.forget(type, id);
    expect(await reconcile()).toMatchObject({ outcome: 'completed', notVisible: 4 });
    for (const [type, id] of some.slice(4, 6)) connector.forget(type, id);
    expect(await reconcile()).toMatchObject({ outcome: 'completed', notVisible: 6 });
    expect(await rules()).toEqual([]);
  });

  test('takes a refusal for nothing', async () => {
    const [id = ''] = trustGoals();
    stage.trust.connector.hides = (resource) => resource.id === id;
    stage.trust.connector.refuses = ({ what }) => what === 'read';
    expect(await reconcile()).toMatchObject({ outcome: 'completed', deleted: 0, notVisible: 1 });
  });

  test('leaves what left the view where it is', async () => {
    const person = await stage.person();
    const [goal] = (await stage.store.counterparts(stage.trust.name, person)).filter(({ type }) => type === 'Goal');
    if (goal) await stage.store.commit({ counterparts: [{ ...goal, frozen: true }] });
    stage.trust.connector.forget('Goal', goal?.peerId ?? '');
    expect(await reconcile({ settings: { pull: 'auto' } })).toMatchObject({ deleted: 0, notVisible: 0 });
  });
});

describe('when more is missing than anybody deletes', () => {
  const deleteMost = () => {
    const { connector } = stage.trust;
    for (const type of ['Goal', 'ServiceRequest', 'Consent'] as const)
      for (const { id = '' } of connector.all(type)) connector.delete(type, id);
  };

  test('nothing is believed, the pass stops, and an operator sees it', async () => {
    deleteMost();
    const writes = stage.trust.connector.requests.filter(({ what }) => what === 'create' || what === 'update').length;
    expect(await reconcile()).toMatchObject({ outcome: 'stopped', deleted: 0 });
    expect(await rules()).toEqual(['many-missing at reconciliation']);
    expect(stage.trust.connector.requests.filter(({ what }) => what === 'create' || what === 'update')).toHaveLength(
      writes,
    );
    expect(await reconcile()).toMatchObject({ outcome: 'stopped' });
  });

  test('passes go on', async () => {
    deleteMost();
    await reconcile();
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ outcome: 'completed' });
    expect(await stage.pass(stage.trust, { atOnce: false })).toMatchObject({ outcome: 'completed', deleted: 0 });
  });

  test('passes go on, also where what was newest is among it, and look at everything once', async () => {
    const { connector } = stage.trust;
    for (const type of ['Goal', 'ServiceRequest', 'Consent', 'CareTeam', 'CarePlan'] as const)
      for (const { id = '' } of connector.all(type)) connector.forget(type, id);
    connector.put({ resourceType: 'Patient', id: 'another' });
    const first = await stage.pass(stage.trust);
    expect(first).toMatchObject({ outcome: 'completed', deleted: 0, strategy: 'listing' });
    expect(first.notices.join()).toContain('nothing of it was taken as deleted');
    expect(await rules()).toEqual(['many-missing at reconciliation']);
    expect(await stage.pass(stage.trust)).toMatchObject({ outcome: 'completed', strategy: 'last-updated' });
  });

  test('a person may say that it is so, and then it is settled', async () => {
    deleteMost();
    await reconcile();
    const summary = await reconcile({ acceptMissing: true });
    expect(summary).toMatchObject({ outcome: 'completed' });
    expect(summary.deleted).toBeGreaterThan(5);
    expect(await rules()).toEqual([]);
  });

  test('four are a few', async () => {
    const { connector } = stage.trust;
    const some = [...connector.all<Goal>('Goal'), ...connector.all('ServiceRequest')].slice(0, 4);
    for (const { resourceType, id = '' } of some) connector.delete(resourceType, id);
    expect(await reconcile()).toMatchObject({ outcome: 'completed', deleted: 4 });
  });
});

describe('where nobody may browse', () => {
  test('each person is asked about', async () => {
    const [id = ''] = trustGoals();
    stage.trust.connector.delete('Goal', id);
    const summary = await reconcile({ settings: { pull: 'per-person' } });
    expect(summary).toMatchObject({ outcome: 'completed', strategy: 'per-person', why: 'configured', deleted: 1 });
  });
});
