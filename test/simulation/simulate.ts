import { NO_BREAK, type Planted } from './breaks.ts';
import { check } from './invariants.ts';
import { comeToRest, unlessItBreaks } from './quiet.ts';
import type { Scenario } from './scenario.ts';
import type { Violation } from './violation.ts';
import { World } from './world.ts';

/** What became of one world. */
export interface Outcome {
  readonly edits: number;
  readonly violations: readonly Violation[];
  /** SHA-256 of everything that happened. */
  readonly log: string;
}

/**
 * Plays a scenario: faults and edits, and at every rest the invariants are checked. The first rest that finds something
 * wrong is the last: what follows from it would say nothing new.
 *
 * @param most edits that are made; the steps after them are left out
 */
export async function simulate(
  scenario: Scenario,
  planted: Planted = NO_BREAK,
  most = Number.MAX_SAFE_INTEGER,
): Promise<Outcome> {
  const world = await World.open(scenario, planted);
  const order = world.partners.map(({ index }) => index);
  try {
    for (const step of scenario.steps) {
      const isOver = world.edits >= most;
      if (isOver && step.do !== 'quiet') continue;
      await unlessItBreaks(world, 'I4', () => world.take(step));
      if (step.do === 'quiet') {
        await unlessItBreaks(world, 'I8', () => comeToRest(world, order));
        await unlessItBreaks(world, 'I3', () => check(world));
      }
      if (world.violations.length > 0) break;
    }
    return { edits: world.edits, violations: world.violations, log: world.log.digest('hex') };
  } finally {
    await world.close();
  }
}
