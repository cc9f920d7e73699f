import { describe, expect, test } from '@jest/globals';
import type { Checkpoint, Fence, Store } from '../../../src/store/store.ts';
import { first, later, NOW, patient } from './samples.ts';

export function leaseContract(use: () => Store): void {
  const acquire = (owner: string, now = NOW, until = later(1)) => use().acquireLease('pull', owner, now, until);
  const held = async (owner: string, now?: string, until?: string): Promise<Fence> => {
    const fence = await acquire(owner, now, until);
    if (fence === undefined) throw new Error(`${owner} should have got the lease`);
    return fence;
  };

  describe('leases', () => {
    test('a free one is given, a held one is not', async () => {
      expect(await acquire('one')).toMatchObject({ lease: 'pull' });
      expect(await acquire('two')).toBeUndefined();
      expect(await use().acquireLease('push', 'two', NOW, later(1))).toMatchObject({ lease: 'push' });
    });

    test('of many who ask in one tick one gets it', async () => {
      const answers = await Promise.all(['one', 'two', 'three'].map((owner) => acquire(owner)));
      expect(answers.filter((answer) => answer !== undefined)).toHaveLength(1);
    });

    test('an expired one is given with a higher token', async () => {
      const one = await held('one');
      expect(await acquire('two', '2026-11-02T10:00:59.999Z')).toBeUndefined();
      expect((await held('two', later(1), later(2))).token).toBeGreaterThan(one.token);
    });

    test('instants are compared as instants, not as texts', async () => {
      await held('one', NOW, '2026-11-02T11:30:00+01:00');
      expect(await acquire('two', '2026-11-02T09:20:00-01:00')).toBeUndefined();
      expect(await acquire('two', '2026-11-02T09:30:00-01:00')).toBeDefined();
    });

    test('its owner gets it again, and the earlier token is no longer good', async () => {
      const before = await held('one');
      const after = await held('one');
      expect(after.token).toBeGreaterThan(before.token);
      await expect(use().commit({ fence: before })).rejects.toMatchObject({ code: 'lease-lost' });
      await expect(use().commit({ fence: after })).resolves.toEqual([]);
    });

    test('renewing extends it', async () => {
      const fence = await held('one');
      await use().renewLease(fence, later(10));
      expect(await acquire('two', later(5))).toBeUndefined();
      expect(await acquire('two', later(10), later(11))).toBeDefined();
    });

    test('renewing fails once another took it, and the other keeps it', async () => {
      const one = await held('one');
      const two = await held('two', later(2), later(3));
      await expect(use().renewLease(one, later(9))).rejects.toMatchObject({ code: 'lease-lost' });
      await expect(use().commit({ fence: two })).resolves.toEqual([]);
      expect(await acquire('three', later(3), later(4))).toBeDefined();
    });

    test('a released one is free at once, its token is dead and never given again', async () => {
      const one = await held('one');
      await use().releaseLease(one);
      await expect(use().commit({ fence: one })).rejects.toMatchObject({ code: 'lease-lost' });
      await expect(use().renewLease(one, later(5))).rejects.toMatchObject({ code: 'lease-lost' });
      expect((await held('two')).token).toBeGreaterThan(one.token);
    });

    test("releasing a lost one does not take the other's", async () => {
      const one = await held('one');
      const two = await held('two', later(2), later(9));
      await use().releaseLease(one);
      expect(await acquire('three', later(3))).toBeUndefined();
      await expect(use().commit({ fence: two })).resolves.toEqual([]);
    });
  });

  describe('fences', () => {
    const writes = [first(patient('p'), 'p')];

    test('let the holder write', async () => {
      await use().commit({ fence: await held('one'), writes });
      expect(await use().read('Patient', 'p')).toBeDefined();
    });

    test('keep a process that slept past its lease from writing after another took it', async () => {
      const one = await held('one');
      await held('two', later(2), later(3));
      await expect(use().commit({ fence: one, writes })).rejects.toMatchObject({ code: 'lease-lost' });
      expect(await use().read('Patient', 'p')).toBeUndefined();
    });

    test('refuse a lease that never was', async () => {
      const fence = { lease: 'unknown', token: 1 };
      await expect(use().commit({ fence, writes })).rejects.toMatchObject({ code: 'lease-lost' });
    });

    test('are checked where the commit stands in its tick, not when it was asked for', async () => {
      const one = await held('one');
      const [taken, late] = await Promise.allSettled([
        acquire('two', later(2), later(3)),
        use().commit({ fence: one, writes }),
      ]);
      expect([taken.status, late.status]).toEqual(['fulfilled', 'rejected']);
    });
  });

  describe('checkpoints', () => {
    const checkpoint: Checkpoint = { partner: 'ehr-west', epoch: 2, cursor: { since: NOW, page: 'æ' }, enrolledSeq: 9 };

    test('are read back as they were saved, each partner its own', async () => {
      const fence = await held('one');
      await use().saveCheckpoint(checkpoint, fence);
      await use().saveCheckpoint({ ...checkpoint, partner: 'ehr-east', cursor: {} }, fence);
      expect(await use().checkpoint('ehr-west')).toEqual(checkpoint);
      expect(await use().checkpoint('ehr-east')).toEqual({ ...checkpoint, partner: 'ehr-east', cursor: {} });
      expect(await use().checkpoint('ehr-north')).toBeUndefined();
    });

    test('are replaced whole', async () => {
      const fence = await held('one');
      const next = { ...checkpoint, epoch: 3, cursor: { offset: '1' }, enrolledSeq: 10 };
      await use().saveCheckpoint(checkpoint, fence);
      await use().saveCheckpoint(next, fence);
      expect(await use().checkpoint('ehr-west')).toEqual(next);
    });

    test('with a stale fence are refused, and the saved one stands', async () => {
      const one = await held('one');
      await use().saveCheckpoint(checkpoint, one);
      await held('two', later(2), later(3));
      const late = use().saveCheckpoint({ ...checkpoint, epoch: 3 }, one);
      await expect(late).rejects.toMatchObject({ code: 'lease-lost' });
      expect(await use().checkpoint('ehr-west')).toEqual(checkpoint);
    });
  });
}
