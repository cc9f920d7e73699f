import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Bundle, CarePlan, Consent, Goal, ServiceRequest, Task } from '@medplum/fhirtypes';
import { plansOf } from '../../src/record/record.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { labelled } from './labels.ts';
import { INGRIDS, type Stage } from './stage.ts';
import {
  OUR_PLAN,
  openStageOfTwoPlans,
  THEIR_GOAL,
  THEIR_MEASURE,
  THEIR_PLAN,
  titlesOf,
  trustsPlan,
} from './two-plans.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStageOfTwoPlans();
});
afterEach(() => stage.close());

const kindOf = (task: Task | undefined): string | undefined =>
  task?.code?.coding?.find(({ system }) => system === SAMPLAN.conflictKind)?.code;
const theirs = (task: Task | undefined): Bundle => {
  const data = task?.input?.find(({ valueAttachment }) => valueAttachment)?.valueAttachment?.data ?? '';
  return JSON.parse(Buffer.from(data, 'base64').toString('utf8')) as Bundle;
};
const plans = (at: 'fjordvik' | 'trust'): readonly CarePlan[] => stage[at].connector.all<CarePlan>('CarePlan');
const standings = async () => [await stage.standing(stage.fjordvik), await stage.standing(stage.trust)];

async function candidate(): Promise<Task> {
  const [task, ...others] = await stage.conflicts();
  expect(others).toEqual([]);
  expect(kindOf(task)).toBe('candidate');
  return task as Task;
}

describe('two plans for one person', () => {
  test('one is the record’s, the other a candidate: a Task with both, never set aside, never merged', async () => {
    await stage.settle();
    const task = await candidate();
    const record = await stage.record();
    expect(titlesOf(plansOf(record))).toEqual([OUR_PLAN]);
    expect(task.focus?.reference).toBe(`CarePlan/${plansOf(record)[0]?.id}`);
    expect(theirs(task).entry?.map(({ fullUrl }) => fullUrl)).toEqual([
      `${stage.trust.base}/CarePlan/t-plan`,
      `${stage.trust.base}/Goal/t-goal`,
      `${stage.trust.base}/ServiceRequest/t-measure`,
    ]);
    expect(theirs(task).entry?.[0]?.resource).toMatchObject({ title: THEIR_PLAN, status: 'active' });
    expect(await standings()).toEqual(['in-step', 'in-conflict']);
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0, findings: 0, conflicts: 1 });
  });

  test('no part of a plan is created where the candidate waits; team and consents go on', async () => {
    await stage.settle();
    expect(titlesOf(plans('trust'))).toEqual([THEIR_PLAN]);
    expect(stage.trust.connector.all<Goal>('Goal').map(({ description }) => description.text)).toEqual([THEIR_GOAL]);
    expect(stage.trust.connector.all('CareTeam')).toHaveLength(1);
    expect(titlesOf(plans('fjordvik'))).toEqual([OUR_PLAN]);
    expect(JSON.stringify(stage.fjordvik.connector.all())).not.toContain(THEIR_MEASURE);
    // Consent of hers that came with the candidate is the person's.
    expect((await stage.stored<Consent>('Consent')).length).toBe(6);
  });

  test('the other order of pulls: the plan that came first leaves the record, with its history', async () => {
    await stage.pass(stage.trust);
    expect(titlesOf(plansOf(await stage.record()))).toEqual([THEIR_PLAN]);
    const [first] = plansOf(await stage.record());
    await stage.pass(stage.fjordvik);
    expect(titlesOf(plansOf(await stage.record()))).toEqual([OUR_PLAN]);
    const history = await stage.store.history('CarePlan', first?.id ?? '');
    expect(history.map(({ deleted }) => deleted)).toEqual([true, false]);
    await stage.settle();
    await candidate();
    expect(await standings()).toEqual(['in-step', 'in-conflict']);
    expect(plans('trust')).toMatchObject([{ id: 't-plan', status: 'active' }]);
  });

  test('the candidate is followed as its side edits it; what the record changes goes on', async () => {
    await stage.settle();
    const { id } = await candidate();
    stage.trust.connector.edit<Goal>('Goal', 't-goal', (goal) => ({ ...goal, description: { text: 'Sove godt' } }));
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: 'Gå langt' } }));
    await stage.settle();
    const task = await candidate();
    expect(task.id).toBe(id);
    expect(JSON.stringify(theirs(task))).toContain('Sove godt');
    expect(JSON.stringify([...(await stage.record()).parts.values()])).toContain('Gå langt');
    expect(await standings()).toEqual(['in-step', 'in-conflict']);
  });

  test('looking again at what has not changed writes nothing', async () => {
    await stage.settle();
    const { seq } = await stage.store.changedSince(0);
    const written = stage.trust.connector.requests.filter(({ what }) => what === 'create' || what === 'update').length;
    for (let time = 0; time < 3; time += 1) {
      await stage.pass(stage.trust);
      await stage.pass(stage.fjordvik);
    }
    expect((await stage.store.changedSince(0)).seq).toBe(seq);
    expect(stage.trust.connector.requests.filter(({ what }) => what === 'create' || what === 'update')).toHaveLength(
      written,
    );
  });

  test.each<[string, () => void]>([
    [
      'ends',
      () => stage.trust.connector.edit<CarePlan>('CarePlan', 't-plan', (one) => ({ ...one, status: 'revoked' })),
    ],
    ['is deleted', () => stage.trust.connector.delete('CarePlan', 't-plan')],
    [
      'becomes part of another plan',
      () =>
        stage.trust.connector.edit<CarePlan>('CarePlan', 't-plan', (one) => ({ ...one, partOf: [{ display: 'x' }] })),
    ],
  ])('a candidate that %s by itself is none any more, and the record’s plan goes there', async (_, happens) => {
    await stage.settle();
    await candidate();
    happens();
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect(await stage.store.allSetAside()).toEqual([]);
    expect(await standings()).toEqual(['in-step', 'in-step']);
    expect(titlesOf(plans('trust'))).toContain(OUR_PLAN);
  });

  test('one that is merely not shown any more waits all the same', async () => {
    await stage.settle();
    stage.trust.connector.forget('CarePlan', 't-plan');
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: 'Gå langt' } }));
    await stage.settle();
    await candidate();
    expect(titlesOf(plans('trust'))).toEqual([]);
  });

  test('when the record’s plan ends, the other stands', async () => {
    await stage.settle();
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (one) => ({ ...one, status: 'completed' }));
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect(await standings()).toEqual(['in-step', 'in-step']);
    const active = plansOf(await stage.record()).filter(({ status }) => status === 'active');
    expect(titlesOf(active)).toEqual([THEIR_PLAN]);
    expect(titlesOf(plans('fjordvik'))).toEqual([OUR_PLAN, THEIR_PLAN]);
  });

  test('a draft beside an active plan is a candidate too', async () => {
    stage.trust.connector.put(trustsPlan({ status: 'draft' }));
    await stage.settle();
    await candidate();
    expect(titlesOf(plansOf(await stage.record()))).toEqual([OUR_PLAN]);
  });

  test('a candidate that is not lawful by itself is none the less no finding', async () => {
    const { period: _, ...plan } = trustsPlan();
    stage.trust.connector.put(plan);
    await stage.settle();
    await candidate();
    expect(await stage.store.overview()).toMatchObject({ setAside: 0, findings: 0 });
  });

  test('what the municipality has of the trust’s plan stays there, untouched, when they change places', async () => {
    stage.fjordvik.connector.delete('CarePlan', 'f-plan');
    await stage.settle();
    expect(titlesOf(plans('fjordvik'))).toEqual([THEIR_PLAN]);
    const before = labelled(plans('fjordvik'));
    stage.fjordvik.connector.put(INGRIDS.plan(['goal-1', 'goal-2'], ['measure-1', 'measure-2']));
    await stage.settle();
    await candidate();
    expect(titlesOf(plansOf(await stage.record()))).toEqual([OUR_PLAN]);
    expect(labelled(plans('fjordvik'))).toEqual(expect.arrayContaining([...before]));
    expect(plans('fjordvik')).toHaveLength(2);
    expect(await standings()).toEqual(['in-step', 'in-conflict']);
  });

  test('before a plan is created, the partner is asked for her own: one that was not pulled is a candidate', async () => {
    stage.trust.connector.hides = ({ resourceType }) => ['CarePlan', 'Goal', 'ServiceRequest'].includes(resourceType);
    await stage.settle();
    const task = await candidate();
    expect(theirs(task).entry?.map(({ resource }) => resource?.id)).toEqual(['t-plan', 't-goal', 't-measure']);
    expect(titlesOf(plans('trust'))).toEqual([THEIR_PLAN]);
    expect(stage.trust.connector.all<ServiceRequest>('ServiceRequest')).toHaveLength(1);
    expect(await standings()).toEqual(['in-step', 'in-conflict']);
  });
});
