import { random } from '../demo/random.ts';
import { BREAKS, NO_BREAK } from './breaks.ts';
import { ordersAgree } from './orders.ts';
import { type Scenario, scenarioOf } from './scenario.ts';
import { type Outcome, simulate } from './simulate.ts';
import type { Invariant } from './violation.ts';

/** A world that was played, and what it came to. */
export interface Played extends Outcome {
  readonly number: number;
  readonly scenario: Scenario;
}

/** What is to be played. */
export interface Asked {
  readonly seed: number;
  readonly edits: number;
  readonly partners: number;
  readonly break?: Invariant | undefined;
}

/** Each so many worlds is played in two orders of passes too. */
const ORDERS_EVERY = 8;

/** Worlds that follow from the seed, one after the other, until so many edits are made; none leaves anything behind. */
export async function* worldsOf({ seed, edits, partners, break: bug }: Asked): AsyncGenerator<Played, void> {
  const next = random(seed);
  let left = edits;
  for (let number = 0; left > 0; number += 1) {
    const scenario = scenarioOf(Math.floor(next() * 2 ** 32), partners);
    const isAboutOrders = bug === 'I9' || (bug === undefined && number % ORDERS_EVERY === 0);
    const outcome = await play(scenario, bug, isAboutOrders, left);
    left -= outcome.edits;
    yield { ...outcome, number, scenario };
  }
}

/** Plays a scenario, and its edits in another order too. */
export async function play(
  scenario: Scenario,
  bug: Invariant | undefined,
  isAboutOrders: boolean,
  most?: number,
): Promise<Outcome> {
  const planted = bug === undefined ? NO_BREAK : BREAKS[bug];
  const outcome = await simulate(scenario, bug === 'I9' ? NO_BREAK : planted, most);
  if (!isAboutOrders || outcome.violations.length > 0) return outcome;
  return { ...outcome, violations: await ordersAgree(scenario, planted) };
}
