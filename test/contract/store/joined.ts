import { describe, expect, test } from '@jest/globals';
import type { Store } from '../../../src/store/store.ts';
import { expectAllOf } from './nothing-of.ts';
import { counterpart, everything, first, goal, link, PARTNER, setAside } from './samples.ts';

export function joinedContract(use: () => Store): void {
  describe('persons who turned out to be one', () => {
    const number = (person: string) => ({ system: 'urn:test:person', value: `number-${person}` });
    const join = (person: string, into: string) => use().commit({ joined: { person, into } });

    test('nobody is joined at first', async () => {
      await use().commit(everything('p'));
      expect(await use().survivor('p')).toBe('p');
      expect(await use().survivor('unknown')).toBe('unknown');
    });

    test('identifiers and counterparts lead to the survivor; links and set-asides end', async () => {
      await use().commit(everything('p'));
      await use().commit(everything('q'));
      await join('q', 'p');
      expect(await use().survivor('q')).toBe('p');
      expect(await use().persons([number('q'), number('p')])).toEqual(['p']);
      expect((await use().counterparts(PARTNER, 'p')).map(({ id }) => id)).toEqual(['goal-p', 'goal-q']);
      expect(await use().counterparts(PARTNER, 'q')).toEqual([]);
      expect((await use().counterpartByPeerId(PARTNER, 'Goal', 'peer-q'))?.person).toBe('p');
      expect(await use().links('q')).toEqual([]);
      expect(await use().allSetAside()).toEqual([setAside('p')]);
    });

    test('everyone else is left as they are', async () => {
      for (const person of ['p', 'q', 'r']) await use().commit(everything(person));
      await join('q', 'p');
      await expectAllOf(use(), 'r');
    });

    test('who was joined before follows along', async () => {
      for (const person of ['p', 'q', 'r']) await use().commit(everything(person));
      await join('r', 'q');
      await join('q', 'p');
      expect(await use().survivor('r')).toBe('p');
      expect(await Promise.all(['p', 'q', 'r'].map((one) => use().joined(one)))).toEqual([['q', 'r'], [], []]);
      expect(await use().persons([number('r')])).toEqual(['p']);
      expect(await use().counterparts(PARTNER, 'p')).toHaveLength(3);
    });

    test('the same commit writes what becomes of them', async () => {
      await use().commit(everything('p'));
      await use().commit(everything('q'));
      await use().commit({
        joined: { person: 'q', into: 'p' },
        writes: [{ ...first(goal('goal-q', 'p'), 'p'), version: 2 }],
        counterparts: [counterpart('goal-q', { person: 'p', peerId: 'peer-q', frozen: true })],
        links: [link('p', { standing: 'owed' })],
        setAside: [setAside('p', { findings: [] })],
      });
      expect((await use().record('p')).parts.map(({ resource }) => resource.id)).toEqual(['p', 'goal-p', 'goal-q']);
      expect(await use().counterpart(PARTNER, 'Goal', 'goal-q')).toMatchObject({ person: 'p', frozen: true });
      expect(await use().links('p')).toEqual([link('p', { standing: 'owed' })]);
      expect(await use().allSetAside()).toEqual([setAside('p', { findings: [] })]);
    });

    test('a commit that fails joins nobody', async () => {
      await use().commit(everything('p'));
      await use().commit(everything('q'));
      const stale = {
        expect: [
          { record: 'p', seq: 1_000 },
          { record: 'q', seq: 0 },
        ],
        joined: { person: 'q', into: 'p' },
      };
      await expect(use().commit(stale)).rejects.toMatchObject({ code: 'stale-record' });
      await expectAllOf(use(), 'q');
      expect(await use().survivor('q')).toBe('q');
    });

    describe('later commits by whoever does not know yet', () => {
      test('a counterpart is kept for the survivor', async () => {
        await use().commit({ ...everything('q'), counterparts: [] });
        await join('q', 'p');
        await use().commit({ counterparts: [counterpart('goal-q', { person: 'q', peerId: '9' })] });
        expect(await use().counterparts(PARTNER, 'p')).toMatchObject([{ id: 'goal-q', peerId: '9' }]);
      });

      test('a link is not written', async () => {
        await use().commit(everything('q'));
        await join('q', 'p');
        await use().commit({ links: [link('q'), link('r')] });
        expect(await use().links('q')).toEqual([]);
        expect(await use().links('r')).toHaveLength(1);
      });

      test.each(['identifiers', 'setAside', 'taken'] as const)(
        '%s fail: they must be looked at again',
        async (name) => {
          await use().commit(everything('q'));
          await join('q', 'p');
          const { identifiers, setAside: entries } = everything('q');
          const change = { identifiers, setAside: entries, taken: [{ partner: PARTNER, person: 'q' }] };
          const { seq } = await use().changedSince(0);
          await expect(use().commit({ [name]: change[name] })).rejects.toMatchObject({ code: 'stale-record' });
          expect((await use().changedSince(0)).seq).toBe(seq);
        },
      );
    });

    test('nobody is joined by what a sender calls an identifier', async () => {
      await use().commit(everything('p'));
      const identifiers = [{ system: 'samplan:joined', value: 'p', person: 'q' }];
      await expect(use().commit({ identifiers })).rejects.toMatchObject({ code: 'duplicate' });
      expect(await use().survivor('p')).toBe('p');
    });
  });
}
