import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { alone, type Held } from '../../src/sync/alone.ts';

let store: Store;
let clock: number;
const now = (): string => new Date(clock).toISOString();
const pass = (seconds: number): void => {
  clock += seconds * 1_000;
};
const as = (owner: string) => ({ name: 'work', owner });

beforeEach(async () => {
  clock = Date.parse('2026-03-01T08:00:00Z');
  store = await openSqliteStore({ file: ':memory:' });
});
afterEach(async () => {
  jest.useRealTimers();
  await store.close();
});

describe('what one process at a time may do', () => {
  test('is done, and what it gives is given; while it lasts another does nothing', async () => {
    const other = jest.fn(async () => 'done by another');
    const given = await alone({ store, now }, as('a'), async () => {
      expect(await alone({ store, now }, as('b'), other)).toBeUndefined();
      return 'done';
    });
    expect(given).toBe('done');
    expect(other).not.toHaveBeenCalled();
    expect(await alone({ store, now }, as('b'), other)).toBe('done by another');
  });

  test('leaves the lease when it fails, and fails as it did', async () => {
    const failed = new Error('as it did');
    await expect(alone({ store, now }, as('a'), () => Promise.reject(failed))).rejects.toBe(failed);
    expect(await alone({ store, now }, as('b'), async () => 'done')).toBe('done');
  });

  test('goes on beyond the time of a lease, which is renewed', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    await alone({ store, now }, as('a'), async () => {
      for (let minute = 0; minute < 15; minute += 1) {
        pass(20);
        await jest.advanceTimersByTimeAsync(20_000);
        await new Promise(setImmediate);
      }
      expect(await alone({ store, now }, as('b'), async () => 'done')).toBeUndefined();
    });
  });

  test('is another’s once its process slept over the time of the lease: a commit and a renewal are refused', async () => {
    let held: Held | undefined;
    await alone({ store, now }, as('a'), async (mine) => {
      held = mine;
      pass(61);
      expect(await alone({ store, now }, as('b'), async ({ fence }) => fence.token)).toBe(mine.fence.token + 1);
      await expect(mine.renew()).rejects.toMatchObject({ code: 'lease-lost' });
      await expect(store.commit({ fence: mine.fence })).rejects.toMatchObject({ code: 'lease-lost' });
    });
    expect(held).toBeDefined();
  });
});
