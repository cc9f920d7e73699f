import { expect, test } from '@jest/globals';
import { fuzz } from './fuzz.ts';

/** `npm run fuzz` sends more; these are the same in every run. */
test.each([1, 2, 3])(
  'bad requests are refused with what is wrong and where, whatever they are (seed %i)',
  async (seed) => {
    const { statuses, faults } = await fuzz({ requests: 2000, seed, idle: 50 * seed });
    expect([...faults]).toEqual([]);
    // Not all is refused at the door: some of it is sound.
    for (const status of [200, 201, 400, 404, 422]) expect(statuses[status]).toBeGreaterThan(0);
  },
);
