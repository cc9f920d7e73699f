import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Consent, Goal, Patient, Resource, ServiceRequest, Task } from '@medplum/fhirtypes';
import { resolveConflict } from '../../src/exchange/resolve-conflict.ts';
import { conflictOf } from '../../src/record/conflict.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { differences } from './in-step.ts';
import { labelled } from './labels.ts';
import { TRUST } from './papers.ts';
import { INGRIDS, openSharedStage, type Stage, type StagedPartner } from './stage.ts';

let stage: Stage;
const open = async (): Promise<void> => {
  stage = await openSharedStage();
  for (const { connector } of [stage.fjordvik, stage.trust]) connector.tellsDeletions = true;
};
beforeEach(open);
afterEach(() => stage.close());

const coordinator = { name: 'Kari', organization: '310601012', sector: 'municipal' } as const;
const GOAL = 'Gå til butikken alene';
const OWN = 'Kontroll på slagpoliklinikken';

const goalAt = ({ connector }: StagedPartner, text = GOAL): Goal | undefined =>
  connector.all<Goal>('Goal').find(({ description }) => description.text === text);
const measureAt = ({ connector }: StagedPartner, text = OWN): ServiceRequest | undefined =>
  connector.all<ServiceRequest>('ServiceRequest').find(({ code }) => code?.text === text);
const planAt = ({ connector }: StagedPartner): CarePlan | undefined => connector.all<CarePlan>('CarePlan')[0];
const remove = ({ connector }: StagedPartner, ...resources: readonly (Resource | undefined)[]): void => {
  for (const resource of resources) connector.delete(resource?.resourceType ?? '', resource?.id ?? '');
};
const standings = async () => [await stage.standing(stage.fjordvik), await stage.standing(stage.trust)];
const record = async (): Promise<readonly string[]> =>
  labelled([...(await stage.record()).parts.values()].map(({ resource }) => resource));
const writes = ({ connector }: StagedPartner) =>
  connector.requests.filter(({ what }) => what === 'create' || what === 'update');

async function onlyConflict(): Promise<Task> {
  const [task, ...others] = await stage.conflicts();
  expect(others).toEqual([]);
  expect(task?.code?.coding).toEqual([{ system: SAMPLAN.conflictKind, code: 'proposal' }]);
  return task as Task;
}

describe('a part deleted at a partner that does not own it', () => {
  beforeEach(async () => {
    remove(stage.trust, goalAt(stage.trust));
    await stage.settle();
  });

  test('is a proposal to end it, and stands everywhere else', async () => {
    const task = await onlyConflict();
    expect(conflictOf(task)).toMatchObject({
      partner: TRUST.name,
      path: ['lifecycleStatus'],
      ours: 'active',
      theirs: 'cancelled',
    });
    expect(goalAt(stage.fjordvik)?.lifecycleStatus).toBe('active');
    expect(await standings()).toEqual(['in-step', 'in-conflict']);
    for (const partner of [stage.fjordvik, stage.trust]) expect(await differences(stage, partner)).toEqual([]);
  });

  test('is not sent there again, and the rest of the plan is', async () => {
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, startDate: '2026-11-01' }));
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({ ...plan, title: 'Ny tittel' }));
    await stage.settle();
    expect(goalAt(stage.trust)).toBeUndefined();
    expect(planAt(stage.trust)?.title).toBe('Ny tittel');
    expect(await standings()).toEqual(['in-step', 'in-conflict']);
  });

  test('is told once, however often the deletion is told', async () => {
    const before = await record();
    stage.trust.connector.repeatsPages = true;
    await stage.settle();
    expect(await record()).toEqual(before);
  });

  test('is created there anew when it is decided that it goes on, never under the deleted id', async () => {
    const there = stage.trust.connector.all().length;
    const { id = '' } = await onlyConflict();
    await resolveConflict(stage.context, coordinator, id, { take: 'record' });
    await stage.settle();
    const goal = goalAt(stage.trust);
    expect(goal).toMatchObject({ lifecycleStatus: 'active' });
    expect(stage.trust.connector.all()).toHaveLength(there + 1);
    expect(planAt(stage.trust)?.goal).toContainEqual({ reference: `Goal/${goal?.id}` });
    expect(await standings()).toEqual(['in-step', 'in-step']);
    expect(await differences(stage, stage.trust)).toEqual([]);
  });

  test('is found again when the answer to that creation is lost', async () => {
    const { id = '' } = await onlyConflict();
    await resolveConflict(stage.context, coordinator, id, { take: 'record' });
    stage.trust.connector.losesAnswers = 1;
    await stage.settle();
    expect(stage.trust.connector.all<Goal>('Goal')).toHaveLength(2);
    expect(await standings()).toEqual(['in-step', 'in-step']);
  });

  test('ends everywhere when that is decided, and is not sent to where it was deleted', async () => {
    const { id = '' } = await onlyConflict();
    await resolveConflict(stage.context, coordinator, id, { take: 'partner' });
    const before = writes(stage.trust).length;
    await stage.settle();
    expect(goalAt(stage.fjordvik)?.lifecycleStatus).toBe('cancelled');
    expect(writes(stage.trust)).toHaveLength(before);
    expect(await standings()).toEqual(['in-step', 'in-step']);
    for (const partner of [stage.fjordvik, stage.trust]) expect(await differences(stage, partner)).toEqual([]);
  });

  test('is created there anew when it goes on after all', async () => {
    const { id = '' } = await onlyConflict();
    await resolveConflict(stage.context, coordinator, id, { take: 'partner' });
    await stage.settle();
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, lifecycleStatus: 'active' }));
    await stage.settle();
    expect(goalAt(stage.trust)).toMatchObject({ lifecycleStatus: 'active' });
    expect(await differences(stage, stage.trust)).toEqual([]);
  });

  test('closes by itself when the partner brings it back', async () => {
    const back = stage.trust.connector
      .ever()
      .find((one) => one.resourceType === 'Goal' && one.description.text === GOAL) as Goal;
    stage.trust.connector.put({ ...back, startDate: '2026-11-01' });
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect(await standings()).toEqual(['in-step', 'in-step']);
    expect(goalAt(stage.fjordvik)).toMatchObject({ lifecycleStatus: 'active', startDate: '2026-11-01' });
    expect(stage.trust.connector.all<Goal>('Goal')).toHaveLength(2);
  });

  test('closes by itself when its owner ends it', async () => {
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, lifecycleStatus: 'cancelled' }));
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect(await standings()).toEqual(['in-step', 'in-step']);
  });
});

test('a reference to what was deleted along with it is no proposal of its own', async () => {
  const goal = goalAt(stage.trust);
  const plan = planAt(stage.trust) as CarePlan;
  stage.trust.connector.put({
    ...plan,
    goal: (plan.goal ?? []).filter(({ reference }) => reference !== `Goal/${goal?.id}`),
  });
  remove(stage.trust, goal);
  await stage.settle();
  expect(conflictOf(await onlyConflict())?.part).toMatch(/^Goal\//u);
  expect(planAt(stage.fjordvik)?.goal).toHaveLength(2);
  await resolveConflict(stage.context, coordinator, (await onlyConflict()).id ?? '', { take: 'record' });
  await stage.settle();
  expect(planAt(stage.trust)?.goal).toHaveLength(2);
  expect(await differences(stage, stage.trust)).toEqual([]);
});

describe('a part deleted by its owner', () => {
  test('ends at once, and only there it is not sent', async () => {
    remove(stage.trust, measureAt(stage.trust));
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect(measureAt(stage.fjordvik)?.status).toBe('revoked');
    expect(measureAt(stage.trust)).toBeUndefined();
    expect(await standings()).toEqual(['in-step', 'in-step']);
    for (const partner of [stage.fjordvik, stage.trust]) expect(await differences(stage, partner)).toEqual([]);
    expect(JSON.stringify(await stage.stored('Provenance'))).toContain('ServiceRequest/');
  });

  test('ends a plan, and what was done stays done', async () => {
    const { connector } = stage.fjordvik;
    connector.edit<Goal>('Goal', 'f-goal-2', (goal) => ({ ...goal, lifecycleStatus: 'completed' }));
    await stage.settle();
    remove(
      stage.fjordvik,
      planAt(stage.fjordvik),
      goalAt(stage.fjordvik),
      goalAt(stage.fjordvik, 'Lese høyt for barnebarna'),
    );
    await stage.settle();
    expect(planAt(stage.trust)?.status).toBe('revoked');
    expect(goalAt(stage.trust)?.lifecycleStatus).toBe('cancelled');
    expect(goalAt(stage.trust, 'Lese høyt for barnebarna')?.lifecycleStatus).toBe('completed');
    expect(await stage.conflicts()).toEqual([]);
    expect(await standings()).toEqual(['in-step', 'in-step']);
  });

  test('of a consent withdraws it: nothing more of the plan goes where it was given for', async () => {
    remove(stage.fjordvik, INGRIDS.access(TRUST));
    await stage.settle();
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: 'Hemmelig' } }));
    await stage.settle();
    expect(JSON.stringify(stage.trust.connector.ever())).not.toContain('Hemmelig');
    expect(await stage.standing(stage.trust)).toBe('held');
  });
});

describe('a plan deleted at a partner that does not own it, with all that hung on it', () => {
  const everything = (): readonly Resource[] =>
    stage.trust.connector
      .all()
      .filter(({ resourceType }) =>
        ['CarePlan', 'CareTeam', 'Goal', 'ServiceRequest', 'Consent'].includes(resourceType),
      );

  test.each([
    [
      'the plan first',
      (): readonly Resource[] => everything().toSorted((one) => (one.resourceType === 'CarePlan' ? -1 : 1)),
    ],
    [
      'the plan last',
      (): readonly Resource[] => everything().toSorted((one) => (one.resourceType === 'CarePlan' ? 1 : -1)),
    ],
  ])('is one proposal (%s), also when every deletion is told by itself', async (_, order) => {
    for (const resource of order()) {
      remove(stage.trust, resource);
      await stage.pass(stage.trust);
    }
    await stage.settle();
    expect(conflictOf(await onlyConflict())).toMatchObject({ path: ['status'], ours: 'active', theirs: 'revoked' });
    expect(await standings()).toEqual(['in-step', 'in-conflict']);
    expect(await differences(stage, stage.trust)).toEqual([]);
    // Its own measure it may end, and has.
    expect(measureAt(stage.fjordvik)?.status).toBe('revoked');
    expect(planAt(stage.fjordvik)?.status).toBe('active');
  });

  test('stands there again whole when it is decided that it goes on', async () => {
    const before = labelled(stage.trust.connector.all());
    remove(stage.trust, ...everything().filter((one) => one.id !== measureAt(stage.trust)?.id));
    await stage.settle();
    await resolveConflict(stage.context, coordinator, (await onlyConflict()).id ?? '', { take: 'record' });
    await stage.settle();
    expect(await standings()).toEqual(['in-step', 'in-step']);
    expect(await differences(stage, stage.trust)).toEqual([]);
    expect(labelled(stage.trust.connector.all())).toHaveLength(before.length);
    expect(planAt(stage.trust)?.status).toBe('active');
  });

  test('leaves nothing to send there when it is decided that it ends', async () => {
    remove(stage.trust, ...everything());
    await stage.settle();
    const before = writes(stage.trust).length;
    await resolveConflict(stage.context, coordinator, (await onlyConflict()).id ?? '', { take: 'partner' });
    await stage.settle();
    expect(planAt(stage.fjordvik)?.status).toBe('revoked');
    expect(writes(stage.trust)).toHaveLength(before);
    expect(await standings()).toEqual(['in-step', 'in-step']);
  });
});

describe('a deletion that is noticed as something is to be sent', () => {
  beforeEach(() => {
    stage.trust.connector.tellsDeletions = false;
  });

  test('is evidence, as in a history', async () => {
    remove(stage.trust, goalAt(stage.trust));
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, startDate: '2026-11-01' }));
    await stage.settle();
    expect(conflictOf(await onlyConflict())).toMatchObject({ partner: TRUST.name, theirs: 'cancelled' });
    expect(await standings()).toEqual(['in-step', 'in-conflict']);
  });

  test('is evidence, also of what was frozen there', async () => {
    const access = INGRIDS.access(TRUST);
    stage.fjordvik.connector.edit<Consent>('Consent', access.id ?? '', (one) => ({ ...one, status: 'inactive' }));
    await stage.settle();
    remove(stage.trust, goalAt(stage.trust));
    stage.fjordvik.connector.put({
      ...INGRIDS.access(TRUST, { id: 'again' }),
      dateTime: '2026-11-22T08:00:00+01:00',
    });
    await stage.settle();
    expect(conflictOf(await onlyConflict())?.part).toMatch(/^Goal\//u);
    expect(await stage.standing(stage.trust)).toBe('in-conflict');
    expect(await differences(stage, stage.trust)).toEqual([]);
  });

  test('is none when the partner only does not show it', async () => {
    const goal = goalAt(stage.trust);
    const { connector } = stage.trust;
    const read = connector.read.bind(connector);
    connector.read = async (type, id) => (id === goal?.id ? { missing: true } : read(type, id));
    const update = connector.update.bind(connector);
    connector.update = async (resource, version) =>
      resource.id === goal?.id ? { stale: true } : update(resource, version);
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (one) => ({ ...one, startDate: '2026-11-01' }));
    for (const partner of [stage.fjordvik, stage.trust]) await stage.pass(partner);
    expect(await stage.conflicts()).toEqual([]);
    expect(await stage.standing(stage.trust)).toBe('blocked');
  });
});

describe('a Patient deleted at a partner', () => {
  beforeEach(async () => {
    remove(stage.trust, stage.trust.connector.all<Patient>('Patient')[0]);
    await stage.settle();
  });

  test('ends nothing: the link is blocked, with a finding that says what to do', async () => {
    expect(await stage.conflicts()).toEqual([]);
    expect(planAt(stage.fjordvik)?.status).toBe('active');
    expect(await standings()).toEqual(['in-step', 'blocked']);
    const [entry] = await stage.store.allSetAside();
    expect(entry?.findings).toMatchObject([{ rule: 'person-deleted', severity: 'error' }]);
    expect(entry?.findings[0]?.action?.nb).toEqual(expect.any(String));
  });

  test('blocks also what else comes from there', async () => {
    const goal = goalAt(stage.trust) as Goal;
    stage.trust.connector.put({ ...goal, startDate: '2026-11-01' });
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('blocked');
    expect(goalAt(stage.fjordvik)).not.toHaveProperty('startDate');
  });

  test.each([
    ['under its old id', (old: Patient): Patient => old],
    ['as a new one', (old: Patient): Patient => ({ ...old, id: 'new' })],
  ])('lets everything go on once it is there again %s', async (_, again) => {
    const old = stage.trust.connector.ever().find(({ resourceType }) => resourceType === 'Patient') as Patient;
    const patient = again(old);
    stage.trust.connector.put(patient);
    for (const goal of stage.trust.connector.all<Goal>('Goal')) {
      stage.trust.connector.put({ ...goal, subject: { reference: `Patient/${patient.id}` }, startDate: '2026-11-01' });
    }
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('in-step');
    expect(goalAt(stage.fjordvik)).toMatchObject({ startDate: '2026-11-01' });
    expect(await stage.store.allSetAside()).toEqual([]);
  });
});
