import { describe, expect, test } from '@jest/globals';
import type { Store } from '../../../src/store/store.ts';
import { fill } from './filled.ts';
import type { StoreFixture } from './fixture.ts';
import { first, goal } from './samples.ts';

export function checkContract(use: () => StoreFixture): void {
  const store = (): Store => use().store;

  describe('a check of the store', () => {
    test('finds nothing wrong where nothing is, however much it compares', async () => {
      await fill(store());
      const report = await store().check();
      expect(report).toMatchObject({ findings: [], versions: 13 });
      expect(report.compared).toBeGreaterThan(5);
      const sampled = await store().check(3);
      expect(sampled.findings).toEqual([]);
      expect(sampled.compared).toBeGreaterThan(0);
    });

    test('finds nothing wrong after everything was made anew, and finds it as before', async () => {
      await fill(store());
      const query = {
        type: 'Goal',
        filters: [{ kind: 'reference', name: 'subject', values: ['Patient/p'] }],
        count: 9,
      } as const;
      const before = await store().search(query);
      const told: { readonly done: number; readonly of: number }[] = [];
      await store().reindex((progress) => told.push(progress));
      expect(told.at(-1)?.done).toBe(told.at(-1)?.of);
      expect(await store().search(query)).toEqual(before);
      expect((await store().check()).findings).toEqual([]);
      await store().commit({ writes: [first(goal('new', 'p'), 'p')] });
      expect((await store().check()).findings).toEqual([]);
    });
  });
}
