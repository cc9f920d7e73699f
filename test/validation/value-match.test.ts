import { expect, test } from '@jest/globals';
import { describeDemand, equals, matches } from '../../src/validation/value-match.ts';

const concept = { coding: [{ system: 'urn:a', code: 'x' }], text: 't' };
const other = { system: 'urn:b', code: 'y' };

test.each<[unknown, unknown, boolean]>([
  [concept, structuredClone(concept), true],
  [concept, { coding: concept.coding }, false],
  [{ coding: concept.coding }, concept, false],
  [{ coding: [...concept.coding, other] }, { coding: concept.coding }, false],
  [{ coding: [] }, { coding: concept.coding }, false],
  [{ coding: concept.coding[0] }, { coding: concept.coding }, false],
  [undefined, concept, false],
  [null, concept, false],
  ['x', 'x', true],
  [1, '1', false],
])('equals(%j, %j) is %s', (value, fixed, expected) => {
  expect(equals(value, fixed)).toBe(expected);
});

test.each<[unknown, unknown, boolean]>([
  [concept, { coding: concept.coding }, true],
  [{ coding: [other, ...concept.coding] }, { coding: concept.coding }, true],
  [{ coding: [other] }, { coding: concept.coding }, false],
  [{ coding: concept.coding }, { coding: [...concept.coding, other] }, false],
  [{ text: 't' }, concept, false],
  [[], { coding: [] }, false],
  [null, concept, false],
  ['x', 'x', true],
  [{ constructor: 1 }, { toString: 1 }, false],
])('matches(%j, %j) is %s', (value, pattern, expected) => {
  expect(matches(value, pattern)).toBe(expected);
});

test.each<[unknown, string]>([
  ['x', "'x'"],
  [true, 'true'],
  [{ system: 'urn:a', code: 'x' }, 'urn:a|x'],
  [{ system: 'urn:a' }, 'urn:a|*'],
  [{ coding: [other, { system: 'urn:a' }] }, 'urn:b|y + urn:a|*'],
  [{ text: 't' }, '{"text":"t"}'],
])('the demand %j reads %s', (demand, reading) => {
  expect(describeDemand(demand)).toBe(reading);
});
