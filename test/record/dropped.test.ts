import { describe, expect, test } from '@jest/globals';
import { droppedFrom, elementsOf, withoutElements } from '../../src/record/dropped.ts';

const URL = 'http://samplan.no/fhir/StructureDefinition/part-owner';
const GOAL = {
  resourceType: 'Goal',
  id: 'a',
  meta: { versionId: '1', tag: [{ code: 'x' }] },
  text: { status: 'generated', div: '<div/>' },
  extension: [
    { url: URL, valueString: 'a' },
    { url: 'http://other', valueString: 'b' },
  ],
  description: { text: 'Gå', coding: [{ system: 's', code: 'c', display: 'd' }] },
  target: [{ detailString: 'x' }, { dueDate: '2026-12-01' }],
  _startDate: { extension: [{ url: 'http://other', valueCode: 'unknown' }] },
};
const copy = (): Record<string, unknown> => JSON.parse(JSON.stringify(GOAL));

describe('what a server can’t hold', () => {
  test('is nothing where all came back, whatever it did to id, meta and narrative', () => {
    expect(droppedFrom(GOAL, { ...copy(), id: 'b', meta: {}, text: undefined })).toEqual([]);
  });

  test('is nothing where a value came back otherwise', () => {
    expect(droppedFrom(GOAL, { ...copy(), description: { text: 'gå', coding: GOAL.description.coding } })).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, readonly string[]]>([
    ['an element', { description: undefined }, ['description']],
    [
      'an element inside another',
      { description: { text: 'Gå', coding: [{ system: 's', code: 'c' }] } },
      ['description.coding.display'],
    ],
    ['an element of one list item', { target: [{}, { dueDate: '2026-12-01' }] }, ['target.detailString']],
    [
      'one extension of two',
      { extension: [{ url: 'http://other', valueString: 'b' }] },
      [`extension(${URL.replaceAll('.', '·')})`],
    ],
    ['the extension of a primitive', { _startDate: undefined }, ['_startDate']],
  ])('is %s', (_name, change, expected) => {
    expect(droppedFrom(GOAL, { ...copy(), ...change })).toEqual(expected);
  });

  test('is what can be taken out of what is written, so that what is left comes back whole', () => {
    for (const change of [{ description: undefined }, { target: [{}, { dueDate: '2026-12-01' }] }, { extension: [] }]) {
      const found = { ...copy(), ...change };
      const left = withoutElements(GOAL, droppedFrom(GOAL, found));
      expect(droppedFrom(left, found)).toEqual([]);
      expect(droppedFrom(found, left)).toEqual([]);
    }
  });
});

test('taking out elements takes along what is empty without them, and nothing else', () => {
  expect(withoutElements({ a: { b: 1 }, c: [{ d: 1 }, { d: 2, e: 3 }], f: [1] }, ['a.b', 'c.d'])).toEqual({
    c: [{ e: 3 }],
    f: [1],
  });
  expect(withoutElements(GOAL, [])).toEqual(GOAL);
});

test('a null in a list of primitives is no element', () => {
  expect([...elementsOf({ given: [null, 'a'], _given: [{ id: '1' }, null] })]).toEqual([
    'given',
    '_given',
    '_given.id',
  ]);
});
