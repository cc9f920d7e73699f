import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, CareTeam, Goal, Resource, ServiceRequest, Task } from '@medplum/fhirtypes';
import { resolveConflict } from '../../src/exchange/resolve-conflict.ts';
import { conflictOf } from '../../src/record/conflict.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { differences } from './in-step.ts';
import { labelled } from './labels.ts';
import { TRUST } from './papers.ts';
import { openSharedStage, type Stage, type StagedPartner } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(() => stage.close());

const OWNERS = 'Gå til butikken alene';
const GOAL = 'Lese høyt for barnebarna';
const coordinator = { name: 'Kari', organization: '310601012', sector: 'municipal' } as const;

const goalAt = ({ connector }: StagedPartner, text = OWNERS): Goal =>
  connector.all<Goal>('Goal').find(({ description }) => description.text === text) as Goal;
const measureAt = ({ connector }: StagedPartner, text: string): ServiceRequest =>
  connector.all<ServiceRequest>('ServiceRequest').find(({ code }) => code?.text === text) as ServiceRequest;
const planAt = ({ connector }: StagedPartner): CarePlan => connector.all<CarePlan>('CarePlan')[0] as CarePlan;
const teamAt = ({ connector }: StagedPartner): CareTeam => connector.all<CareTeam>('CareTeam')[0] as CareTeam;
const kindOf = (task: Task | undefined): string | undefined =>
  task?.code?.coding?.find(({ system }) => system === SAMPLAN.conflictKind)?.code;
const withoutGoal = (partner: StagedPartner, text: string): CarePlan => ({
  ...planAt(partner),
  goal: (planAt(partner).goal ?? []).filter(({ reference }) => reference !== `Goal/${goalAt(partner, text).id}`),
});

async function proposal(): Promise<Task> {
  await stage.settle();
  const [task, ...others] = await stage.conflicts();
  expect(others).toEqual([]);
  expect(kindOf(task)).toBe('proposal');
  expect([await stage.standing(stage.fjordvik), await stage.standing(stage.trust)]).toEqual(['in-step', 'in-conflict']);
  return task as Task;
}

/** The trust cancels a goal that is the municipality's. */
async function cancelledGoal(): Promise<Task> {
  stage.trust.connector.put({ ...goalAt(stage.trust), lifecycleStatus: 'cancelled' });
  return proposal();
}

describe('an end by the owner', () => {
  test('takes effect at once, everywhere', async () => {
    stage.fjordvik.connector.put({ ...goalAt(stage.fjordvik), lifecycleStatus: 'cancelled' });
    stage.trust.connector.put({ ...measureAt(stage.trust, 'Kontroll på slagpoliklinikken'), status: 'revoked' });
    stage.fjordvik.connector.put(withoutGoal(stage.fjordvik, GOAL));
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect(goalAt(stage.trust).lifecycleStatus).toBe('cancelled');
    expect(measureAt(stage.fjordvik, 'Kontroll på slagpoliklinikken').status).toBe('revoked');
    expect(planAt(stage.trust).goal).toHaveLength(1);
  });

  test('of its own measure’s place in another’s plan takes effect at once', async () => {
    const own = measureAt(stage.trust, 'Kontroll på slagpoliklinikken');
    const activity = (planAt(stage.trust).activity ?? []).filter(
      ({ reference }) => reference?.reference !== `ServiceRequest/${own.id}`,
    );
    stage.trust.connector.put({ ...planAt(stage.trust), activity });
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect(planAt(stage.fjordvik).activity).toHaveLength(1);
  });

  test('of its own taking part takes effect at once', async () => {
    const member = { identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: TRUST.organization } };
    stage.fjordvik.connector.edit<CareTeam>('CareTeam', 'f-team', (team) => ({
      ...team,
      participant: [...(team.participant ?? []), { member }],
    }));
    await stage.settle();
    const participant = (teamAt(stage.trust).participant ?? []).map((one) =>
      one.member?.identifier?.value === TRUST.organization ? { ...one, period: { end: '2026-11-30' } } : one,
    );
    stage.trust.connector.put({ ...teamAt(stage.trust), participant });
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect(JSON.stringify(teamAt(stage.fjordvik))).toContain('2026-11-30');
  });
});

describe('an end by somebody else', () => {
  test('is a proposal: the record keeps its value, and the partner its own', async () => {
    const task = await cancelledGoal();
    expect(conflictOf(task)).toMatchObject({
      partner: stage.trust.name,
      path: ['lifecycleStatus'],
      base: 'active',
      ours: 'active',
      theirs: 'cancelled',
    });
    expect(goalAt(stage.fjordvik).lifecycleStatus).toBe('active');
    expect(goalAt(stage.trust).lifecycleStatus).toBe('cancelled');
    for (const partner of [stage.fjordvik, stage.trust]) expect(await differences(stage, partner)).toEqual([]);
  });

  test('lets everything else go on, also in the same goal', async () => {
    await cancelledGoal();
    stage.fjordvik.connector.put({ ...goalAt(stage.fjordvik), priority: { text: 'viktigst' } });
    stage.trust.connector.put({ ...goalAt(stage.trust), startDate: '2026-11-01' });
    await proposal();
    for (const partner of [stage.fjordvik, stage.trust]) {
      expect(goalAt(partner)).toMatchObject({ priority: { text: 'viktigst' }, startDate: '2026-11-01' });
    }
  });

  test.each([
    ['the plan', () => ({ ...planAt(stage.trust), status: 'revoked' as const })],
    ['the team', () => ({ ...teamAt(stage.trust), status: 'inactive' as const })],
    ['a measure', () => ({ ...measureAt(stage.trust, 'Gangtrening'), status: 'revoked' as const })],
    ['a goal’s place in the plan', () => withoutGoal(stage.trust, GOAL)],
    [
      'somebody’s taking part',
      () => ({ ...teamAt(stage.trust), participant: teamAt(stage.trust).participant?.slice(0, 1) }),
    ],
  ])('of %s is a proposal, that comes to the same either way', async (_, edited) => {
    const before = labelled(stage.fjordvik.connector.all());
    stage.trust.connector.put(edited() as Resource);
    const { id = '' } = await proposal();
    expect(labelled(stage.fjordvik.connector.all())).toEqual(before);
    await resolveConflict(stage.context, coordinator, id, { take: 'record' });
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect(labelled(stage.fjordvik.connector.all())).toEqual(before);
    expect(await stage.standing(stage.trust)).toBe('in-step');
    expect(await differences(stage, stage.trust)).toEqual([]);
  });

  test('that is taken for good ends the part everywhere, as a new version with Provenance', async () => {
    stage.trust.connector.put(withoutGoal(stage.trust, GOAL));
    const { id = '' } = await proposal();
    await resolveConflict(stage.context, coordinator, id, { take: 'partner' });
    await stage.settle();
    expect(planAt(stage.fjordvik).goal).toHaveLength(1);
    expect(await stage.standing(stage.trust)).toBe('in-step');
    expect(JSON.stringify(await stage.stored('Provenance'))).toContain('resolve-conflict');
    await expect(resolveConflict(stage.context, coordinator, id, { take: 'record' })).rejects.toMatchObject({
      code: 'already-decided',
    });
  });

  test('closes by itself when the partner takes it back', async () => {
    const task = await cancelledGoal();
    stage.trust.connector.put({ ...goalAt(stage.trust), lifecycleStatus: 'active' });
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect((await stage.store.read('Task', task.id ?? ''))?.resource).toMatchObject({ status: 'completed' });
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test('closes by itself when the partner takes a goal into the plan again', async () => {
    const whole = planAt(stage.trust);
    stage.trust.connector.put(withoutGoal(stage.trust, GOAL));
    await proposal();
    stage.trust.connector.put({ ...planAt(stage.trust), goal: whole.goal ?? [] });
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect(planAt(stage.trust).goal).toHaveLength(2);
  });

  test('closes by itself when the owner comes to the same', async () => {
    await cancelledGoal();
    stage.fjordvik.connector.put({ ...goalAt(stage.fjordvik), lifecycleStatus: 'cancelled' });
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test('against the owner’s own end of another kind quotes both', async () => {
    await cancelledGoal();
    stage.fjordvik.connector.put({ ...goalAt(stage.fjordvik), lifecycleStatus: 'completed' });
    const task = await proposal();
    expect(conflictOf(task)).toMatchObject({ base: 'active', ours: 'completed', theirs: 'cancelled' });
  });
});

describe('the same record and the same conflicts come of both orders (invariant I9)', () => {
  test.each([
    ['an end proposed, and the owner goes on', 'on-hold', 'cancelled'],
    ['an end proposed, and the owner comes to its end', 'completed', 'cancelled'],
    ['the owner ends it, and the other goes on', 'cancelled', 'on-hold'],
    ['the owner ends it, and the other comes to its end', 'cancelled', 'completed'],
  ] as const)('%s', async (_, owners, others) => {
    const ends: unknown[] = [];
    for (const order of [
      ['fjordvik', 'trust'],
      ['trust', 'fjordvik'],
    ] as const) {
      await stage.close();
      stage = await openSharedStage();
      stage.fjordvik.connector.put({ ...goalAt(stage.fjordvik), lifecycleStatus: owners });
      stage.trust.connector.put({ ...goalAt(stage.trust), lifecycleStatus: others });
      for (const name of order) await stage.pass(stage[name]);
      await stage.settle();
      const parts = [...(await stage.record()).parts.values()].map(({ resource }) => resource);
      ends.push([labelled(parts), labelled(stage.fjordvik.connector.all()), labelled(stage.trust.connector.all())]);
    }
    expect(ends[1]).toEqual(ends[0]);
  });
});
