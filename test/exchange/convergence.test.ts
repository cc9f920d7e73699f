import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { steps, World } from './world.ts';

/** For a longer search: `RUNS=5000 npm test -- convergence --testTimeout=600000`; `SEED` repeats one. */
const { RUNS = '200', SEED } = process.env;

describe('whatever happens at two partners', () => {
  test(
    'they end with their views, nothing doubled, nothing leaked, and nothing left to send',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          steps,
          fc.record({ normalizes: fc.boolean(), shared: fc.boolean() }),
          async (happens, start) => {
            const world = await World.open(start);
            try {
              for (const step of happens) await world.take(step);
              expect((await world.faults()).join('\n')).toBe('');
            } finally {
              await world.stage.close();
            }
          },
        ),
        { numRuns: Number(RUNS), ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
      );
    },
    Math.max(120_000, Number(RUNS) * 600),
  );
});
