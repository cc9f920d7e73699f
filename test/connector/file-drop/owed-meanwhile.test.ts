import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Desk, goal, INGRID } from './desk.ts';
import { Office } from './office.ts';

let office: Office;
let desk: Desk;
beforeEach(async () => {
  office = await Office.open();
  desk = new Desk(office);
  await office.dropped(INGRID, goal('a', 'Bo hjemme'), goal('b', 'Jobbe'));
  await office.changes();
});
afterEach(() => office.close());

describe('what is owed of a part that the partner’s file lacks for once', () => {
  test.each([false, true])('stands when the part is shown again (it left meanwhile: %s)', async (hasLeft) => {
    await desk.update(goal('a', 'ours'));
    await office.dropped(INGRID, goal('b', 'Jobbe'));
    await office.changes();
    if (hasLeft) expect(await desk.settle()).toEqual(['a']);
    await office.dropped(INGRID, goal('a', 'Bo hjemme', { lifecycleStatus: 'on-hold' }), goal('b', 'Jobbe'));
    await office.changes();
    expect(await desk.settle()).toEqual(['a']);
    expect((await office.take())[0]).toContainEqual(goal('a', 'ours', { lifecycleStatus: 'on-hold' }));
  });

  test('is as the partner has it where it changed the same', async () => {
    await desk.update(goal('a', 'ours'));
    await office.dropped(INGRID, goal('b', 'Jobbe'));
    await office.changes();
    await office.dropped(INGRID, goal('a', 'theirs'), goal('b', 'Jobbe'));
    await office.changes();
    expect(await desk.textOf('a')).toBe('theirs');
  });

  test('which was deleted and is shown again is as the partner shows it', async () => {
    await desk.update(goal('a', 'ours'));
    await office.dropped(INGRID, goal('b', 'Jobbe'));
    await office.changes();
    const deletion = { request: { method: 'DELETE', url: 'Goal/a' } };
    await office.drop({ resourceType: 'Bundle', type: 'transaction', entry: [{ resource: INGRID }, deletion] });
    await office.dropped(INGRID, goal('a', 'Bo hjemme'));
    await office.changes();
    expect(await desk.textOf('a')).toBe('Bo hjemme');
    expect(await desk.settle()).toEqual([]);
  });
});

describe('a file that was taken before it was known that it lay there', () => {
  /** Whoever puts it there is killed, and the office takes it. */
  async function leavesUnnoticed(): Promise<void> {
    const { savePartnerDocuments } = office.store;
    let saves = 0;
    const mortal = {
      ...bound(office.store),
      savePartnerDocuments: async (...given: Parameters<typeof savePartnerDocuments>) => {
        saves += 1;
        if (saves > 1) throw new Error('killed');
        return office.store.savePartnerDocuments(...given);
      },
    };
    await expect(desk.settle([], office.opened({ store: mortal }))).rejects.toThrow('killed');
    expect(await office.take()).toHaveLength(1);
  }
  const bound = (store: Office['store']) => ({
    partnerDocument: store.partnerDocument.bind(store),
    partnerDocumentsWith: store.partnerDocumentsWith.bind(store),
    partnerDocumentsAfter: store.partnerDocumentsAfter.bind(store),
  });

  test.each([false, true])('undoes nothing that was written since (and has left: %s)', async (hasLeft) => {
    await desk.update(goal('a', '2'));
    const id = await desk.create(goal('ours', '2'));
    await leavesUnnoticed();
    await desk.update(goal('a', '3'));
    await desk.update(goal(id, '3'));
    if (hasLeft) await desk.settle();
    await office.dropped(INGRID, goal('a', '2', { lifecycleStatus: 'on-hold' }), goal('b', 'Jobbe'), goal(id, '2'));
    await office.changes();
    expect([await desk.textOf('a'), await desk.textOf(id)]).toEqual(['3', '3']);
    expect(await desk.settle()).toEqual(['a', id]);
    expect((await office.take())[0]).toContainEqual(goal('a', '3', { lifecycleStatus: 'on-hold' }));
  });

  test('that the partner did not make its own of undoes nothing either', async () => {
    await desk.update(goal('a', '2'));
    await leavesUnnoticed();
    await desk.update(goal('a', '3'));
    await office.dropped(INGRID, goal('a', 'Bo hjemme', { lifecycleStatus: 'on-hold' }), goal('b', 'Jobbe'));
    await office.changes();
    expect(await desk.settle()).toEqual(['a']);
    expect((await office.take())[0]).toContainEqual(goal('a', '3', { lifecycleStatus: 'on-hold' }));
  });

  test('leaves once more, and what the office then says is its own', async () => {
    await desk.update(goal('a', '2'));
    await leavesUnnoticed();
    expect(await desk.settle()).toEqual(['a']);
    await office.dropped(INGRID, goal('a', 'theirs'), goal('b', 'Jobbe'));
    await office.changes();
    expect(await desk.textOf('a')).toBe('theirs');
    expect(await desk.settle()).toEqual([]);
    expect(await office.list('out')).toEqual([]);
  });
});
