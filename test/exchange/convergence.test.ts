import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { steps, World } from './world.ts';

/**
 * The same worlds in every run, so that a build is red for what it changed. To search further:
 * `SEED=51 RUNS=5000 npm test -- convergence --testTimeout=600000`.
 */
const { RUNS = '100', SEED = '20261122' } = process.env;

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
        { numRuns: Number(RUNS), seed: Number(SEED) },
      );
    },
    Math.max(120_000, Number(RUNS) * 600),
  );
});
