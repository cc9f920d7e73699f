import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, CarePlan, Consent, Goal, Provenance, Resource } from '@medplum/fhirtypes';
import { recordStates, undo, undoRecord } from '../../src/exchange/undo.ts';
import { conflictOf } from '../../src/record/conflict.ts';
import { contentOf } from '../../src/record/content-of.ts';
import { differences } from './in-step.ts';
import { labelled } from './labels.ts';
import { TRUST } from './papers.ts';
import { INGRIDS, openSharedStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(() => stage.close());

const coordinator = { name: 'Kari', organization: '310601012', sector: 'municipal' } as const;
const FIRST = 'Gå til butikken alene';
const rewrite = (text: string): void =>
  stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text } }));
const edit = <R extends Resource>(type: R['resourceType'], id: string, change: (one: R) => R): void =>
  stage.fjordvik.connector.edit<R>(type, id, change);

/** Our id of a goal, by a text that it has or had. */
async function idOf(type: Resource['resourceType'], text: string): Promise<string> {
  for (const key of (await stage.record()).parts.keys()) {
    const [of = '', id = ''] = key.split('/');
    if (of === type && JSON.stringify(await stage.store.history(of, id)).includes(text)) return id;
  }
  throw new Error(`No ${type} says ${text}`);
}

const parts = async (): Promise<readonly string[]> =>
  labelled([...(await stage.record()).parts.values()].map(({ resource }) => resource));
const seq = async (): Promise<number> => (await stage.store.record(await stage.person())).seq;
const traces = async (): Promise<readonly Provenance[]> =>
  (await stage.stored<Provenance>('Provenance')).filter((one) => JSON.stringify(one.activity).includes('undo'));

describe('an earlier version', () => {
  test('becomes the current one again everywhere, as a new version, and nothing is lost', async () => {
    rewrite('Gå til kirken');
    await stage.settle();
    const id = await idOf('Goal', FIRST);
    const stored = await undo(stage.context, coordinator, { type: 'Goal', id, version: 1 });
    expect(stored).toMatchObject({ version: 3, resource: { description: { text: FIRST } } });
    await stage.settle();
    for (const { connector } of [stage.fjordvik, stage.trust]) {
      expect(connector.all<Goal>('Goal').map(({ description }) => description.text)).toContain(FIRST);
    }
    expect(await differences(stage, stage.trust)).toEqual([]);
    const history = await stage.store.history('Goal', id);
    expect(history.map(({ resource }) => (resource as Goal).description.text)).toEqual([FIRST, 'Gå til kirken', FIRST]);
  });

  test('says by Provenance who brought it back, and from where', async () => {
    rewrite('Gå til kirken');
    await stage.settle();
    const id = await idOf('Goal', FIRST);
    await undo(stage.context, coordinator, { type: 'Goal', id, version: 1 });
    const [trace, ...others] = await traces();
    expect(others).toEqual([]);
    expect(trace).toMatchObject({
      target: [{ reference: `Goal/${id}/_history/3` }],
      entity: [{ role: 'revision', what: { reference: `Goal/${id}/_history/1` } }],
      agent: [{ who: { identifier: { value: coordinator.organization } } }],
    });
  });

  test('that says what stands already is nothing to do', async () => {
    rewrite('Gå til kirken');
    await stage.settle();
    const id = await idOf('Goal', FIRST);
    await undo(stage.context, coordinator, { type: 'Goal', id, version: 1 });
    const versions = async (): Promise<number> => (await stage.store.changedSince(0)).seq;
    const record = async (): Promise<number> => (await stage.store.record(await stage.person())).seq;
    const before = [await versions(), await record()];
    for (const version of [1, 3]) {
      expect(await undo(stage.context, coordinator, { type: 'Goal', id, version })).toMatchObject({ version: 3 });
    }
    // Nothing but that it was asked for, twice.
    expect([(await versions()) - 2, await record()]).toEqual(before);
    const asked = (await stage.stored<AuditEvent>('AuditEvent')).slice(-2);
    for (const { subtype } of asked) expect(subtype).toMatchObject([{ code: 'operation' }, { code: 'undo' }]);
  });

  test('can be undone itself', async () => {
    rewrite('Gå til kirken');
    await stage.settle();
    const id = await idOf('Goal', FIRST);
    await undo(stage.context, coordinator, { type: 'Goal', id, version: 1 });
    await undo(stage.context, coordinator, { type: 'Goal', id, version: 2 });
    await stage.settle();
    expect(stage.trust.connector.all<Goal>('Goal').map(({ description }) => description.text)).toContain(
      'Gå til kirken',
    );
  });

  test('is quoted in a conflict about it from then on', async () => {
    rewrite('Gå til kirken');
    const [goal] = stage.trust.connector.all<Goal>('Goal').filter(({ description }) => description.text === FIRST);
    stage.trust.connector.put({ ...(goal as Goal), description: { text: 'Gå på fjellet' } });
    await stage.settle();
    await undo(stage.context, coordinator, { type: 'Goal', id: await idOf('Goal', FIRST), version: 1 });
    const [task] = await stage.conflicts();
    expect(task && conflictOf(task)).toMatchObject({ ours: FIRST, theirs: 'Gå på fjellet' });
  });

  test.each([
    ['a version that never was', 'Goal', 9],
    ['a part that never was', 'Observation', 1],
    ['the directory', 'PractitionerRole', 1],
    ['a trace', 'Provenance', 1],
  ] as const)('of %s is not found', async (_, type, version) => {
    const [resource] = await stage.stored(type);
    const id = type === 'Goal' ? await idOf('Goal', FIRST) : (resource?.id ?? 'never');
    await expect(undo(stage.context, coordinator, { type, id, version })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('of a consent is not brought back: a withdrawal stays', async () => {
    const access = INGRIDS.access(TRUST);
    edit<Consent>('Consent', access.id ?? '', (one) => ({ ...one, status: 'inactive' }));
    await stage.settle();
    const [ended] = [...(await stage.record()).parts.values()].filter(
      ({ resource }) => resource.resourceType === 'Consent' && resource.status === 'inactive',
    );
    const id = ended?.resource.id ?? '';
    await expect(undo(stage.context, coordinator, { type: 'Consent', id, version: 1 })).rejects.toMatchObject({
      code: 'method-not-allowed',
    });
  });

  test('that the law no longer allows is refused with findings, and nothing is written', async () => {
    edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({ ...plan, status: 'completed' }));
    await stage.settle();
    edit<Consent>('Consent', INGRIDS.planMade().id ?? '', (one) => ({ ...one, status: 'inactive' }));
    await stage.settle();
    const before = await stage.store.changedSince(0);
    const id = await idOf('CarePlan', 'Individuell plan');
    await expect(undo(stage.context, coordinator, { type: 'CarePlan', id, version: 1 })).rejects.toMatchObject({
      code: 'invalid',
      findings: expect.arrayContaining([expect.objectContaining({ rule: 'plan-made-consent', severity: 'error' })]),
    });
    expect(await stage.store.changedSince(0)).toEqual(before);
  });
});

describe('a whole record', () => {
  test('stands as it did after a change, in one commit: what came later has ended', async () => {
    const [then, before] = [await seq(), await parts()];
    rewrite('Gå til kirken');
    stage.fjordvik.connector.put(INGRIDS.goal('late', 'Kom til senere'));
    edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({
      ...plan,
      title: 'Ny tittel',
      goal: [...(plan.goal ?? []), { reference: 'Goal/f-late' }],
    }));
    await stage.settle();
    edit<Goal>('Goal', 'f-goal-2', (goal) => ({ ...goal, lifecycleStatus: 'completed' }));
    await stage.settle();

    const written = await undoRecord(stage.context, coordinator, await stage.person(), then);
    expect(written.map(({ resource }) => resource.resourceType)).toEqual(
      expect.arrayContaining(['Goal', 'Goal', 'Goal', 'CarePlan']),
    );
    expect(await traces()).toHaveLength(1);
    await stage.settle();
    const late = [...(await stage.record()).parts.values()].find(({ resource }) =>
      JSON.stringify(resource).includes('Kom til senere'),
    )?.resource;
    expect(late).toMatchObject({ lifecycleStatus: 'cancelled' });
    expect((await parts()).filter((text) => !text.includes('Kom til senere'))).toEqual(before);
    for (const partner of [stage.fjordvik, stage.trust]) expect(await differences(stage, partner)).toEqual([]);
  });

  test('keeps consents as they are: a withdrawal stays', async () => {
    const then = await seq();
    edit<Consent>('Consent', INGRIDS.access(TRUST).id ?? '', (one) => ({ ...one, status: 'inactive' }));
    rewrite('Skrevet etterpå');
    await stage.settle();
    await undoRecord(stage.context, coordinator, await stage.person(), then);
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('held');
    expect(JSON.stringify(await parts())).toContain(FIRST);
  });

  test('that stands so already is nothing to do', async () => {
    const before = await stage.store.changedSince(0);
    expect(await undoRecord(stage.context, coordinator, await stage.person(), await seq())).toEqual([]);
    expect(await stage.store.changedSince(0)).toEqual(before);
  });

  test('comes back whole from the middle of a change too', async () => {
    rewrite('Gå til kirken');
    edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({ ...plan, title: 'Ny tittel' }));
    await stage.settle();
    const states = await recordStates(stage.context, await stage.person());
    const last = states.at(-1);
    expect(last?.changed).toHaveLength(2);
    const then = await parts();
    rewrite('Gå til byen');
    await stage.settle();
    await undoRecord(stage.context, coordinator, await stage.person(), last?.from ?? 0);
    await stage.settle();
    expect(await parts()).toEqual(then);
  });

  test.each([
    ['before it was', 0],
    ['of a person nobody knows', undefined],
  ])('%s is not found', async (_, then) => {
    const person = then === undefined ? 'nobody' : await stage.person();
    await expect(undoRecord(stage.context, coordinator, person, then ?? 1)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('that the law no longer allows is refused with findings, and nothing is written', async () => {
    const then = await seq();
    edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({ ...plan, status: 'completed' }));
    await stage.settle();
    edit<Consent>('Consent', INGRIDS.planMade().id ?? '', (one) => ({ ...one, status: 'inactive' }));
    await stage.settle();
    const before = await stage.store.changedSince(0);
    await expect(undoRecord(stage.context, coordinator, await stage.person(), then)).rejects.toMatchObject({
      code: 'invalid',
      findings: expect.arrayContaining([expect.objectContaining({ rule: 'plan-made-consent' })]),
    });
    expect(await stage.store.changedSince(0)).toEqual(before);
  });
});

test('the changes of a record are told in their order, each with what it changed', async () => {
  rewrite('Gå til kirken');
  await stage.settle();
  const states = await recordStates(stage.context, await stage.person());
  expect(states).toHaveLength(2);
  expect(states[0]?.changed).toHaveLength((await stage.record()).parts.size);
  const id = await idOf('Goal', FIRST);
  expect(states[1]).toMatchObject({ seq: await seq(), changed: [`Goal/${id}`] });
  const stored = await stage.store.read('Goal', id);
  expect(states[1]?.at).toBe(stored?.resource.meta?.lastUpdated);
  expect(contentOf(stored?.resource as Goal)).toMatchObject({ description: { text: 'Gå til kirken' } });
});
