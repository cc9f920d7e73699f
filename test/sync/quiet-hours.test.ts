import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quietFor } from '../../src/sync/quiet-hours.ts';

const OSLO = 'Europe/Oslo';

describe('a partner is left alone', () => {
  test.each([
    ['22:00-06:00', '2026-11-22T20:59:59Z', 0],
    ['22:00-06:00', '2026-11-22T21:00:00Z', 8 * 3_600_000],
    ['22:00-06:00', '2026-11-22T23:30:30.500Z', 5.5 * 3_600_000 - 30_500],
    ['22:00-06:00', '2026-11-23T04:59:59.999Z', 1],
    ['22:00-06:00', '2026-11-23T05:00:00Z', 0],
    ['08:00-09:30', '2026-11-22T07:15:00Z', 75 * 60_000],
    ['08:00-09:30', '2026-11-22T08:30:00Z', 0],
    ['22:00-06:00', '2026-07-01T20:00:00Z', 8 * 3_600_000],
    ['', '2026-11-22T23:30:00Z', 0],
  ])('in %s at %s for %i ms more', (hours, at, expected) => {
    expect(quietFor(hours, new Date(at), OSLO)).toBe(expected);
  });

  test('by the clock of the time zone', () => {
    expect(quietFor('22:00-06:00', new Date('2026-11-22T22:30:00Z'), 'UTC')).toBe(7.5 * 3_600_000);
    expect(quietFor('22:00-06:00', new Date('2026-11-22T21:30:00Z'), 'UTC')).toBe(0);
  });

  test('and once it is over, it is over', () => {
    const time = fc
      .integer({ min: 0, max: 1_439 })
      .map(
        (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`,
      );
    const winter = fc.date({
      min: new Date('2026-11-01T00:00:00Z'),
      max: new Date('2026-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(time, time, winter, (from, to, at) => {
        fc.pre(from !== to);
        const left = quietFor(`${from}-${to}`, at, OSLO);
        expect(left).toBeLessThanOrEqual(24 * 3_600_000);
        expect(quietFor(`${from}-${to}`, new Date(at.getTime() + left), OSLO)).toBe(0);
      }),
      { seed: 20261122 },
    );
  });
});
