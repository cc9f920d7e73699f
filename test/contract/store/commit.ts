import { describe, expect, test } from '@jest/globals';
import { SamplanError } from '../../../src/errors.ts';
import type { Commit, Store } from '../../../src/store/store.ts';
import { expectAllOf, expectNothingOf } from './nothing-of.ts';
import { counterpart, everything, first, goal, later, link, NOW, patient } from './samples.ts';

export function commitContract(use: () => Store): void {
  describe('commit', () => {
    /** Each spoils a commit about person `q` in its own way. */
    const spoil: Readonly<Record<string, { readonly code: string; readonly change: () => Promise<Commit> }>> = {
      'a stale version': {
        code: 'stale-version',
        change: async () => ({
          ...everything('q'),
          writes: [...(everything('q').writes ?? []), first(goal('taken', 'p'), 'p')],
        }),
      },
      'a stale record': {
        code: 'stale-record',
        change: async () => ({ ...everything('q'), expect: { record: 'p', seq: 0 } }),
      },
      'an identifier of another person': {
        code: 'duplicate',
        change: async () => ({
          ...everything('q'),
          identifiers: [
            ...(everything('q').identifiers ?? []),
            { system: 'urn:test:person', value: 'number-p', person: 'q' },
          ],
        }),
      },
      "another counterpart's peer id": {
        code: 'duplicate',
        change: async () => ({
          ...everything('q'),
          counterparts: [...(everything('q').counterparts ?? []), counterpart('other', { peerId: 'peer-p' })],
        }),
      },
      'a lost lease': {
        code: 'lease-lost',
        change: async () => {
          const fence = await use().acquireLease('pull', 'one', NOW, later(1));
          await use().acquireLease('pull', 'two', later(2), later(3));
          return fence === undefined ? {} : { ...everything('q'), fence };
        },
      },
      'an instant that is none': {
        code: 'internal',
        change: async () => ({ ...everything('q'), links: [link('q', { nextAttempt: 'tomorrow' })] }),
      },
    };

    for (const [what, { code, change }] of Object.entries(spoil)) {
      test(`with ${what} it writes nothing at all`, async () => {
        await use().commit({
          ...everything('p'),
          writes: [first(patient('p'), 'p'), first(goal('goal-p', 'p'), 'p'), first(goal('taken', 'p'), 'p')],
        });
        const error = await use()
          .commit(await change())
          .catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(SamplanError);
        expect(error).toMatchObject({ code });
        await expectNothingOf(use(), 'q');
        expect(await use().overview()).toMatchObject({ records: 1, setAside: 1 });
      });

      test(`with ${what} it does not fail its neighbours in the same tick`, async () => {
        await use().commit({ ...everything('p'), writes: [first(patient('p'), 'p'), first(goal('taken', 'p'), 'p')] });
        const spoiled = await change();
        const [before, failed, after] = await Promise.allSettled([
          use().commit(everything('r')),
          use().commit(spoiled),
          use().commit(everything('s')),
        ]);
        expect([before.status, failed.status, after.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
        await expectAllOf(use(), 'r');
        await expectNothingOf(use(), 'q');
        await expectAllOf(use(), 's');
      });
    }

    test('writes everything it says', async () => {
      await use().commit(everything('p'));
      await expectAllOf(use(), 'p');
    });

    test('commits of one tick see those before them', async () => {
      const [one, two] = await Promise.all([
        use().commit({ writes: [first(patient('p'), 'p')] }),
        use().commit({ writes: [{ ...first(patient('p'), 'p'), version: 2 }] }),
      ]);
      expect([one?.[0]?.version, two?.[0]?.version]).toEqual([1, 2]);
    });

    test('one commit may write two versions of the same resource', async () => {
      const writes = [
        first(goal('g', 'p'), 'p'),
        { ...first(goal('g', 'p', { lifecycleStatus: 'completed' }), 'p'), version: 2 },
      ];
      await use().commit({ writes });
      expect(await use().read('Goal', 'g')).toMatchObject({ version: 2, resource: { lifecycleStatus: 'completed' } });
    });

    test('an empty commit writes nothing and moves no seq', async () => {
      await use().commit(everything('p'));
      const before = await use().changedSince(0);
      expect(await use().commit({})).toEqual([]);
      expect(await use().changedSince(0)).toEqual(before);
    });

    test('a refusal tells the code, never an identifier or a person', async () => {
      await use().commit(everything('p'));
      const identifiers = [{ system: 'urn:test:person', value: 'number-p', person: 'q' }];
      const error = await use()
        .commit({ identifiers })
        .catch((thrown: unknown) => thrown);
      const told = error instanceof SamplanError ? JSON.stringify({ ...error, message: error.message }) : '';
      expect(told).toContain('duplicate');
      expect(told).not.toContain('number-p');
    });

    describe('expecting a record', () => {
      test('passes while the record stands where it was read', async () => {
        await use().commit({ ...everything('p'), expect: { record: 'p', seq: 0 } });
        const { seq } = await use().record('p');
        await use().commit({ expect: { record: 'p', seq }, writes: [first(goal('g', 'p'), 'p')] });
        expect((await use().record('p')).parts).toHaveLength(3);
      });

      test('fails once the record has moved past it', async () => {
        await use().commit(everything('p'));
        const { seq } = await use().record('p');
        await use().commit({ writes: [first(goal('g', 'p'), 'p')] });
        await expect(use().commit({ expect: { record: 'p', seq } })).rejects.toMatchObject({ code: 'stale-record' });
      });

      test("is not disturbed by others' records", async () => {
        await use().commit(everything('p'));
        const { seq } = await use().record('p');
        await use().commit(everything('q'));
        await use().commit({ expect: { record: 'p', seq }, writes: [first(goal('g', 'p'), 'p')] });
        expect((await use().record('p')).parts).toHaveLength(3);
      });

      test('lets one of two deciders in one tick through', async () => {
        await use().commit(everything('p'));
        const expected = { record: 'p', seq: (await use().record('p')).seq };
        const outcomes = await Promise.allSettled([
          use().commit({ expect: expected, writes: [first(goal('one', 'p'), 'p')] }),
          use().commit({ expect: expected, writes: [first(goal('two', 'p'), 'p')] }),
        ]);
        expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected']);
        expect(await use().read('Goal', 'two')).toBeUndefined();
      });
    });
  });
}
