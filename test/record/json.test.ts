import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { equal, type Json } from '../../src/record/json.ts';
import { withoutListItems } from '../../src/record/without-list-items.ts';

const SETTINGS = { seed: 4, numRuns: 500 } as const;
const few = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;

test('equal is what Node calls deeply equal, for values of JSON', () => {
  fc.assert(
    fc.property(few, few, (left, right) => {
      expect(equal(left, right)).toBe(isDeepStrictEqual(left, right));
      const copy: unknown = JSON.parse(JSON.stringify(left));
      expect(equal(left, copy)).toBe(isDeepStrictEqual(left, copy));
    }),
    SETTINGS,
  );
});

test('the order of keys is no difference, a key more or of another name is', () => {
  expect(equal({ a: 1, b: [{}] }, { b: [{}], a: 1 })).toBe(true);
  expect([
    equal({ a: 1 }, { a: 1, b: 2 }),
    equal({ a: 1, b: 2 }, { a: 1 }),
    equal({ a: 1 }, { b: 1 }),
    equal([1, 2], [2, 1]),
    equal([], {}),
    equal({ toString: 1 }, { a: 1 }),
    equal(null, {}),
  ]).toEqual(Array.from({ length: 7 }, () => false));
});

test('a value without list items loses these and empty lists, and is itself where it loses nothing', () => {
  const value = { a: [1, { b: [2] }], c: { d: [3] }, e: [] };
  expect(withoutListItems(value, (item) => item === 2)).toEqual({ a: [1, {}], c: { d: [3] } });
  const whole = { a: [1, { b: [2] }], c: { d: [3] } };
  expect(withoutListItems(whole, (item) => item === 9)).toBe(whole);
  expect((withoutListItems(whole, (item) => item === 2) as typeof whole).c).toBe(whole.c);
});
