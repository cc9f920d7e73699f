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
  const passes = async (): Promise<boolean> => {
    const before = moved(world);
    for (const index of order) {
      world.later(2 * MINUTE);
      await world.pass(world.partners[index]);
    }
    return moved(world) === before;
  };
  let isQuiet = false;
  let writes = 0;
  for (let round = 0; round < ROUNDS && !isQuiet; round += 1) {
    const before = writesOf(world);
    isQuiet = await passes();
    writes = writesOf(world) - before;
  }
  if (!isQuiet) {
    world.report({
      invariant: 'I8',
      text: `after ${ROUNDS} rounds something still moves: ${writes} writes in the last`,
    });
    return;
  }
  for (const partner of world.partners) await world.forgetCursor(partner);
  if (!(await passes())) world.report({ invariant: 'I4', text: 'what was taken in before was taken in once more' });
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
