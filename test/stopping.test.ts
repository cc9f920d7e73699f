import { expect, test } from '@jest/globals';
import { Stopping } from '../src/stopping.ts';

test('it says that it stops before anything ends, and nothing is cut off that ends by itself', async () => {
  const stopping = new Stopping({ drainSeconds: 0, withinSeconds: 60 });
  const seen: unknown[] = [];
  const isWhole = await stopping.stop([
    async () => {
      seen.push([stopping.isStopping, stopping.begun.aborted, stopping.cut.aborted]);
    },
  ]);
  expect([isWhole, stopping.cut.aborted, seen]).toEqual([true, false, [[true, true, false]]]);
});

test('while it drains it goes on as it was, and says already that it stops', async () => {
  const stopping = new Stopping({ drainSeconds: 0.05, withinSeconds: 60 });
  const stopped = stopping.stop([async () => {}]);
  expect([stopping.isStopping, stopping.begun.aborted]).toEqual([true, false]);
  await stopped;
  expect(stopping.begun.aborted).toBe(true);
});

test('what does not end by itself is cut off when its term is over', async () => {
  const stopping = new Stopping({ drainSeconds: 0, withinSeconds: 0.05 });
  const hanging = (): Promise<void> =>
    new Promise((resolve) => stopping.cut.addEventListener('abort', () => resolve(), { once: true }));
  expect(await stopping.stop([hanging])).toBe(false);
});
