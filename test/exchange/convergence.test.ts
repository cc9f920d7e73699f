import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Start, World } from './world.ts';
import { inlineSteps, type Step, steps } from './world-steps.ts';

/**
 * The same worlds in every run, so that a build is red for what it changed. To search further:
 * `SEED=51 RUNS=5000 npm test -- convergence --testTimeout=600000`.
 */
const { RUNS = '100', SEED = '20261122' } = process.env;

async function expectToConverge(happens: readonly Step[], start: Start): Promise<void> {
  const world = await World.open(start);
  try {
    for (const step of happens) await world.take(step);
    expect((await world.faults()).join('\n')).toBe('');
  } finally {
    await world.stage.close();
  }
}

const RANDOM = { numRuns: Number(RUNS), seed: Number(SEED) };
const PATIENCE = Math.max(120_000, Number(RUNS) * 600);

describe('whatever happens at two partners', () => {
  test(
    'they end with their views, nothing doubled, nothing leaked, and nothing left to send',
    async () => {
      const start = fc.record({ normalizes: fc.boolean(), shared: fc.boolean() });
      await fc.assert(fc.asyncProperty(steps, start, expectToConverge), RANDOM);
    },
    PATIENCE,
  );

  test(
    'so they do where measures are inline at one of them, or at both',
    async () => {
      const start = fc.record({
        normalizes: fc.boolean(),
        shared: fc.boolean(),
        inline: fc.constantFrom<NonNullable<Start['inline']>[]>(['fjordvik'], ['trust'], ['fjordvik', 'trust']),
      });
      await fc.assert(fc.asyncProperty(inlineSteps, start, expectToConverge), RANDOM);
    },
    PATIENCE,
  );
});
