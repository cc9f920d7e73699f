import { expect, test } from '@jest/globals';
import { oneAtATime } from '../src/one-at-a-time.ts';

test('work of one key never overlaps, of different keys it does, and what fails stops nobody', async () => {
  const exclusively = oneAtATime();
  const running = new Map<string, number>();
  let most = 0;
  let together = 0;
  const work = (key: string, fails: boolean) => async () => {
    running.set(key, (running.get(key) ?? 0) + 1);
    most = Math.max(most, ...running.values());
    together = Math.max(together, [...running.values()].filter((count) => count > 0).length);
    await new Promise(setImmediate);
    running.set(key, (running.get(key) ?? 0) - 1);
    if (fails) throw new Error(key);
    return key;
  };
  const asked = ['a', 'a', 'b', 'a', 'b'].map((key, index) => exclusively(key, work(key, index === 0)));
  const ended = await Promise.allSettled(asked);
  expect(ended.map(({ status }) => status)).toEqual(['rejected', ...Array(4).fill('fulfilled')]);
  expect([most, together]).toEqual([1, 2]);
});
