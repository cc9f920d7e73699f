import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { waitBefore } from '../../src/sync/retry.ts';

const attempts = fc.integer({ min: 1, max: 1_000_000 });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const QUARTER_OF_AN_HOUR = 15 * 60_000;

describe('the wait before the next attempt', () => {
  test.each([
    [1, 2_000],
    [2, 4_000],
    [3, 8_000],
    [9, 512_000],
    [10, QUARTER_OF_AN_HOUR],
    [10_000, QUARTER_OF_AN_HOUR],
  ])('after %i failures is %i ms in the middle of its jitter', (failures, wait) => {
    expect(waitBefore(failures, 0.5)).toBe(wait);
  });

  test('grows with the failures, whatever the jitter', () => {
    fc.assert(
      fc.property(attempts, attempts, random, (one, other, jitter) => {
        const [fewer, more] = one < other ? [one, other] : [other, one];
        expect(waitBefore(fewer, jitter)).toBeLessThanOrEqual(waitBefore(more, jitter));
      }),
    );
  });

  test('is a whole number of milliseconds between one second and 22 and a half minutes', () => {
    fc.assert(
      fc.property(attempts, random, (failures, jitter) => {
        const wait = waitBefore(failures, jitter);
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(1_000);
        expect(wait).toBeLessThanOrEqual(1.5 * QUARTER_OF_AN_HOUR);
      }),
    );
  });

  test('is never shorter than the partner asked for, and its own where that is longer', () => {
    fc.assert(
      fc.property(attempts, random, fc.integer({ min: 0, max: 100_000 }), (failures, jitter, seconds) => {
        const wait = waitBefore(failures, jitter, seconds);
        expect(wait).toBe(Math.max(seconds * 1_000, waitBefore(failures, jitter)));
      }),
    );
  });

  test('differs between links that failed together', () => {
    expect(new Set([0, 0.2, 0.4, 0.6, 0.8].map((jitter) => waitBefore(4, jitter))).size).toBe(5);
  });
});
