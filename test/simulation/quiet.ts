import type { Violation } from './violation.ts';
import type { World } from './world.ts';

/** Passes of every partner after which everything must have come to rest. */
const ROUNDS = 12;
const MINUTE = 60_000;

/**
 * Everything works again and nobody writes any more: passes are made until nothing moves (I8), and made once more from
 * the beginning of every feed, which must change nothing (I4).
 *
 * @param order in which partners are passed over
 */
export async function comeToRest(world: World, order: readonly number[]): Promise<void> {
  world.tell('rest');
  for (const partner of world.partners) partner.recover();
  if (!(await passUntilQuiet(world, order))) return;
  for (;;) {
    const known = await world.discoveries();
    const before = moved(world);
    for (const partner of world.partners) await world.forgetCursor(partner);
    for (const index of order) await passLater(world, index);
    if (moved(world) === before) return;
    // Only who reads everything again meets a Patient who was nobody's as it came, and what a backup has set back.
    if ((await world.discoveries()) === known) {
      world.report({ invariant: 'I4', text: 'what was taken in before was taken in once more' });
      return;
    }
    if (!(await passUntilQuiet(world, order))) return;
  }
}

/** @returns whether a whole round of passes moved nothing: a pass may also learn what only the next one makes use of */
async function passUntilQuiet(world: World, order: readonly number[]): Promise<boolean> {
  let writes = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = moved(world);
    writes = writesOf(world);
    for (const index of order) await passLater(world, index);
    if (moved(world) === before) return true;
  }
  const last = writesOf(world) - writes;
  world.report({ invariant: 'I8', text: `after ${ROUNDS} rounds something still moves: ${last} writes in the last` });
  return false;
}

async function passLater(world: World, index: number): Promise<void> {
  world.later(2 * MINUTE);
  await world.pass(world.partners[index]);
}

function writesOf({ partners }: World): number {
  return partners.reduce((sum, partner) => sum + partner.writes, 0);
}

function moved(world: World): string {
  return `${writesOf(world)} ${world.recorder.versions}`;
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
