import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editsBetween } from '../../src/record/edits.ts';
import type { Json } from '../../src/record/json.ts';
import { withValueAt } from '../../src/record/path.ts';

const { SEED = '20261122', RUNS = '300' } = process.env;
const options = { seed: Number(SEED), numRuns: Number(RUNS) };

describe('edits', () => {
  test('are told by element', () => {
    expect(editsBetween({ a: 1, b: { c: 1, d: 1 } }, { a: 1, b: { c: 2, d: 1 }, e: 1 })).toEqual([
      { path: ['b', 'c'], before: 1, after: 2 },
      { path: ['e'], before: undefined, after: 1 },
    ]);
  });

  test('of a list are told by item, whatever its order', () => {
    const item = (id: string, text: string) => ({ id, text });
    expect(editsBetween({ a: [item('1', 'x'), item('2', 'x')] }, { a: [item('2', 'y'), item('3', 'z')] })).toEqual([
      { path: ['a', { key: '#1' }], before: item('1', 'x'), after: undefined },
      { path: ['a', { key: '#2' }, 'text'], before: 'x', after: 'y' },
      { path: ['a', { key: '#3' }], before: undefined, after: item('3', 'z') },
    ]);
    expect(editsBetween([item('1', 'x'), item('2', 'x')], [item('2', 'x'), item('1', 'x')])).toEqual([]);
  });

  test('of a list whose items have no identity are one edit of the list', () => {
    const [before, after] = [[{ text: 'a' }], [{ text: 'b' }]];
    expect(editsBetween({ note: before }, { note: after })).toEqual([{ path: ['note'], before, after }]);
  });

  test('of a data type that means something as a whole are one edit', () => {
    const [before, after] = [
      { value: 1, unit: 'km' },
      { value: 2, unit: 'mi' },
    ];
    expect(editsBetween({ q: before }, { q: after })).toEqual([{ path: ['q'], before, after }]);
  });

  test('of a list of primitives with extensions keep list and extensions whole', () => {
    const before = { given: ['Kari', 'Anne'], _given: [null, { id: 'x' }] };
    const after = { given: ['Anne'], _given: [{ id: 'x' }] };
    expect(editsBetween(before, after).map(({ path }) => path)).toEqual([['given'], ['_given']]);
  });

  const leaf = fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 3 }), fc.boolean());
  const coded = fc.record({ system: fc.constantFrom('s', 't'), code: fc.constantFrom('1', '2', '3') });
  const codes = fc.uniqueArray(coded, { selector: ({ system, code }) => `${system}|${code}`, minLength: 1 });
  const resource = fc
    .record(
      {
        status: leaf,
        goal: fc.record({ text: leaf, start: leaf }),
        coding: codes,
        note: fc.array(fc.record({ text: leaf }), { minLength: 1 }),
      },
      { requiredKeys: ['status'] },
    )
    .map((value) => JSON.parse(JSON.stringify(value)) as Json);

  test('carried out on the one text give the other', () => {
    fc.assert(
      fc.property(resource, resource, (before, after) => {
        const carriedOut = editsBetween(before, after).reduce<Json>(
          (value, edit) => withValueAt(value, edit.path, edit.after),
          before,
        );
        expect(editsBetween(carriedOut, after)).toEqual([]);
      }),
      options,
    );
  });

  test('of a text with itself are none', () => {
    fc.assert(
      fc.property(resource, (value) => {
        expect(editsBetween(value, JSON.parse(JSON.stringify(value)) as Json)).toEqual([]);
      }),
      options,
    );
  });
});
