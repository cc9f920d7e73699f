import { expect, test } from '@jest/globals';
import { fuzz } from './fuzz.ts';

const SEEDS = [1, 2, 3];
const answered = new Map<number, number>();

/** `npm run fuzz` sends more; these are the same in every run. */
test.each(SEEDS)('bad requests are refused with what is wrong and where, whatever they are (seed %i)', async (seed) => {
  const { statuses, faults } = await fuzz({ requests: 400, seed, idle: 50 * seed });
  expect([...faults]).toEqual([]);
  for (const [status, count] of Object.entries(statuses))
    answered.set(Number(status), (answered.get(Number(status)) ?? 0) + count);
});

test('not all of them are refused at the door: some of it is sound', () => {
  for (const status of [200, 201, 400, 404, 422]) expect([status, answered.get(status) ?? 0]).not.toEqual([status, 0]);
});
