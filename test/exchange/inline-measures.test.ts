import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, CarePlanActivity, CarePlanActivityDetail, ServiceRequest, Task } from '@medplum/fhirtypes';
import { resolveConflict } from '../../src/exchange/resolve-conflict.ts';
import { conflictOf } from '../../src/record/conflict.ts';
import { keyOf } from '../../src/record/record.ts';
import {
  addRequest,
  COORDINATOR,
  edit,
  editItem,
  editRequest,
  expectInStep,
  inline,
  itemCalled,
  itemsAt,
  measuresOf,
  openInlineStage,
  planAt,
  READ,
  requestCalled,
  WALK,
  writesAt,
} from './inline-stage.ts';
import type { Stage } from './stage.ts';

/** The municipality writes its measures inline, the trust as ServiceRequests. */
let stage: Stage;
beforeEach(async () => {
  stage = await openInlineStage();
});
afterEach(() => stage.close());

describe('a plan with inline measures', () => {
  test('has them as ServiceRequests in the record, and the plan points at them', async () => {
    const found = await measuresOf(stage);
    expect(found.map(({ status, code }) => [status, code?.text])).toEqual([
      ['active', 'Gangtrening'],
      ['active', 'Lese høyt'],
    ]);
    const plan = (await stage.stored<CarePlan>('CarePlan'))[0];
    expect(plan?.activity).toEqual([
      { progress: [{ text: 'Bra' }], reference: { reference: keyOf(found[0] as ServiceRequest) } },
      { reference: { reference: keyOf(found[1] as ServiceRequest) } },
    ]);
    expect([...(await stage.record()).parts.values()].filter(({ kind }) => kind === 'measure')).toHaveLength(2);
  });

  test('reaches the other side as a plan with measures of its own', async () => {
    expect(requestCalled(stage.trust, 'Lese høyt')).toMatchObject({
      status: 'active',
      note: [{ text: 'For barnebarna' }],
      occurrenceTiming: { code: { text: 'hver kveld' } },
      basedOn: [{ reference: `CarePlan/${planAt(stage.trust).id}` }],
    });
    expect(itemsAt(stage.trust).map(({ reference }) => reference?.reference)).toEqual(
      ['Gangtrening', 'Lese høyt'].map((text) => keyOf(requestCalled(stage.trust, text))),
    );
    await expectInStep(stage);
  });

  test('stays at its own side as it was written, to the last byte, and nothing of it comes back', async () => {
    expect(JSON.stringify(itemsAt(stage.fjordvik))).toBe(JSON.stringify([WALK, READ]));
    expect(writesAt(stage.fjordvik)).toBe(0);
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ pulled: 0, delivered: 0 });
  });
});

describe('an edit', () => {
  test('at the other side comes into its own item, and changes nothing else to the last byte', async () => {
    editRequest(stage.trust, 'Lese høyt', { note: [{ text: 'For barnebarna, på norsk' }] });
    await stage.settle();
    expect(itemCalled(stage.fjordvik, 'Lese høyt')).toEqual({
      ...READ.detail,
      description: 'For barnebarna, på norsk',
    });
    expect(JSON.stringify(itemsAt(stage.fjordvik)[0])).toBe(JSON.stringify(WALK));
    expect(writesAt(stage.fjordvik)).toBe(1);
    await expectInStep(stage);
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ pulled: 0, delivered: 0 });
  });

  test('of an item reaches the other side, as an edit of that measure only', async () => {
    const before = writesAt(stage.trust);
    editItem(stage.fjordvik, 'Lese høyt', { description: 'Også for Arvid' });
    await stage.settle();
    expect(requestCalled(stage.trust, 'Lese høyt').note).toEqual([{ text: 'Også for Arvid' }]);
    expect(writesAt(stage.trust) - before).toBe(1);
    await expectInStep(stage);
  });

  test('of different elements on both sides at once: both hold, and nobody decides', async () => {
    editRequest(stage.trust, 'Lese høyt', { status: 'on-hold', priority: 'urgent' });
    editItem(stage.fjordvik, 'Lese høyt', { description: 'Også for Arvid' });
    await stage.settle();
    expect(requestCalled(stage.trust, 'Lese høyt')).toMatchObject({
      status: 'on-hold',
      priority: 'urgent',
      note: [{ text: 'Også for Arvid' }],
    });
    expect(itemCalled(stage.fjordvik, 'Lese høyt')).toMatchObject({ status: 'on-hold', description: 'Også for Arvid' });
    expect(await stage.conflicts()).toEqual([]);
    await expectInStep(stage);
  });

  test('of what activity.detail has no place for stays with who can hold it, and the other side takes nothing of it away', async () => {
    const note = [{ text: 'For barnebarna' }, { text: 'Arvid hjelper', time: '2026-11-22T10:00:00Z' }];
    editRequest(stage.trust, 'Lese høyt', { note, priority: 'urgent' });
    await stage.settle();
    expect(itemCalled(stage.fjordvik, 'Lese høyt')?.description).toBe('For barnebarna\n\nArvid hjelper');
    editItem(stage.fjordvik, 'Lese høyt', { status: 'completed' });
    await stage.settle();
    expect(requestCalled(stage.trust, 'Lese høyt')).toMatchObject({ status: 'completed', note, priority: 'urgent' });
    await expectInStep(stage);
  });

  test('of several measures and of the plan goes in one delivery', async () => {
    editRequest(stage.trust, 'Lese høyt', { status: 'completed' });
    editRequest(stage.trust, 'Gangtrening', { status: 'on-hold' });
    stage.trust.connector.put({ ...planAt(stage.trust), description: 'Hjem til jul' });
    await stage.pass(stage.trust);
    const before = stage.fjordvik.connector.requests.length;
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ delivered: 3 });
    const asked = stage.fjordvik.connector.requests.slice(before).filter(({ what }) => what !== 'changes');
    expect(asked.map(({ what }) => what)).toEqual(['read', 'update', 'read', 'update', 'read', 'update']);
    expect(itemsAt(stage.fjordvik).map(({ detail }) => detail?.status)).toEqual(['on-hold', 'completed']);
    expect(planAt(stage.fjordvik).description).toBe('Hjem til jul');
    await expectInStep(stage);
  });
});

describe('a conflict about one element', () => {
  beforeEach(async () => {
    editRequest(stage.trust, 'Lese høyt', { code: { text: 'Lese avisen' } });
    editItem(stage.fjordvik, 'Lese høyt', { code: { text: 'Lese bøker' } });
    await stage.settle();
  });

  test('is one about the measure; each side keeps its own, and the rest goes on', async () => {
    const [task, ...others] = await stage.conflicts();
    expect(others).toEqual([]);
    expect(conflictOf(task as Task)).toMatchObject({
      part: expect.stringMatching(/^ServiceRequest\//u),
      path: ['code', 'text'],
      partner: stage.trust.name,
      ours: 'Lese bøker',
      theirs: 'Lese avisen',
    });
    editRequest(stage.trust, 'Lese avisen', { status: 'on-hold' });
    await stage.settle();
    expect(itemCalled(stage.fjordvik, 'Lese bøker')?.status).toBe('on-hold');
    expect(requestCalled(stage.trust, 'Lese avisen').status).toBe('on-hold');
  });

  test.each([
    ['record', 'Lese bøker'],
    ['partner', 'Lese avisen'],
  ] as const)('decided for the %s, both sides have it', async (take, text) => {
    const [task] = await stage.conflicts();
    await resolveConflict(stage.context, COORDINATOR, task?.id ?? '', { take });
    await stage.settle();
    expect(itemCalled(stage.fjordvik, text)).toBeDefined();
    expect(requestCalled(stage.trust, text)).toBeDefined();
    await expectInStep(stage);
  });
});

describe('the list', () => {
  test('gets a measure from each side at once: inline at the one, a ServiceRequest at the other', async () => {
    edit(stage.fjordvik, (items) => [inline('Svømme'), ...items]);
    addRequest(stage.trust, 'padle', 'Padle');
    await stage.settle();
    expect(requestCalled(stage.trust, 'Svømme').status).toBe('active');
    expect(requestCalled(stage.fjordvik, 'Padle').status).toBe('active');
    expect(itemsAt(stage.fjordvik).map(({ detail, reference }) => detail?.code?.text ?? reference?.reference)).toEqual([
      'Svømme',
      'Gangtrening',
      'Lese høyt',
      keyOf(requestCalled(stage.fjordvik, 'Padle')),
    ]);
    expect(await measuresOf(stage)).toHaveLength(4);
    await expectInStep(stage);
  });

  test('in another order is no change', async () => {
    const before = writesAt(stage.trust);
    const { seq } = await stage.store.record(await stage.person());
    edit(stage.fjordvik, (items) => items.toReversed());
    await stage.settle();
    expect(itemsAt(stage.fjordvik)).toEqual([READ, WALK]);
    expect(writesAt(stage.trust)).toBe(before);
    expect((await stage.store.record(await stage.person())).seq).toBe(seq);
    await expectInStep(stage);
  });

  test('in another order, with an edit of one and a new one in front, is one edit and one new measure', async () => {
    edit(stage.fjordvik, ([walk, read]) => [
      inline('Svømme'),
      { ...read, detail: { ...read?.detail, status: 'completed' } as CarePlanActivityDetail },
      walk as CarePlanActivity,
    ]);
    await stage.settle();
    expect(requestCalled(stage.trust, 'Lese høyt').status).toBe('completed');
    expect(requestCalled(stage.trust, 'Gangtrening').status).toBe('active');
    expect(requestCalled(stage.trust, 'Svømme').status).toBe('active');
    expect(await measuresOf(stage)).toHaveLength(3);
    await expectInStep(stage);
  });

  test('has a measure that its owner ends ended at both, and one that the trust ends once that is decided', async () => {
    editRequest(stage.trust, 'Gangtrening', { status: 'revoked' });
    editItem(stage.fjordvik, 'Lese høyt', { status: 'stopped' });
    await stage.settle();
    expect(itemCalled(stage.fjordvik, 'Gangtrening')?.status).toBe('scheduled');
    const [task] = await stage.conflicts();
    await resolveConflict(stage.context, COORDINATOR, task?.id ?? '', { take: 'partner' });
    await stage.settle();
    expect(itemCalled(stage.fjordvik, 'Gangtrening')?.status).toBe('cancelled');
    expect(itemCalled(stage.fjordvik, 'Lese høyt')?.status).toBe('stopped');
    expect(requestCalled(stage.trust, 'Lese høyt').status).toBe('revoked');
    await expectInStep(stage);
  });

  test('that leaves one out no longer leads to it; the measure itself stays', async () => {
    edit(stage.fjordvik, ([walk]) => [walk as CarePlanActivity]);
    await stage.settle();
    expect(itemsAt(stage.trust)).toHaveLength(1);
    expect(requestCalled(stage.trust, 'Lese høyt').status).toBe('active');
    expect(await measuresOf(stage)).toHaveLength(2);
    edit(stage.fjordvik, (items) => [...items, READ]);
    await stage.settle();
    expect(itemsAt(stage.trust)).toHaveLength(2);
    expect(await measuresOf(stage)).toHaveLength(2);
    await expectInStep(stage);
  });

  test('whose items cannot be told apart is one element: taken where one side changed, a conflict where both did', async () => {
    edit(stage.fjordvik, ([walk]) => [walk as CarePlanActivity, inline('Svømme'), inline('Padle')]);
    addRequest(stage.trust, 'ro', 'Ro');
    await stage.settle();
    const [task, ...others] = await stage.conflicts();
    expect(others).toEqual([]);
    expect(conflictOf(task as Task)?.path).toEqual(['activity']);
    expect(itemsAt(stage.fjordvik).map(({ detail }) => detail?.code?.text)).toEqual(['Gangtrening', 'Svømme', 'Padle']);
    expect(itemsAt(stage.trust)).toHaveLength(3);
    expect((await measuresOf(stage)).map(({ code }) => code?.text).sort()).toEqual(['Gangtrening', 'Lese høyt', 'Ro']);
    expect(await stage.pass(stage.trust)).toMatchObject({ pulled: 0, delivered: 0 });
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ pulled: 0, delivered: 0 });
    await resolveConflict(stage.context, COORDINATOR, task?.id ?? '', { take: 'partner' });
    await stage.settle();
    expect(itemsAt(stage.fjordvik).map(({ detail, reference }) => detail?.code?.text ?? reference?.reference)).toEqual([
      'Gangtrening',
      'Lese høyt',
      keyOf(requestCalled(stage.fjordvik, 'Ro')),
    ]);
    await expectInStep(stage);
  });
});
