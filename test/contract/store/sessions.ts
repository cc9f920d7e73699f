import { describe, expect, test } from '@jest/globals';
import type { KeptSession } from '../../../src/store/session-memory.ts';
import type { Store } from '../../../src/store/store.ts';
import { later, NOW } from './samples.ts';

const of = (key: string, more: Partial<KeptSession> = {}): KeptSession => ({
  ...{ key, content: `content of ${key}`, isSignedIn: false, revision: 1, began: NOW, used: NOW },
  ...more,
});

export function sessionContract(use: () => Store): void {
  const begin = async (...sessions: readonly KeptSession[]): Promise<void> => {
    for (const one of sessions) await use().beginSession(one, 100);
  };
  const left = async (...keys: readonly string[]): Promise<readonly boolean[]> =>
    Promise.all(keys.map(async (key) => (await use().session(key)) !== undefined));

  describe('sessions of the console', () => {
    test('are kept as they are until they are ended', async () => {
      expect(await use().session('one')).toBeUndefined();
      await begin(of('one'), of('two', { isSignedIn: true, used: later(1) }));
      expect(await use().session('one')).toEqual(of('one'));
      expect(await use().session('two')).toEqual(of('two', { isSignedIn: true, used: later(1) }));
      await use().endSession('one');
      expect(await left('one', 'two')).toEqual([false, true]);
    });

    test('know when they were used last, which never goes back', async () => {
      await begin(of('one'));
      await use().sessionUsed('one', later(5));
      await use().sessionUsed('one', later(3));
      expect((await use().session('one'))?.used).toBe(later(5));
    });

    test('are changed by who knows them as they are, and by nobody after', async () => {
      await begin(of('one'));
      expect(await use().changeSession('one', 1, 'new')).toBe(true);
      expect(await use().changeSession('one', 1, 'late')).toBe(false);
      expect(await use().changeSession('none', 1, 'late')).toBe(false);
      expect(await use().session('one')).toMatchObject({ content: 'new', revision: 2 });
    });

    test('are claimed for a change by one of many, until it is made or its time is over', async () => {
      await begin(of('one'));
      const claim = { now: NOW, until: later(1) };
      const answers = await Promise.all([1, 2, 3, 4].map(() => use().claimSession('one', 1, claim)));
      expect(answers.filter((answer) => answer)).toHaveLength(1);
      expect(await use().claimSession('one', 1, { now: later(1), until: later(2) })).toBe(true);
      expect(await use().changeSession('one', 1, 'new')).toBe(true);
      expect(await use().claimSession('one', 1, { now: later(9), until: later(9) })).toBe(false);
      expect(await use().claimSession('one', 2, { now: later(1), until: later(2) })).toBe(true);
    });

    test('make room where there are too many: first the oldest in which nobody has signed in', async () => {
      const [signedIn, oldest, old] = [
        of('signed-in', { isSignedIn: true }),
        of('oldest'),
        of('old', { began: later(1) }),
      ];
      await begin(signedIn, oldest, old);
      await use().beginSession(of('new', { began: later(2) }), 3);
      expect(await left('signed-in', 'oldest', 'old', 'new')).toEqual([true, false, true, true]);
      await use().beginSession(of('only', { began: later(3) }), 1);
      expect(await left('signed-in', 'old', 'new', 'only')).toEqual([false, false, false, true]);
    });

    test('are forgotten when nothing was done for so long, or after so long', async () => {
      await begin(
        of('unused', { began: later(9) }),
        of('long', { used: later(9) }),
        of('both', { began: later(9), used: later(9) }),
      );
      await use().forgetSessions({ used: later(1), began: later(1) });
      expect(await left('unused', 'long', 'both')).toEqual([false, false, true]);
    });
  });
}
