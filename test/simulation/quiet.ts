import type { Violation } from './violation.ts';
import type { World } from './world.ts';

/** Passes of every partner after which everything must have come to rest. */
const ROUNDS = 12;
const MINUTE = 60_000;

/** What comes to rest: a world, or an installation after a drill. */
export interface Resting {
  /** A pass over every partner. */
  round(): Promise<void>;
  /** Says something else once anything was written, here or at a partner. */
  moved(): Promise<string>;
  /** Of what was moved, how often a partner was written to. */
  writes(): number;
  /** The next pull of every partner begins from its beginning. */
  forget(): Promise<void>;
  /** Who takes part where, and which partners were noticed to have been set back. */
  discoveries(): Promise<string>;
  report(violation: Violation): void;
}

/** @param order in which partners are passed over */
export function comeToRest(world: World, order: readonly number[]): Promise<void> {
  world.tell('rest');
  for (const partner of world.partners) partner.recover();
  const writes = (): number => world.partners.reduce((sum, partner) => sum + partner.writes, 0);
  return restOf({
    async round() {
      for (const index of order) {
        world.later(2 * MINUTE);
        await world.pass(world.partners[index]);
      }
    },
    moved: async () => `${writes()} ${world.recorder.versions}`,
    writes,
    async forget() {
      for (const partner of world.partners) await world.forgetCursor(partner);
    },
    discoveries: () => world.discoveries(),
    report: (violation) => world.report(violation),
  });
}

/**
 * Everything works again and nobody writes any more: passes are made until nothing moves (I8), and made once more from
 * the beginning of every feed, which must change nothing (I4).
 */
export async function restOf(resting: Resting): Promise<void> {
  if (!(await passUntilQuiet(resting))) return;
  for (;;) {
    const known = await resting.discoveries();
    const before = await resting.moved();
    await resting.forget();
    await resting.round();
    if ((await resting.moved()) === before) return;
    // Only who reads everything again meets a Patient who was nobody's as it came, and what a backup has set back.
    if ((await resting.discoveries()) === known) {
      resting.report({ invariant: 'I4', text: 'what was taken in before was taken in once more' });
      return;
    }
    if (!(await passUntilQuiet(resting))) return;
  }
}

/** @returns whether a whole round of passes moved nothing: a pass may also learn what only the next one makes use of */
async function passUntilQuiet(resting: Resting): Promise<boolean> {
  let writes = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await resting.moved();
    writes = resting.writes();
    await resting.round();
    if ((await resting.moved()) === before) return true;
  }
  const last = resting.writes() - writes;
  resting.report({ invariant: 'I8', text: `after ${ROUNDS} rounds something still moves: ${last} writes in the last` });
  return false;
}

/** Runs a check; that it breaks is a violation too. */
export async function unlessItBreaks(
  world: World,
  invariant: Violation['invariant'],
  check: () => Promise<void>,
): Promise<void> {
  try {
    await check();
  } catch (error) {
    world.report({ invariant, text: `broke: ${error instanceof Error ? error.stack : String(error)}` });
  }
}
