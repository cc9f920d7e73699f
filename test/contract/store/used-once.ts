import { describe, expect, test } from '@jest/globals';
import type { Store } from '../../../src/store/store.ts';
import { later, NOW } from './samples.ts';

export function usedOnceContract(use: () => Store): void {
  describe('what may be used once', () => {
    test('is used once, and another beside it', async () => {
      expect(await use().useOnce('one', later(1), NOW)).toBe(true);
      expect(await use().useOnce('one', later(1), NOW)).toBe(false);
      expect(await use().useOnce('one', later(5), later(0.5))).toBe(false);
      expect(await use().useOnce('two', later(1), NOW)).toBe(true);
    });

    test('of many who use it at once one does', async () => {
      const answers = await Promise.all([1, 2, 3, 4].map(() => use().useOnce('one', later(1), NOW)));
      expect(answers.filter((answer) => answer)).toHaveLength(1);
    });

    test('is forgotten once its time is past', async () => {
      expect(await use().useOnce('one', later(1), NOW)).toBe(true);
      expect(await use().useOnce('one', later(2), later(1))).toBe(true);
    });

    test('is forgotten faster than it comes', async () => {
      for (let at = 0; at < 100; at += 1) await use().useOnce(`early ${at}`, later(1), NOW);
      // Each call forgets some of those that are past: after so many calls none is left to be in the way.
      for (let at = 0; at < 20; at += 1) await use().useOnce(`late ${at}`, later(9), later(2));
      for (let at = 0; at < 100; at += 1) expect(await use().useOnce(`early ${at}`, later(9), later(2))).toBe(true);
    });
  });
}
