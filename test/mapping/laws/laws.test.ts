import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/record/json.ts';
import { loadMapping } from '../../../src/source/load-mapping.ts';
import { unexplained } from './explained.ts';
import { keepingLaw, recordLaw, sourceLaw, updateLaw } from './laws.ts';

const ROOT = path.join(import.meta.dirname, '../../../mappings');
const folders = (await readdir(ROOT, { withFileTypes: true })).filter((entry) => entry.isDirectory());
const SEED = Number(process.env['MAPPING_SEED'] ?? 1);
const TIMES = 1000;

describe.each(folders.map(({ name }) => name))(`%s, seed ${SEED}`, (name) => {
  const trial = async () => {
    const folder = path.join(ROOT, name);
    const schema = JSON.parse(await readFile(path.join(folder, 'source.schema.json'), 'utf8')) as JsonObject;
    return { mapping: await loadMapping(folder), schema, times: TIMES, seed: SEED };
  };

  test('into FHIR and back is the same, but for what the loss report names', async () => {
    expect(sourceLaw(await trial()).compared).toBe(TIMES);
  }, 120_000);

  test('out of FHIR and in again is the same, but for what the loss report names', async () => {
    const { compared, lossless } = recordLaw(await trial());
    expect(compared).toBeGreaterThan(TIMES / 4);
    expect(lossless).toBeGreaterThan(0);
  }, 120_000);

  test('written over what the receiver had, it comes in again the same, but for what the loss report names', async () => {
    const { compared, lossless } = updateLaw(await trial());
    expect(compared).toBeGreaterThan(TIMES / 4);
    expect(lossless).toBeGreaterThan(0);
  }, 120_000);

  test('written over what the receiver has, nothing of it is lost that was not changed', async () => {
    const { compared, lossless } = keepingLaw(await trial());
    expect(compared).toBe(TIMES);
    expect(lossless).toBeGreaterThan(0);
  }, 120_000);
});

describe('the comparison that the laws rest on', () => {
  const lost = (...pointers: readonly string[]) => pointers.map((pointer) => ({ pointer, reason: 'unread' as const }));

  test.each([
    ['a value that differs', { a: 1 }, { a: 2 }, [], ['/a']],
    ['a value that is gone', { a: 1, b: 2 }, { a: 1 }, [], ['/b']],
    ['a value that is new', { a: 1 }, { a: 1, b: 2 }, [], ['/b']],
    ['a value that differs and is named', { a: 1 }, { a: 2 }, lost('/a'), []],
    ['lists in another order', [1, 2], [2, 1], [], []],
    ['an item that is gone', [1, 2], [1], [], ['/1']],
    ['an item that is gone and named', [1, 2], [2], lost('/0'), []],
    ['an item that is new', [1], [1, 2], [], ['/-']],
    ['an item that is new and named', [1], [1, 2], lost('/-'), []],
    ['a place inside an item', [{ a: 1, b: 1 }], [{ a: 1, b: 2 }], lost('/0/b'), []],
    ['what is emptied', { a: { b: 1 } }, {}, lost('/a/b'), []],
    ['an empty object that is gone', { a: {} }, {}, [], ['/a']],
    ['a name with a slash', { 'a/b': 1 }, {}, lost('/a~1b'), []],
  ])('%s', (_, value, again, losses, wrong) => {
    expect(unexplained(value, again, losses)).toEqual(wrong);
  });
});
