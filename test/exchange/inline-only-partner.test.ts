import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Task } from '@medplum/fhirtypes';
import { resolveConflict } from '../../src/exchange/resolve-conflict.ts';
import { conflictOf } from '../../src/record/conflict.ts';
import {
  addRequest,
  byNumber,
  COORDINATOR,
  edit,
  editItem,
  editRequest,
  expectInStep,
  inline,
  itemCalled,
  itemsAt,
  measuresOf,
  planAt,
  requestCalled,
} from './inline-stage.ts';
import { labelled } from './labels.ts';
import { directory, TRUST } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

/** The trust's system knows measures only inline; the municipality's has ServiceRequests. */
let stage: Stage;
afterEach(() => stage.close());

describe('a partner that has no ServiceRequest', () => {
  beforeEach(async () => {
    stage = await openStage({ measures: { trust: 'inline' } });
    stage.trust.connector.refuses = ({ type }) => type === 'ServiceRequest';
    stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
    stage.trust.connector.put(...directory('trust'));
    await stage.settle();
  });

  test('has every measure inline, and nothing is owed', async () => {
    expect(itemsAt(stage.trust).map(({ detail }) => [detail?.status, detail?.code?.text])).toEqual([
      ['in-progress', 'Gangtrening'],
      ['in-progress', 'Kontroll på slagpoliklinikken'],
    ]);
    expect(planAt(stage.trust).status).toBe('active');
    expect(await measuresOf(stage)).toHaveLength(2);
    await expectInStep(stage);
    expect(labelled(await stage.seen(stage.trust)).filter((text) => text.includes('"ServiceRequest"'))).toHaveLength(2);
  });

  test('edits them, adds some, and ends some', async () => {
    editItem(stage.trust, 'Gangtrening', { status: 'completed' });
    edit(stage.trust, (items) => [inline('Svømme', { performer: [byNumber(TRUST)] }), ...items]);
    editRequest(stage.fjordvik, 'Kontroll på slagpoliklinikken', { status: 'on-hold' });
    await stage.settle();
    expect(requestCalled(stage.fjordvik, 'Gangtrening').status).toBe('completed');
    expect(requestCalled(stage.fjordvik, 'Svømme').status).toBe('active');
    expect(itemCalled(stage.trust, 'Kontroll på slagpoliklinikken')?.status).toBe('on-hold');
    await expectInStep(stage);
  });

  test.each([1, 2, 3])('loses the answer of write %i, and nothing is doubled', async (nth) => {
    addRequest(stage.fjordvik, 'ro', 'Ro');
    addRequest(stage.fjordvik, 'padle', 'Padle');
    let writes = 0;
    stage.trust.connector.onRequest = ({ what }) => {
      if (what !== 'create' && what !== 'update') return;
      writes += 1;
      if (writes === nth) stage.trust.connector.losesAnswers = 1;
    };
    await stage.settle();
    await stage.settle();
    expect(itemsAt(stage.trust).map(({ detail }) => detail?.code?.text)).toEqual([
      'Gangtrening',
      'Kontroll på slagpoliklinikken',
      'Ro',
      'Padle',
    ]);
    expect(await measuresOf(stage)).toHaveLength(4);
    await expectInStep(stage);
  });

  test('edits one whose answer got lost before anybody knew of it: it is that one all the same', async () => {
    addRequest(stage.fjordvik, 'ro', 'Ro');
    await stage.pass(stage.fjordvik);
    stage.trust.connector.losesAnswers = 1;
    await stage.pass(stage.trust);
    editItem(stage.trust, 'Ro', { description: 'Inne' });
    await stage.settle();
    await stage.settle();
    expect(requestCalled(stage.fjordvik, 'Ro').note).toEqual([{ text: 'Inne' }]);
    expect(await measuresOf(stage)).toHaveLength(3);
    await expectInStep(stage);
  });

  test.each([
    ['tells', true],
    ['does not tell', false],
  ])(
    'deletes its plan, which it %s: the measures are gone with it, and there again once it goes on',
    async (_how, tells) => {
      stage.trust.connector.tellsDeletions = tells;
      stage.trust.connector.delete('CarePlan', planAt(stage.trust).id ?? '');
      await stage.settle();
      stage.fjordvik.connector.put({ ...planAt(stage.fjordvik), description: 'Hjem til jul' });
      editRequest(stage.fjordvik, 'Gangtrening', { status: 'on-hold' });
      await stage.settle();
      const [task, ...others] = await stage.conflicts();
      expect(others).toEqual([]);
      expect(conflictOf(task as Task)).toMatchObject({ path: ['status'], theirs: 'revoked', deleted: true });
      expect(task?.focus?.reference).toMatch(/^CarePlan\//u);
      // Its own measure it has ended.
      expect(requestCalled(stage.fjordvik, 'Kontroll på slagpoliklinikken').status).toBe('revoked');
      await resolveConflict(stage.context, COORDINATOR, task?.id ?? '', { take: 'record' });
      await stage.settle();
      expect(itemsAt(stage.trust).map(({ detail }) => [detail?.status, detail?.code?.text])).toEqual([
        ['on-hold', 'Gangtrening'],
      ]);
      await expectInStep(stage);
    },
  );

  test('has Tasks that follow a measure up without leading to a resource that it has not', async () => {
    const { id } = requestCalled(stage.fjordvik, 'Gangtrening');
    stage.fjordvik.connector.put({
      resourceType: 'Task',
      id: 'f-task',
      status: 'requested',
      intent: 'plan',
      description: 'Bestille rullator',
      for: INGRIDS.person,
      basedOn: [{ reference: `ServiceRequest/${id}` }],
    });
    await stage.settle();
    const [task] = stage.trust.connector.all<Task>('Task');
    expect(task?.basedOn?.[0]).toMatchObject({ type: 'ServiceRequest' });
    expect(task?.basedOn?.[0]?.reference).toBeUndefined();
    stage.trust.connector.put({ ...(task as Task), status: 'completed' });
    await stage.settle();
    expect(stage.fjordvik.connector.get<Task>('Task', 'f-task')).toMatchObject({
      status: 'completed',
      basedOn: [{ reference: `ServiceRequest/${id}` }],
    });
    await expectInStep(stage);
  });
});
