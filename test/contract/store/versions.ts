import { describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import type { Store } from '../../../src/store/store.ts';
import { carePlan, first, goal, later, NOW, patient } from './samples.ts';

export function versionContract(use: () => Store): void {
  describe('versions', () => {
    test('what never existed is undefined, and has no history', async () => {
      expect(await use().read('Patient', 'p')).toBeUndefined();
      expect(await use().readVersion('Patient', 'p', 1)).toBeUndefined();
      expect(await use().history('Patient', 'p')).toEqual([]);
    });

    test('a version is read back as it was written, with meta, seq, record and owner', async () => {
      const plan = carePlan('c', 'p', {
        extension: [{ url: 'urn:x', valueDecimal: 1.5 }],
        description: 'Øvre \u2028 «x»',
      });
      const [written] = await use().commit({ writes: [{ ...first(plan, 'p'), owner: '991825827' }] });
      expect(written).toEqual({
        resource: { ...plan, meta: { versionId: '1', lastUpdated: NOW } },
        seq: written?.seq,
        version: 1,
        deleted: false,
        record: 'p',
        owner: '991825827',
      });
      expect(written?.seq).toBeGreaterThan(0);
      expect(await use().read('CarePlan', 'c')).toEqual(written);
      expect(await use().readVersion('CarePlan', 'c', 1)).toEqual(written);
    });

    test('record and owner are absent where none was given', async () => {
      const [written] = await use().commit({ writes: [{ resource: patient('p'), version: 1 }] });
      for (const stored of [written, await use().read('Patient', 'p')]) {
        expect(stored).not.toHaveProperty('record');
        expect(stored).not.toHaveProperty('owner');
      }
    });

    test('type and id together are the identity', async () => {
      await use().commit({ writes: [first(patient('same'), 'same'), first(goal('same', 'same'), 'same')] });
      expect((await use().read('Patient', 'same'))?.resource.resourceType).toBe('Patient');
      expect((await use().read('Goal', 'same'))?.resource.resourceType).toBe('Goal');
      expect(await use().read('CarePlan', 'same')).toBeUndefined();
    });

    test('history is newest first, and every version stays readable', async () => {
      await use().commit({ writes: [first(goal('g', 'p'), 'p')] });
      await use().commit({ writes: [{ ...first(goal('g', 'p', { lifecycleStatus: 'on-hold' }), 'p'), version: 2 }] });
      const history = await use().history('Goal', 'g');
      expect(history.map((stored) => stored.version)).toEqual([2, 1]);
      expect(await use().readVersion('Goal', 'g', 1)).toEqual(history[1]);
      expect(history[1]?.resource).toMatchObject({ lifecycleStatus: 'active', meta: { versionId: '1' } });
      expect(await use().read('Goal', 'g')).toEqual(history[0]);
      expect(await use().readVersion('Goal', 'g', 3)).toBeUndefined();
      expect(await use().readVersion('Goal', 'g', 1.5)).toBeUndefined();
    });

    test('all versions are walked back through, by type, record and what changed since', async () => {
      await use().commit({
        writes: [first(patient('p'), 'p'), first(goal('g', 'p'), 'p'), first(goal('h', 'q'), 'q')],
      });
      const [again] = await use().commit({ writes: [{ ...first(goal('g', 'p'), 'p'), version: 2, deleted: true }] });
      const keys = async (query: Omit<Parameters<Store['versions']>[0], 'count'>, count = 9) =>
        (await use().versions({ ...query, count })).map(({ resource, version }) => `${resource.id}/${version}`);
      expect(await keys({})).toEqual(['g/2', 'h/1', 'g/1', 'p/1']);
      expect(await keys({ type: 'Goal' })).toEqual(['g/2', 'h/1', 'g/1']);
      expect(await keys({ record: 'p' })).toEqual(['g/2', 'g/1', 'p/1']);
      expect(await keys({}, 2)).toEqual(['g/2', 'h/1']);
      expect(await keys({ before: again?.seq ?? 0 })).toEqual(['h/1', 'g/1', 'p/1']);
      // Of the one that changed since, all of them.
      const since = String(again?.resource.meta?.lastUpdated);
      expect(await keys({ since })).toEqual(['g/2', 'g/1']);
      expect(await keys({ since, type: 'Patient' })).toEqual([]);
      expect((await use().versions({ count: 1 }))[0]).toEqual(again);
    });

    test('the access log is among them only where it is asked for', async () => {
      const event = { resourceType: 'AuditEvent', id: 'e' } as Resource;
      await use().commit({ writes: [{ resource: event, version: 1 }] });
      expect(await use().versions({ count: 9 })).toEqual([]);
      expect(await use().versions({ type: 'AuditEvent', count: 9 })).toHaveLength(1);
    });

    test('a deleted version is current, keeps its content, and can be followed by another', async () => {
      await use().commit({ writes: [first(goal('g', 'p'), 'p')] });
      await use().commit({ writes: [{ ...first(goal('g', 'p'), 'p'), version: 2, deleted: true }] });
      expect(await use().read('Goal', 'g')).toMatchObject({
        version: 2,
        deleted: true,
        resource: { id: 'g', lifecycleStatus: 'active' },
      });
      expect((await use().readVersion('Goal', 'g', 1))?.deleted).toBe(false);
      await use().commit({ writes: [{ ...first(goal('g', 'p'), 'p'), version: 3 }] });
      expect(await use().read('Goal', 'g')).toMatchObject({ version: 3, deleted: false });
    });

    test.each([0, 1, 3, 4])('version %i after version 1 is stale or ahead, and nothing is written', async (version) => {
      await use().commit({ writes: [first(goal('g', 'p'), 'p')] });
      const before = await use().record('p');
      const writes = [first(patient('q'), 'q'), { ...first(goal('g', 'p'), 'p'), version }];
      await expect(use().commit({ writes })).rejects.toMatchObject({ code: 'stale-version' });
      expect(await use().record('p')).toEqual(before);
      expect(await use().read('Patient', 'q')).toBeUndefined();
    });

    test.each([0, 2])('version %i of what does not exist is refused', async (version) => {
      const writes = [{ resource: patient('p'), version }];
      await expect(use().commit({ writes })).rejects.toMatchObject({ code: 'stale-version' });
      expect(await use().read('Patient', 'p')).toBeUndefined();
    });

    test('of many writers of the same version one wins', async () => {
      const attempts = Array.from({ length: 10 }, (_, n) =>
        use().commit({ writes: [{ resource: patient('p', { language: `x-${n}` }), version: 1 }] }),
      );
      const outcomes = await Promise.allSettled(attempts);
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      expect(await use().history('Patient', 'p')).toHaveLength(1);
    });

    test('seq grows with every write, in the order of the commits and of the writes in each', async () => {
      const written = [
        ...(await use().commit({ writes: [first(patient('b'), 'b'), first(patient('a'), 'a')] })),
        ...(await use().commit({ writes: [first(patient('c'), 'c')] })),
      ];
      expect(written.map((stored) => stored.resource.id)).toEqual(['b', 'a', 'c']);
      const seqs = written.map((stored) => stored.seq);
      expect(seqs).toEqual([...new Set(seqs)].toSorted((one, other) => one - other));
    });

    test('lastUpdated never goes back or stands still within a resource', async () => {
      await use().commit({ writes: [{ resource: patient('p', { meta: { lastUpdated: later(5) } }), version: 1 }] });
      const [second] = await use().commit({ writes: [{ resource: patient('p'), version: 2 }] });
      const [third] = await use().commit({
        writes: [{ resource: patient('p', { meta: { lastUpdated: later(9) } }), version: 3 }],
      });
      expect(second?.resource.meta?.lastUpdated).toBe('2026-11-02T10:05:00.001Z');
      expect(third?.resource.meta?.lastUpdated).toBe(later(9));
    });

    test('other meta is kept', async () => {
      const meta = {
        lastUpdated: NOW,
        profile: ['urn:p'],
        security: [{ system: 'urn:s', code: 'R' }],
        versionId: '77',
      };
      const [written] = await use().commit({ writes: [{ resource: patient('p', { meta }), version: 1 }] });
      expect(written?.resource.meta).toEqual({ ...meta, versionId: '1' });
    });

    test('what a caller does to a resource it read changes nothing in the store', async () => {
      await use().commit({ writes: [first(patient('p'), 'p')] });
      const read = await use().read('Patient', 'p');
      if (read !== undefined) read.resource.language = 'nn';
      expect((await use().read('Patient', 'p'))?.resource.language).toBeUndefined();
    });

    test('a resource without an id is refused', async () => {
      const resource = { resourceType: 'Patient' } as const;
      await expect(use().commit({ writes: [{ resource, version: 1 }] })).rejects.toMatchObject({ code: 'internal' });
    });
  });
}
