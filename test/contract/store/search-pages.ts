import { beforeEach, describe, expect, test } from '@jest/globals';
import type { SearchQuery, Store } from '../../../src/store/store.ts';
import { first, goal } from './samples.ts';

const BY_TIME = [{ name: '_lastUpdated' }] as const;
const BACKWARDS = [{ name: '_lastUpdated', descending: true }] as const;

export function searchPageContract(use: () => Store): void {
  describe('search pages', () => {
    const query = (count: number, after?: string): SearchQuery => ({
      type: 'Goal',
      filters: [{ kind: 'reference', name: 'patient', values: ['Patient/p'] }],
      count,
      ...(after === undefined ? {} : { after }),
    });
    const add = (...names: string[]) => use().commit({ writes: names.map((name) => first(goal(name, 'p'), 'p')) });

    /** Every page from the first, doing something between them. */
    const readAll = async (count: number, between: (page: number) => Promise<unknown> = async () => {}) => {
      const pages: (readonly (string | undefined)[])[] = [];
      let after: string | undefined;
      do {
        const page = await use().search(query(count, after));
        pages.push(page.resources.map((stored) => stored.resource.id));
        after = page.next;
        await between(pages.length);
      } while (after !== undefined);
      return pages;
    };

    test('follow each other without gap or repeat, and the last has no next', async () => {
      await add('a', 'b', 'c', 'd', 'e');
      expect(await readAll(2)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
      expect(await readAll(5)).toEqual([['a', 'b', 'c', 'd', 'e']]);
      expect(await readAll(1)).toEqual([['a'], ['b'], ['c'], ['d'], ['e']]);
    });

    test('each have the exact total', async () => {
      await add('a', 'b', 'c');
      const one = await use().search(query(2));
      expect(one.total).toBe(3);
      await add('d');
      expect((await use().search(query(2, one.next))).total).toBe(4);
    });

    test('a count of 0 gives the total alone', async () => {
      await add('a', 'b');
      expect(await use().search(query(0))).toEqual({ resources: [], total: 2 });
    });

    test('what is added while paging comes at the end, and nothing is met twice', async () => {
      await add('a', 'b', 'c');
      const pages = await readAll(2, async (page) => (page === 1 ? add('d', 'e') : undefined));
      expect(pages.flat()).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    test('what is changed while paging is never missed', async () => {
      await add('a', 'b', 'c');
      const change = (name: string) => use().commit({ writes: [{ ...first(goal(name, 'p'), 'p'), version: 2 }] });
      const pages = await readAll(2, async (page) => (page === 1 ? change('c') : undefined));
      expect(pages.flat()).toEqual(['a', 'b', 'c']);
      const again = await readAll(2, async (page) => (page === 1 ? change('a') : undefined));
      expect(new Set(again.flat())).toEqual(new Set(['a', 'b', 'c']));
    });

    test('what is deleted while paging disappears without disturbing the rest', async () => {
      await add('a', 'b', 'c', 'd');
      const remove = () => use().commit({ writes: [{ ...first(goal('b', 'p'), 'p'), version: 2, deleted: true }] });
      expect(await readAll(2, async (page) => (page === 1 ? remove() : undefined))).toEqual([
        ['a', 'b'],
        ['c', 'd'],
      ]);
    });

    const token = (...values: readonly unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');
    const made = [
      token('', 0),
      token('', -1),
      token('', 1.5),
      token('', 'x'),
      token('', {}),
      token('x', 1),
      token('', 1, 1),
    ];
    test.each(['', '1', 'x', '%%%', `${token('', 1)}=`, `${token('', 1)} `, token(), ...made])(
      'a token we did not give (%j) is refused',
      async (after) => {
        await add('a', 'b');
        await expect(use().search(query(1, after))).rejects.toMatchObject({ code: 'bad-parameter' });
      },
    );

    describe('by the time of the last change', () => {
      const at = (time: string, ...names: string[]) =>
        use().commit({ writes: names.map((name) => first(goal(name, 'p', { meta: { lastUpdated: time } }), 'p')) });
      const sorted = async (sort: SearchQuery['sort'], count: number) => {
        const pages: (readonly (string | undefined)[])[] = [];
        for (let after: string | undefined, more = true; more; ) {
          const page = await use().search({ ...query(count, after), ...(sort ? { sort } : {}) });
          pages.push(page.resources.map(({ resource }) => resource.id));
          after = page.next;
          more = after !== undefined;
        }
        return pages;
      };
      beforeEach(async () => {
        await at('2026-11-22T10:00:00.002Z', 'late');
        await at('2026-11-22T10:00:00.001Z', 'twin-1', 'twin-2');
        await at('1969-12-31T10:00:00.000Z', 'old');
      });

      test('pages follow each other whatever the order of commits, twins by commit', async () => {
        for (const count of [1, 2, 3, 4]) {
          expect((await sorted(BY_TIME, count)).flat()).toEqual(['old', 'twin-1', 'twin-2', 'late']);
          expect((await sorted(BACKWARDS, count)).flat()).toEqual(['late', 'twin-2', 'twin-1', 'old']);
        }
        expect((await sorted(undefined, 2)).flat()).toEqual(['late', 'twin-1', 'twin-2', 'old']);
      });

      test('a token of one order is refused in another', async () => {
        const { next = '' } = await use().search({ ...query(1), sort: BY_TIME });
        await expect(use().search(query(1, next))).rejects.toMatchObject({ code: 'bad-parameter' });
        await expect(use().search({ ...query(1, next), sort: BACKWARDS })).rejects.toMatchObject({
          code: 'bad-parameter',
        });
      });
    });

    test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('a count of %p is refused', async (count) => {
      await expect(use().search(query(count))).rejects.toMatchObject({ code: 'bad-parameter' });
    });
  });
}
