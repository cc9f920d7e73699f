import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { isCron, missedSince, nextTick, type Scheduled, schedulePass } from '../../src/sync/schedule.ts';

describe('an expression', () => {
  test.each(['*/5 * * * *', '*/5 * * * * *', '0 6 * * 1-5', '15,45 7-16 * * *'])('%s is understood', (expression) => {
    expect(isCron(expression)).toBe(true);
  });

  test.each(['', '* * * *', '61 * * * *', '* 24 * * *', 'every minute', '* * * * * * *'])('%j is not', (expression) => {
    expect(isCron(expression)).toBe(false);
  });
});

const AT_HOME = { name: 'a', timezone: 'Europe/Oslo' };

describe('a scheduled pass', () => {
  let scheduled: Scheduled;
  beforeEach(() => {
    jest.useFakeTimers({ now: new Date('2026-11-22T10:00:00.500Z') });
  });
  afterEach(async () => {
    await scheduled.stop();
    jest.useRealTimers();
  });

  test('comes at every tick', async () => {
    const started: string[] = [];
    scheduled = schedulePass('*/10 * * * * *', AT_HOME, async () => {
      started.push(new Date().toISOString().slice(14, 19));
    });
    await jest.advanceTimersByTimeAsync(35_000);
    expect(started).toEqual(['00:10', '00:20', '00:30']);
  });

  test('comes by the clock in Norway', async () => {
    let count = 0;
    scheduled = schedulePass('0 30 11 * * *', AT_HOME, async () => {
      count += 1;
    });
    await jest.advanceTimersByTimeAsync(29 * 60_000);
    expect(count).toBe(0);
    await jest.advanceTimersByTimeAsync(2 * 60_000);
    expect(count).toBe(1);
  });

  test('that is slow is not started a second time, and comes again when it is done', async () => {
    const ends: (() => void)[] = [];
    scheduled = schedulePass('*/10 * * * * *', AT_HOME, () => new Promise<void>((resolve) => ends.push(resolve)));
    await jest.advanceTimersByTimeAsync(45_000);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(ends).toHaveLength(2);
    ends[1]?.();
  });

  test('that fails comes again all the same, and the console is told nothing of it', async () => {
    const told = (['log', 'info', 'warn', 'error'] as const).map((name) => jest.spyOn(console, name));
    let count = 0;
    scheduled = schedulePass('*/10 * * * * *', AT_HOME, async () => {
      count += 1;
      throw new Error('about Ingrid');
    });
    await jest.advanceTimersByTimeAsync(25_000);
    expect(count).toBe(2);
    for (const spy of told) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  test('is waited for by stop, and none comes after', async () => {
    const ends: (() => void)[] = [];
    let count = 0;
    scheduled = schedulePass('*/10 * * * * *', AT_HOME, () => {
      count += 1;
      return new Promise<void>((resolve) => ends.push(resolve));
    });
    await jest.advanceTimersByTimeAsync(12_000);
    let isStopped = false;
    const stopping = scheduled.stop().then(() => {
      isStopped = true;
    });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(isStopped).toBe(false);
    ends[0]?.();
    await stopping;
    await jest.advanceTimersByTimeAsync(30_000);
    expect(count).toBe(1);
  });

  const counted = (expression: string, options: Partial<Parameters<typeof schedulePass>[1]>) => {
    const started: string[] = [];
    scheduled = schedulePass(expression, { ...AT_HOME, ...options }, async () => {
      started.push(new Date().toISOString().slice(11, 19));
    });
    return started;
  };

  test('comes by the clock of another time zone', async () => {
    const started = counted('0 30 10 * * *', { timezone: 'UTC' });
    await jest.advanceTimersByTimeAsync(31 * 60_000);
    expect(started).toEqual(['10:30:00']);
  });

  test('waits until the quiet hours are over, and comes once then', async () => {
    const started = counted('*/10 * * * *', { quietHours: '11:00-11:45' });
    await jest.advanceTimersByTimeAsync(44 * 60_000);
    expect(started).toEqual([]);
    await jest.advanceTimersByTimeAsync(6 * 60_000);
    expect(started).toEqual(['10:45:00', '10:50:00']);
  });

  test('that waits for the end of quiet hours does not hold up a stop', async () => {
    const started = counted('*/10 * * * *', { quietHours: '11:00-11:45' });
    await jest.advanceTimersByTimeAsync(20 * 60_000);
    await scheduled.stop();
    await jest.advanceTimersByTimeAsync(60 * 60_000);
    expect(started).toEqual([]);
  });

  test('waits a part of its jitter', async () => {
    const started = counted('0 * * * * *', { jitterSeconds: 40, random: () => 0.5 });
    await jest.advanceTimersByTimeAsync(79_000);
    expect(started).toEqual([]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(started).toEqual(['10:01:20']);
  });

  test.each([
    ['2026-11-22T02:29:59.000Z', 1],
    ['2026-11-22T02:30:00.100Z', 0],
    [undefined, 0],
  ])('that last ran at %s is made up for %i times', async (lastRun, times) => {
    const started = counted('30 3 * * *', { lastRun });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(started).toHaveLength(times);
  });

  test('that is made up for and fails says nothing to anybody', async () => {
    scheduled = schedulePass('30 3 * * *', { ...AT_HOME, lastRun: '2026-11-20T00:00:00Z' }, () =>
      Promise.reject(new Error('about Ingrid')),
    );
    await jest.advanceTimersByTimeAsync(1_000);
    await scheduled.stop();
  });
});

describe('a tick was missed', () => {
  const at = (time: string): Date => new Date(`2026-11-${time}Z`);
  test.each([
    ['30 3 * * *', '22T02:00:00', '22T02:29:59', false],
    ['30 3 * * *', '22T02:00:00', '22T02:30:00', false],
    ['30 3 * * *', '22T02:00:00', '22T02:30:01', true],
    ['30 3 * * *', '22T02:30:00', '23T02:30:00', false],
    ['30 3 * * *', '20T02:30:00', '22T02:00:00', true],
    ['0 6 * * 1', '17T12:00:00', '22T12:00:00', false],
    ['0 6 * * 1', '15T12:00:00', '22T12:00:00', true],
    ['*/10 * * * * *', '22T10:00:01', '22T10:00:09', false],
    ['*/10 * * * * *', '22T10:00:01', '22T10:00:11', true],
  ])('of %s between %s and %s: %s', (expression, since, now, expected) => {
    expect(missedSince(expression, 'Europe/Oslo', at(since), at(now))).toBe(expected);
  });
});

test.each([
  ['*/5 * * * *', '2026-11-22T10:00:00.000Z', '2026-11-22T10:05:00.000Z'],
  ['*/5 * * * * *', '2026-11-22T10:00:03.000Z', '2026-11-22T10:00:05.000Z'],
  ['30 2 * * *', '2026-11-22T10:00:00.000Z', '2026-11-23T01:30:00.000Z'],
  ['0 6 1 * *', '2026-11-22T10:00:00.000Z', '2026-12-01T05:00:00.000Z'],
  ['0 0 29 2 *', '2026-11-22T10:00:00.000Z', undefined],
])('the next tick of %s after %s is %s, by the clock in Norway', (expression, after, expected) => {
  expect(nextTick(expression, 'Europe/Oslo', new Date(after))?.toISOString()).toBe(expected);
});
