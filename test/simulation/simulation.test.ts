import { describe, expect, test } from '@jest/globals';
import { INVARIANTS } from './violation.ts';
import { type Asked, type Played, worldsOf } from './worlds.ts';

/** To search further: npm run simulate -- --seed N --edits M --partners K. */
const WORLDS: readonly Asked[] = [1, 2, 3, 4].map((partners) => ({ seed: 20261122 + partners, edits: 500, partners }));

async function played(asked: Asked, isEnough: (one: Played) => boolean = () => false): Promise<readonly Played[]> {
  const found: Played[] = [];
  for await (const one of worldsOf(asked)) {
    found.push(one);
    if (isEnough(one)) break;
  }
  return found;
}

describe('whatever happens at partners, on the way and to the process', () => {
  test.each(WORLDS)(
    'nothing is lost, leaked or left moving: seed $seed, $edits edits, at most $partners partners',
    async (asked) => {
      const worlds = await played(asked);
      expect(worlds.flatMap(({ number, violations }) => violations.map((one) => ({ world: number, ...one })))).toEqual(
        [],
      );
      expect(worlds.reduce((sum, { edits }) => sum + edits, 0)).toBe(asked.edits);
    },
    600_000,
  );

  test('the same seed is the same run', async () => {
    const asked = { seed: 7, edits: 100, partners: 3 };
    const logs = async (): Promise<readonly string[]> => (await played(asked)).map(({ log }) => log);
    expect(await logs()).toEqual(await logs());
  }, 600_000);
});

describe('a bug that is planted is found', () => {
  test.each(INVARIANTS)(
    '%s',
    async (invariant) => {
      const isFound = ({ violations }: Played): boolean => violations.some((one) => one.invariant === invariant);
      const worlds = await played({ seed: 1, edits: 3_000, partners: 3, break: invariant }, isFound);
      expect(worlds.some(isFound)).toBe(true);
    },
    600_000,
  );
});
