import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, CareTeam, Goal, ServiceRequest, Task } from '@medplum/fhirtypes';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import { resolveConflict } from '../../src/exchange/resolve-conflict.ts';
import { conflictOf } from '../../src/record/conflict.ts';
import { differences } from './in-step.ts';
import { labelled } from './labels.ts';
import { openSharedStage, type Stage, type StagedPartner } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(() => stage.close());

const FIRST = 'Gå til butikken alene';
const goalOf = ({ connector }: StagedPartner): Goal =>
  connector.all<Goal>('Goal').find(({ description }) => description.text !== 'Lese høyt for barnebarna') as Goal;
const rewrite = (partner: StagedPartner, text: string): void =>
  partner.connector.put({ ...goalOf(partner), description: { text } });
const textAt = (partner: StagedPartner): string | undefined => goalOf(partner).description.text;
/** The measure that is the trust's own. */
const measureAt = ({ connector }: StagedPartner): ServiceRequest =>
  connector
    .all<ServiceRequest>('ServiceRequest')
    .find(({ code }) => code?.text === 'Kontroll på slagpoliklinikken') as ServiceRequest;
const setMeasure = (partner: StagedPartner, status: ServiceRequest['status']): void =>
  partner.connector.put({ ...measureAt(partner), status });
const whole = async (): Promise<readonly string[]> =>
  labelled([...(await stage.record()).parts.values()].map(({ resource }) => resource));

/** Somebody rewrites the goal over REST. */
async function write(text: string): Promise<void> {
  const parts = [...(await stage.record()).parts.values()];
  const goals = parts.flatMap(({ resource }) => (resource.resourceType === 'Goal' ? resource : []));
  const goal = goals.find(({ description }) => description.text?.startsWith('Gå')) as Goal;
  const { version = 0 } = (await stage.store.read('Goal', goal.id ?? '')) ?? {};
  const written = { ...goal, description: { text } };
  await admitResource(stage.context, stage.context.controller, written, { expectedVersion: version });
}

async function openConflict(): Promise<Task> {
  rewrite(stage.fjordvik, 'Gå til kirken');
  rewrite(stage.trust, 'Gå på fjellet');
  await stage.settle();
  const [task, ...others] = await stage.conflicts();
  expect(others).toEqual([]);
  return task as Task;
}

describe('a goal that both sides rewrite', () => {
  test('the owner’s text stands, each side keeps its own, and the other link is in conflict', async () => {
    const task = await openConflict();
    expect(conflictOf(task)).toMatchObject({
      partner: stage.trust.name,
      path: ['description', 'text'],
      base: FIRST,
      ours: 'Gå til kirken',
      theirs: 'Gå på fjellet',
    });
    expect([textAt(stage.fjordvik), textAt(stage.trust)]).toEqual(['Gå til kirken', 'Gå på fjellet']);
    expect([await stage.standing(stage.fjordvik), await stage.standing(stage.trust)]).toEqual([
      'in-step',
      'in-conflict',
    ]);
  });

  test('the same record and the same conflict come of both orders of pulls (invariant I9)', async () => {
    const ends: unknown[] = [];
    for (const order of [
      ['fjordvik', 'trust'],
      ['trust', 'fjordvik'],
    ] as const) {
      await stage.close();
      stage = await openSharedStage();
      rewrite(stage.fjordvik, 'Gå til kirken');
      rewrite(stage.trust, 'Gå på fjellet');
      for (const name of order) await stage.pass(stage[name]);
      await stage.settle();
      ends.push([await whole(), await stage.standing(stage.fjordvik), await stage.standing(stage.trust)]);
    }
    expect(ends[1]).toEqual(ends[0]);
  });

  test('a measure of the trust’s: the trust’s value stands, whichever came first', async () => {
    for (const order of [
      ['fjordvik', 'trust'],
      ['trust', 'fjordvik'],
    ] as const) {
      await stage.close();
      stage = await openSharedStage();
      for (const [name, status] of [
        ['fjordvik', 'revoked'],
        ['trust', 'completed'],
      ] as const) {
        setMeasure(stage[name], status);
      }
      for (const name of order) await stage.pass(stage[name]);
      await stage.settle();
      const [task] = await stage.conflicts();
      expect(task && conflictOf(task)).toMatchObject({
        partner: stage.fjordvik.name,
        ours: 'completed',
        theirs: 'revoked',
      });
      expect(await stage.standing(stage.fjordvik)).toBe('in-conflict');
      expect(await stage.standing(stage.trust)).toBe('in-step');
    }
  });

  test.each([
    ['on-hold', 'completed', 'completed'],
    ['completed', 'on-hold', 'completed'],
  ] as const)('a status that both move goes on: %s at the municipality, %s at the trust', async (one, other, now) => {
    for (const order of [
      ['fjordvik', 'trust'],
      ['trust', 'fjordvik'],
    ] as const) {
      await stage.close();
      stage = await openSharedStage();
      for (const [name, status] of [
        ['fjordvik', one],
        ['trust', other],
      ] as const) {
        setMeasure(stage[name], status);
      }
      for (const name of order) await stage.pass(stage[name]);
      await stage.settle();
      expect(await stage.conflicts()).toEqual([]);
      expect([measureAt(stage.fjordvik).status, measureAt(stage.trust).status]).toEqual([now, now]);
    }
  });

  test('one that only one side sets back is taken up again', async () => {
    setMeasure(stage.trust, 'completed');
    await stage.settle();
    setMeasure(stage.fjordvik, 'active');
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect(measureAt(stage.trust).status).toBe('active');
  });

  test('everything else goes on meanwhile, also in the same goal', async () => {
    await openConflict();
    stage.fjordvik.connector.put({ ...goalOf(stage.fjordvik), priority: { text: 'viktigst' } });
    stage.trust.connector.put({ ...goalOf(stage.trust), startDate: '2026-11-01' });
    await stage.settle();
    for (const partner of [stage.fjordvik, stage.trust]) {
      expect(goalOf(partner)).toMatchObject({ priority: { text: 'viktigst' }, startDate: '2026-11-01' });
    }
    expect([textAt(stage.fjordvik), textAt(stage.trust)]).toEqual(['Gå til kirken', 'Gå på fjellet']);
    expect(await stage.conflicts()).toHaveLength(1);
  });

  test('a side that writes on says its newest word in the same conflict', async () => {
    const task = await openConflict();
    rewrite(stage.trust, 'Gå på fjellet med Arvid');
    await stage.settle();
    const [now, ...others] = await stage.conflicts();
    expect([now?.id, others]).toEqual([task.id, []]);
    expect(now && conflictOf(now)).toMatchObject({ base: FIRST, theirs: 'Gå på fjellet med Arvid' });
  });

  test('quotes what the record says now, when the owner writes on', async () => {
    const task = await openConflict();
    rewrite(stage.fjordvik, 'Gå til kirken hver søndag');
    await stage.settle();
    const [now, ...others] = await stage.conflicts();
    expect([now?.id, others]).toEqual([task.id, []]);
    expect(now && conflictOf(now)).toMatchObject({
      base: FIRST,
      ours: 'Gå til kirken hver søndag',
      theirs: 'Gå på fjellet',
    });
  });

  test('quotes what the record says now, when somebody writes over REST, and closes when that is the same', async () => {
    await openConflict();
    await write('Gå til kirken hver søndag');
    const [now] = await stage.conflicts();
    expect(now && conflictOf(now)).toMatchObject({ ours: 'Gå til kirken hver søndag', theirs: 'Gå på fjellet' });
    await write('Gå på fjellet');
    expect(await stage.conflicts()).toEqual([]);
    await stage.settle();
    expect([textAt(stage.fjordvik), textAt(stage.trust)]).toEqual(['Gå på fjellet', 'Gå på fjellet']);
  });

  test('what was written over REST stays in a conflict of its own, also when the owner overwrites the next text too', async () => {
    for (const [here, there] of [
      ['Gå til biblioteket', 'Gå til kirken'],
      ['Gå på kino', 'Gå på fjellet'],
    ] as const) {
      await write(here);
      rewrite(stage.fjordvik, there);
      await stage.settle();
    }
    const open = async () => (await stage.conflicts()).map((task) => ({ task, ...conflictOf(task) }));
    expect((await open()).map(({ ours, theirs }) => [ours, theirs])).toEqual([
      ['Gå på fjellet', 'Gå til biblioteket'],
      ['Gå på fjellet', 'Gå på kino'],
    ]);
    const last = (await open()).find(({ theirs }) => theirs === 'Gå på kino');
    await resolveConflict(stage.context, stage.context.controller, last?.task.id ?? '', { take: 'partner' });
    expect((await open()).map(({ ours, theirs }) => [ours, theirs])).toEqual([['Gå på kino', 'Gå til biblioteket']]);
  });

  test('waits for the coordinator, and for who may decide it when that changes', async () => {
    const task = await openConflict();
    expect(task.owner?.reference).toMatch(/^PractitionerRole\//u);
    stage.fjordvik.connector.edit<CareTeam>('CareTeam', 'f-team', (team) => ({
      ...team,
      participant: (team.participant ?? []).slice(0, 1),
    }));
    await stage.settle();
    const [now, ...others] = await stage.conflicts();
    expect([now?.id, others]).toEqual([task.id, []]);
    expect(now?.owner).toMatchObject({ identifier: { value: stage.fjordvik.organization } });
  });

  test.each(['trust', 'fjordvik'] as const)('settles by itself when %s writes what the other says', async (name) => {
    await openConflict();
    rewrite(stage[name], name === 'trust' ? 'Gå til kirken' : 'Gå på fjellet');
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect(textAt(stage.trust)).toBe(textAt(stage.fjordvik));
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test('settles by itself when the trust takes its text back, and it gets the owner’s', async () => {
    await openConflict();
    rewrite(stage.trust, FIRST);
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
    expect([textAt(stage.fjordvik), textAt(stage.trust)]).toEqual(['Gå til kirken', 'Gå til kirken']);
  });

  test('both writing the same is no conflict', async () => {
    rewrite(stage.fjordvik, 'Gå til kirken');
    rewrite(stage.trust, 'Gå til kirken');
    await stage.settle();
    expect(await stage.conflicts()).toEqual([]);
  });

  test('is never sent to a partner as a Task', async () => {
    await openConflict();
    expect(
      [...stage.fjordvik.connector.ever(), ...stage.trust.connector.ever()].filter(
        (one) => one.resourceType === 'Task',
      ),
    ).toEqual([]);
  });
});

describe('a person decides', () => {
  const coordinator = { name: 'Kari', organization: '310601012', sector: 'municipal' } as const;

  test.each([
    ['take the record’s', { take: 'record' }, 'Gå til kirken'],
    ['take the partner’s', { take: 'partner' }, 'Gå på fjellet'],
    ['a value of her own', { value: 'Gå dit det er fint' }, 'Gå dit det er fint'],
  ] as const)('%s: both sides have it then, and are in step', async (_, decision, text) => {
    const task = await openConflict();
    const { resource } = await resolveConflict(stage.context, coordinator, task.id ?? '', decision);
    expect(resource).toMatchObject({ resourceType: 'Task', id: task.id, status: 'completed' });
    await stage.settle();
    expect([textAt(stage.fjordvik), textAt(stage.trust)]).toEqual([text, text]);
    expect([await stage.standing(stage.fjordvik), await stage.standing(stage.trust)]).toEqual(['in-step', 'in-step']);
    expect(await stage.conflicts()).toEqual([]);
    for (const partner of [stage.fjordvik, stage.trust]) expect(await differences(stage, partner)).toEqual([]);
  });

  test('deciding twice is refused', async () => {
    const task = await openConflict();
    await resolveConflict(stage.context, coordinator, task.id ?? '', { take: 'record' });
    await expect(resolveConflict(stage.context, coordinator, task.id ?? '', { take: 'partner' })).rejects.toMatchObject(
      { code: 'already-decided' },
    );
    await stage.settle();
    expect(textAt(stage.trust)).toBe('Gå til kirken');
  });

  test.each([
    ['what never was', 'nothing'],
    ['a goal', undefined],
  ])('deciding %s is not found', async (_, id) => {
    const task =
      id ??
      (await stage.record()).parts
        .keys()
        .find((key) => key.startsWith('Goal/'))
        ?.split('/')[1] ??
      '';
    await expect(resolveConflict(stage.context, coordinator, task, { take: 'record' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test.each([17, '', { text: 'x' }])(
    'a value that would break the goal is refused with findings: %j',
    async (value) => {
      const task = await openConflict();
      const { seq } = await stage.store.changedSince(0);
      await expect(resolveConflict(stage.context, coordinator, task.id ?? '', { value })).rejects.toMatchObject({
        code: 'invalid',
        findings: [expect.objectContaining({ severity: 'error' })],
      });
      expect((await stage.store.changedSince(0)).seq).toBe(seq);
      expect(await stage.conflicts()).toHaveLength(1);
    },
  );

  test('a decision that would break the plan is refused: an active plan has a period', async () => {
    const period = (partner: StagedPartner, start: string | undefined): void => {
      const [plan] = partner.connector.all<CarePlan>('CarePlan');
      const { period: _, ...rest } = plan as CarePlan;
      partner.connector.put(start === undefined ? (rest as CarePlan) : { ...(rest as CarePlan), period: { start } });
    };
    period(stage.fjordvik, '2026-10-01');
    period(stage.trust, '2026-11-01');
    await stage.settle();
    const [task] = await stage.conflicts();
    expect(task && conflictOf(task)).toMatchObject({ path: ['period', 'start'] });
    await expect(resolveConflict(stage.context, coordinator, task?.id ?? '', { value: null })).rejects.toMatchObject({
      code: 'invalid',
    });
  });

  test('is traced: who decided, and both versions it wrote', async () => {
    const task = await openConflict();
    await resolveConflict(stage.context, coordinator, task.id ?? '', { take: 'partner' });
    const provenance = (await stage.stored('Provenance')).find((one) =>
      JSON.stringify(one).includes('resolve-conflict'),
    );
    const text = JSON.stringify(provenance);
    expect(text).toContain(`Task/${task.id}/_history/2`);
    expect(text).toContain(`${conflictOf(task)?.part}/_history/`);
    expect(text).toContain(coordinator.organization);
  });
});
