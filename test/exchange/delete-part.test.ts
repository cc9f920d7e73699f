import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, Goal, Task } from '@medplum/fhirtypes';
import type { Party } from '../../src/consent/party.ts';
import { admitChanges, admitResource, type Done } from '../../src/exchange/admit-changes.ts';
import { resolveConflict } from '../../src/exchange/resolve-conflict.ts';
import { conflictOf } from '../../src/record/conflict.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { FJORDVIK, TRUST } from './papers.ts';
import { openSharedStage, type Stage } from './stage.ts';

/** DELETE over REST: a record is corrected and not erased (hpl § 42); what its owner is still writing, is its own. */
let stage: Stage;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(() => stage.close());

const OWNERS = 'Gå til butikken alene';
const coordinator = { name: 'Kari', organization: '310601012', sector: 'municipal' } as const;

async function goalId(text = OWNERS): Promise<string> {
  return (await stage.stored<Goal>('Goal')).find(({ description }) => description.text === text)?.id ?? '';
}

async function write(by: Party, lifecycleStatus: Goal['lifecycleStatus']): Promise<string> {
  const goal: Goal = {
    resourceType: 'Goal',
    lifecycleStatus,
    description: { text: 'Begynt på' },
    subject: { reference: `Patient/${await stage.person()}` },
  };
  return (await admitResource(stage.context, by, goal, {})).stored.resource.id ?? '';
}

async function remove(by: Party, id: string): Promise<Done | undefined> {
  const { version = 0 } = (await stage.store.read('Goal', id)) ?? {};
  const [done] = await admitChanges(stage.context, by, [
    { kind: 'delete', type: 'Goal', id, expectedVersion: version },
  ]);
  return done;
}

describe('a draft of its owner’s that nobody else has', () => {
  test('is gone, with its history, and the deletion is traced', async () => {
    const id = await write(TRUST, 'proposed');
    expect(await remove(TRUST, id)).toMatchObject({ kind: 'deleted' });
    expect(await stage.store.read('Goal', id)).toMatchObject({ deleted: true, version: 2 });
    expect((await stage.record()).parts.has(`Goal/${id}`)).toBe(false);
    expect((await stage.store.history('Goal', id)).map(({ version }) => version)).toEqual([2, 1]);
    const entries = await stage.stored<AuditEvent>('AuditEvent');
    expect(entries.filter(({ subtype }) => subtype?.[0]?.code === 'delete')).toHaveLength(1);
    await stage.settle();
    expect(stage.fjordvik.connector.all<Goal>('Goal').map(({ description }) => description.text)).not.toContain(
      'Begynt på',
    );
  });

  test.each([
    ['is another’s', FJORDVIK, 'proposed'],
    ['is no draft any more', TRUST, 'active'],
  ] as const)('but where it %s a person is asked', async (_name, by, status) => {
    const id = await write(TRUST, status);
    expect(await remove(by, id)).toMatchObject({ kind: 'proposed' });
    expect(await stage.store.read('Goal', id)).toMatchObject({ deleted: false, version: 1 });
  });

  test('but where a partner has it a person is asked', async () => {
    const id = await write(TRUST, 'proposed');
    await stage.settle();
    expect(await remove(TRUST, id)).toMatchObject({ kind: 'proposed' });
  });

  test('but where a partner may have it, for its answer was lost, a person is asked', async () => {
    const id = await write(TRUST, 'proposed');
    stage.fjordvik.connector.losesAnswers = 1;
    await stage.pass(stage.fjordvik);
    expect(await remove(TRUST, id)).toMatchObject({ kind: 'proposed' });
  });

  test('but where it is on its way to a partner a person is asked', async () => {
    const id = await write(TRUST, 'proposed');
    const done: (Done | undefined)[] = [];
    stage.fjordvik.connector.onRequest = async ({ what, resource }) => {
      if (what === 'create' && resource?.resourceType === 'Goal' && done.length === 0)
        done.push(await remove(TRUST, id));
    };
    await stage.pass(stage.fjordvik);
    expect(done).toMatchObject([{ kind: 'proposed' }]);
  });

  const leadingTo = async (id: string): Promise<Task> => ({
    resourceType: 'Task',
    status: 'draft',
    intent: 'plan',
    focus: { reference: `Goal/${id}` },
    for: { reference: `Patient/${await stage.person()}` },
  });

  test('but where another part leads to it a person is asked', async () => {
    const id = await write(TRUST, 'proposed');
    await admitResource(stage.context, TRUST, await leadingTo(id), {});
    expect(await remove(TRUST, id)).toMatchObject({ kind: 'proposed' });
  });

  test('but where the same change makes a part that leads to it a person is asked', async () => {
    const id = await write(TRUST, 'proposed');
    const [done] = await admitChanges(stage.context, TRUST, [
      { kind: 'delete', type: 'Goal', id, expectedVersion: 1 },
      { kind: 'create', resource: await leadingTo(id) },
    ]);
    expect(done).toMatchObject({ kind: 'proposed' });
    expect(await stage.store.read('Goal', id)).toMatchObject({ deleted: false });
  });
});

describe('what stands in the record', () => {
  test('is proposed to end: asked once, and ended when a person says so', async () => {
    const id = await goalId();
    const done = (await remove(TRUST, id)) as Extract<Done, { kind: 'proposed' }>;
    const task = done.task.resource as Task;
    expect(task.code?.coding).toContainEqual({ system: SAMPLAN.conflictKind, code: 'proposal' });
    expect(conflictOf(task)).toMatchObject({ part: `Goal/${id}`, partner: TRUST.name, theirs: 'cancelled' });
    const again = (await remove(TRUST, id)) as Extract<Done, { kind: 'proposed' }>;
    expect(again.task.resource.id).toBe(task.id);
    expect(await stage.conflicts()).toHaveLength(1);

    await resolveConflict(stage.context, coordinator, task.id ?? '', { take: 'partner' });
    expect((await stage.store.read('Goal', id))?.resource).toMatchObject({ lifecycleStatus: 'cancelled' });
    expect(await stage.conflicts()).toEqual([]);
    await expect(remove(TRUST, id)).rejects.toMatchObject({ code: 'already-decided' });
  });

  test('goes on where a person says no', async () => {
    const id = await goalId();
    const done = (await remove(stage.context.controller, id)) as Extract<Done, { kind: 'proposed' }>;
    await resolveConflict(stage.context, coordinator, done.task.resource.id ?? '', { take: 'record' });
    await stage.settle();
    expect((await stage.store.read('Goal', id))?.resource).toMatchObject({ lifecycleStatus: 'active' });
    expect(await stage.conflicts()).toEqual([]);
  });

  test('ends where a person says yes to who answers for the installation', async () => {
    const id = await goalId();
    const done = (await remove(stage.context.controller, id)) as Extract<Done, { kind: 'proposed' }>;
    await resolveConflict(stage.context, coordinator, done.task.resource.id ?? '', { take: 'partner' });
    await stage.settle();
    expect((await stage.store.read('Goal', id))?.resource).toMatchObject({ lifecycleStatus: 'cancelled' });
    expect(
      stage.trust.connector.all<Goal>('Goal').find(({ description }) => description.text === OWNERS),
    ).toMatchObject({
      lifecycleStatus: 'cancelled',
    });
  });

  test('is not proposed by who has not seen it as it is now', async () => {
    const id = await goalId();
    const stale = { kind: 'delete', type: 'Goal', id, expectedVersion: 99 } as const;
    await expect(admitChanges(stage.context, TRUST, [stale])).rejects.toMatchObject({ code: 'stale-version' });
    const [task] = await stage.conflicts();
    expect(task).toBeUndefined();
  });

  test('as a conflict is decided, and not deleted', async () => {
    const done = (await remove(TRUST, await goalId())) as Extract<Done, { kind: 'proposed' }>;
    const { resource, version } = done.task;
    const change = { kind: 'delete', type: 'Task', id: resource.id ?? '', expectedVersion: version } as const;
    await expect(admitChanges(stage.context, TRUST, [change])).rejects.toMatchObject({ code: 'method-not-allowed' });
  });
});
