import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import type { Scenario } from './scenario.ts';
import { play } from './worlds.ts';

const FOLDER = new URL('./found/', import.meta.url);
const files = await readdir(FOLDER);

/** Each is what was left of a longer run, and failed once: `npm run simulate -- --steps test/simulation/found/NAME.json`. */
test.each(files.sort())('what was found once stays mended: %s', async (file) => {
  const { inOrders, ...scenario } = JSON.parse(await readFile(new URL(file, FOLDER), 'utf8')) as Scenario & {
    readonly inOrders?: boolean;
  };
  expect((await play(scenario, undefined, inOrders === true)).violations).toEqual([]);
});
