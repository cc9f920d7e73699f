import { afterEach, expect, jest, test } from '@jest/globals';
import { readinessOf } from '../../src/observe/readiness.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';

afterEach(() => {
  jest.useRealTimers();
});

test('a store that takes commits is ready; one that is closed is not; a process that stops is not, whatever the store says', async () => {
  const store = await openSqliteStore({ file: ':memory:' });
  let isStopping = false;
  const ready = readinessOf(store, () => isStopping);
  expect(await ready()).toEqual([]);
  isStopping = true;
  expect(await ready()).toEqual(['stopping']);
  isStopping = false;
  await store.close();
  expect(await ready()).toEqual(['store-fault']);
});

test('a store that does not answer in time is asked once, and is ready again when it answers', async () => {
  jest.useFakeTimers();
  const asked: (() => void)[] = [];
  const commit = () => new Promise<[]>((resolve) => asked.push(() => resolve([])));
  const ready = readinessOf({ commit } as unknown as Store, () => false);
  for (let times = 0; times < 3; times += 1) {
    const answer = ready();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await answer).toEqual(['store-no-answer']);
  }
  expect(asked).toHaveLength(1);
  const answer = ready();
  asked[0]?.();
  expect(await answer).toEqual([]);
});
