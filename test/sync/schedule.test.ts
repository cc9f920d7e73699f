import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { isCron, type Scheduled, schedulePass } from '../../src/sync/schedule.ts';

describe('an expression', () => {
  test.each(['*/5 * * * *', '*/5 * * * * *', '0 6 * * 1-5', '15,45 7-16 * * *'])('%s is understood', (expression) => {
    expect(isCron(expression)).toBe(true);
  });

  test.each(['', '* * * *', '61 * * * *', '* 24 * * *', 'every minute', '* * * * * * *'])('%j is not', (expression) => {
    expect(isCron(expression)).toBe(false);
  });
});

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
    scheduled = schedulePass('*/10 * * * * *', 'a', async () => {
      started.push(new Date().toISOString().slice(14, 19));
    });
    await jest.advanceTimersByTimeAsync(35_000);
    expect(started).toEqual(['00:10', '00:20', '00:30']);
  });

  test('comes by the clock in Norway', async () => {
    let count = 0;
    scheduled = schedulePass('0 30 11 * * *', 'a', async () => {
      count += 1;
    });
    await jest.advanceTimersByTimeAsync(29 * 60_000);
    expect(count).toBe(0);
    await jest.advanceTimersByTimeAsync(2 * 60_000);
    expect(count).toBe(1);
  });

  test('that is slow is not started a second time, and comes again when it is done', async () => {
    const ends: (() => void)[] = [];
    scheduled = schedulePass('*/10 * * * * *', 'a', () => new Promise<void>((resolve) => ends.push(resolve)));
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
    scheduled = schedulePass('*/10 * * * * *', 'a', async () => {
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
    scheduled = schedulePass('*/10 * * * * *', 'a', () => {
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
});
