import { describe, expect, test } from '@jest/globals';
import type { Store } from '../../../src/store/store.ts';
import { counterpart, everything, first, goal, link, patient } from './samples.ts';

const ids = (parts: Awaited<ReturnType<Store['record']>>['parts']) => parts.map((part) => part.resource.id);

export function recordContract(use: () => Store): void {
  describe('record', () => {
    test('is empty with seq 0 for an unknown person', async () => {
      expect(await use().record('p')).toEqual({ seq: 0, parts: [] });
    });

    test("holds the current, undeleted parts and nobody else's", async () => {
      const gone = first(goal('gone', 'p'), 'p');
      await use().commit({ writes: [first(patient('p'), 'p'), first(goal('kept', 'p'), 'p'), gone] });
      await use().commit({ writes: [first(goal('other', 'q'), 'q'), { resource: goal('loose', 'p'), version: 1 }] });
      await use().commit({ writes: [{ ...gone, version: 2, deleted: true }] });
      await use().commit({
        writes: [{ ...first(goal('kept', 'p', { lifecycleStatus: 'on-hold' }), 'p'), version: 2 }],
      });
      const { parts } = await use().record('p');
      expect(ids(parts)).toEqual(['p', 'kept']);
      expect(parts[1]).toMatchObject({ version: 2, resource: { lifecycleStatus: 'on-hold' } });
    });

    test('has the seq of its newest write, also of a deletion', async () => {
      await use().commit({ writes: [first(patient('p'), 'p')] });
      const [deletion] = await use().commit({ writes: [{ ...first(patient('p'), 'p'), version: 2, deleted: true }] });
      expect(await use().record('p')).toEqual({ seq: deletion?.seq, parts: [] });
    });

    test('its seq is moved only by writes to it', async () => {
      await use().commit(everything('p'));
      const before = await use().record('p');
      await use().commit({
        writes: [first(patient('q'), 'q'), { resource: goal('directory', 'p'), version: 1 }],
        links: [link('p', { standing: 'owed' })],
        counterparts: [counterpart('goal-p', { person: 'p', peerId: 'another' })],
        taken: [{ partner: 'ehr-west', person: 'p' }],
      });
      expect(await use().record('p')).toEqual(before);
    });

    test('is changed by a part that leaves it', async () => {
      await use().commit({ writes: [first(patient('p'), 'p'), first(goal('g', 'p'), 'p')] });
      const [moved] = await use().commit({ writes: [{ ...first(goal('g', 'q'), 'q'), version: 2 }] });
      expect(await use().record('p')).toMatchObject({ seq: moved?.seq, parts: [{ resource: { id: 'p' } }] });
      expect(await use().record('q')).toMatchObject({ seq: moved?.seq, parts: [{ resource: { id: 'g' } }] });
    });
  });

  describe('changedSince', () => {
    test('is empty at first', async () => {
      expect(await use().changedSince(0)).toEqual({ seq: 0, persons: [] });
    });

    test('names each changed person once and the newest seq of all commits', async () => {
      await use().commit(everything('p'));
      const { seq: start } = await use().changedSince(0);
      await use().commit(everything('q'));
      await use().commit({ writes: [first(goal('g', 'q'), 'q')] });
      const [loose] = await use().commit({ writes: [{ resource: goal('directory', 'p'), version: 1 }] });
      expect(await use().changedSince(start)).toEqual({ seq: loose?.seq, persons: ['q'] });
      expect(new Set((await use().changedSince(0)).persons)).toEqual(new Set(['p', 'q']));
      expect(await use().changedSince(loose?.seq ?? 0)).toEqual({ seq: loose?.seq, persons: [] });
    });
  });

  describe('persons', () => {
    const identifier = (value: string) => ({ system: 'urn:test:person', value });

    test('finds whom any identifier leads to, without repeats', async () => {
      await use().commit({
        identifiers: [
          { ...identifier('1'), person: 'p' },
          { ...identifier('2'), person: 'p' },
          { ...identifier('3'), person: 'q' },
        ],
      });
      expect(await use().persons([identifier('2'), identifier('1')])).toEqual(['p']);
      expect(new Set(await use().persons([identifier('1'), identifier('3'), identifier('4')]))).toEqual(
        new Set(['p', 'q']),
      );
      expect(await use().persons([identifier('4')])).toEqual([]);
      expect(await use().persons([])).toEqual([]);
    });

    test('system and value together identify', async () => {
      await use().commit({ identifiers: [{ ...identifier('1'), person: 'p' }] });
      expect(await use().persons([{ system: 'urn:other', value: '1' }])).toEqual([]);
    });

    test('the same person may claim again; another may not, and the first keeps it', async () => {
      const claim = (person: string) => use().commit({ identifiers: [{ ...identifier('1'), person }] });
      await claim('p');
      await claim('p');
      await expect(claim('q')).rejects.toMatchObject({ code: 'duplicate' });
      expect(await use().persons([identifier('1')])).toEqual(['p']);
    });

    test('of many who claim in one tick one gets it', async () => {
      const claims = ['p', 'q', 'r'].map((person) => use().commit({ identifiers: [{ ...identifier('1'), person }] }));
      const outcomes = await Promise.allSettled(claims);
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    });
  });
}
