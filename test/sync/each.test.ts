import { expect, test } from '@jest/globals';
import { each } from '../../src/sync/each.ts';

test('so many at once and no more, taken from a stream as they are needed', async () => {
  let running = 0;
  let most = 0;
  let taken = 0;
  let done = 0;
  let ahead = 0;
  async function* stream() {
    for (let item = 0; item < 50; item += 1) {
      taken += 1;
      yield item;
    }
  }
  await each(stream(), 4, async () => {
    running += 1;
    most = Math.max(most, running);
    ahead = Math.max(ahead, taken - done);
    await new Promise(setImmediate);
    running -= 1;
    done += 1;
  });
  expect([done, most]).toEqual([50, 4]);
  expect(ahead).toBeLessThanOrEqual(5);
});

test('after a failure no more is begun, and those under way are waited for', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = async (item: number): Promise<void> => {
    begun.push(item);
    await new Promise((resolve) => setTimeout(resolve, item === 1 ? 0 : 5));
    if (item === 1) throw new Error('the first');
    if (item === 2) throw new Error('another');
    ended.push(item);
  };
  await expect(each([0, 1, 2, 3, 4, 5], 3, work)).rejects.toThrow('the first');
  expect(begun).toEqual([0, 1, 2]);
  expect(ended).toEqual([0]);
});
