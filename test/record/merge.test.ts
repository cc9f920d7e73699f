import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../src/record/json.ts';
import { merge, patch } from '../../src/record/merge.ts';

const threeWay = (base: Json | undefined, ours: Json | undefined, theirs: Json | undefined) =>
  merge({ sent: base, ours, echoed: base, theirs });

describe('merge', () => {
  test('takes the side that changed', () => {
    expect(threeWay({ a: 1, b: 1 }, { a: 2, b: 1 }, { a: 1, b: 2 })).toEqual({
      value: { a: 2, b: 2 },
      disagreements: [],
    });
  });

  test('takes a change that both made alike', () => {
    expect(threeWay({ a: 1 }, { a: 2 }, { a: 2 })).toEqual({ value: { a: 2 }, disagreements: [] });
  });

  test('keeps ours and tells the disagreement where both changed an element differently', () => {
    const { value, disagreements } = threeWay({ d: { text: 'x' } }, { d: { text: 'y' } }, { d: { text: 'z' } });
    expect(value).toEqual({ d: { text: 'y' } });
    expect(disagreements).toEqual([{ path: ['d', 'text'], base: 'x', ours: 'y', theirs: 'z' }]);
  });

  test('takes a deletion of what the other side left alone', () => {
    expect(threeWay({ a: 1, b: 1 }, { a: 1, b: 1 }, { a: 1 }).value).toEqual({ a: 1 });
    expect(threeWay({ a: 1, b: 1 }, { a: 1 }, { a: 1, b: 1 }).value).toEqual({ a: 1 });
  });

  test('does not let a deletion swallow an edit', () => {
    const { value, disagreements } = threeWay({ a: 1, b: 1 }, { a: 1, b: 2 }, { a: 1 });
    expect(value).toEqual({ a: 1, b: 2 });
    expect(disagreements).toEqual([{ path: ['b'], base: 1, ours: 2, theirs: undefined }]);
  });

  test('meets list items by identity, whatever their order', () => {
    const item = (reference: string, status: string) => ({ reference: { reference }, status });
    const merged = threeWay(
      [item('A/1', 'x'), item('A/2', 'x')],
      [item('A/2', 'x'), item('A/1', 'ours'), item('A/3', 'new')],
      [item('A/1', 'x'), item('A/2', 'theirs'), item('A/4', 'new')],
    );
    expect(merged.disagreements).toEqual([]);
    expect(merged.value).toEqual([item('A/2', 'theirs'), item('A/1', 'ours'), item('A/3', 'new'), item('A/4', 'new')]);
  });

  test('does not bring back an item that ours removed and theirs left alone', () => {
    const items = [
      { system: 's', code: '1' },
      { system: 's', code: '2' },
    ];
    expect(threeWay(items, [items[0] as Json], items).value).toEqual([items[0]]);
  });

  test('meets items without identity by content and then by position', () => {
    const merged = threeWay(
      [{ text: 'a' }, { text: 'b' }],
      [{ text: 'a' }, { text: 'b', x: 1 }],
      [{ text: 'A' }, { text: 'b' }],
    );
    expect(merged).toEqual({ value: [{ text: 'A' }, { text: 'b', x: 1 }], disagreements: [] });
  });

  test('makes the whole list a disagreement where position would have to guess', () => {
    const merged = threeWay([{ t: 'a' }, { t: 'b' }], [{ t: 'a' }, { t: 'c' }], [{ t: 'd' }]);
    expect(merged.disagreements).toHaveLength(1);
    expect(merged.disagreements[0]?.path).toEqual([]);
    expect(merged.value).toEqual([{ t: 'a' }, { t: 'c' }]);
  });

  test('does not take a normalization by the partner for an edit', () => {
    const merged = merge({
      sent: { text: 'a', extra: 1 },
      ours: { text: 'b', extra: 1 },
      echoed: { text: 'a', added: true },
      theirs: { text: 'a', added: true },
    });
    expect(merged).toEqual({ value: { text: 'b', extra: 1 }, disagreements: [] });
  });

  test('takes an edit by a partner that can not hold every element, and keeps those elements', () => {
    const merged = merge({
      sent: { text: 'a', extra: 1 },
      ours: { text: 'a', extra: 1 },
      echoed: { text: 'a' },
      theirs: { text: 'c' },
    });
    expect(merged).toEqual({ value: { text: 'c', extra: 1 }, disagreements: [] });
  });

  test('takes a deliberate revert for an edit', () => {
    expect(merge({ sent: { a: 2 }, ours: { a: 2 }, echoed: { a: 2 }, theirs: { a: 1 } }).value).toEqual({ a: 1 });
  });
});

/** FHIR-like JSON: no empty objects or arrays, lists of identified items. */
const leaf = fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 3 }), fc.boolean());
const item = fc.record({ system: fc.constantFrom('s', 't'), code: fc.constantFrom('1', '2', '3', '4'), display: leaf });
const items = fc.uniqueArray(item, { selector: ({ system, code }) => `${system}|${code}`, minLength: 1, maxLength: 5 });
const texts = fc.array(fc.record({ text: leaf }), { minLength: 1, maxLength: 4 });
const resource = fc.record(
  { status: leaf, text: fc.record({ div: leaf }), coding: items, note: texts, nested: fc.record({ list: items }) },
  { requiredKeys: ['status'] },
) as fc.Arbitrary<Json>;

describe('merge, for any resources', () => {
  test('merging with itself changes nothing', () => {
    fc.assert(
      fc.property(resource, (value) => {
        expect(threeWay(value, value, value)).toEqual({ value, disagreements: [] });
        expect(merge({ sent: undefined, ours: value, echoed: undefined, theirs: value })).toEqual({
          value,
          disagreements: [],
        });
      }),
    );
  });

  test('with no edit of theirs the result is ours; with no edit of ours it holds all of theirs', () => {
    fc.assert(
      fc.property(resource, resource, (base, edited) => {
        expect(threeWay(base, edited, base)).toEqual({ value: edited, disagreements: [] });
        const { value, disagreements } = threeWay(base, base, edited);
        expect(disagreements).toEqual([]);
        expect(sorted(value)).toEqual(sorted(edited));
      }),
    );
  });

  test('what both sides agree on does not depend on which side is ours', () => {
    fc.assert(
      fc.property(resource, resource, resource, (base, left, right) => {
        const one = threeWay(base, left, right);
        const other = threeWay(base, right, left);
        expect(one.disagreements.map(({ path }) => JSON.stringify(path)).sort()).toEqual(
          other.disagreements.map(({ path }) => JSON.stringify(path)).sort(),
        );
        if (one.disagreements.length === 0) expect(sorted(one.value)).toEqual(sorted(other.value));
      }),
    );
  });

  test('put-back restores what a view left out: an edit of the visible items never touches the hidden ones', () => {
    fc.assert(
      fc.property(items, fc.func(fc.boolean()), items, (whole, isHidden, edited) => {
        const key = (one: { system: string; code: string }): string => `${one.system}|${one.code}`;
        const hidden = whole.filter((one) => isHidden(key(one)));
        const view = whole.filter((one) => !isHidden(key(one)));
        const theirs = edited.filter((one) => !hidden.some((other) => key(other) === key(one)));
        const { value } = merge({ sent: view, ours: whole, echoed: view, theirs });
        for (const one of hidden) expect(value).toContainEqual(one);
        // PutGet: what the partner sent is what its view of the result shows.
        const again = ((value ?? []) as typeof whole).filter(
          (one) => !isHidden(key(one)) || theirs.some((t) => key(t) === key(one)),
        );
        expect(sorted(again)).toEqual(sorted(theirs));
      }),
    );
  });

  test('a patch onto the other shape holds the edit and nothing else', () => {
    fc.assert(
      fc.property(resource, resource, (before, after) => {
        expect(sorted(patch({ onto: before, before, after }))).toEqual(sorted(after));
        expect(patch({ onto: before, before: after, after })).toEqual(before);
      }),
    );
  });
});

/** Lists compared as sets: order is data only where FHIR says so. */
function sorted(value: Json | undefined): Json | undefined {
  if (Array.isArray(value))
    return [...value]
      .map((one) => sorted(one) as Json)
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v as Json)]),
  ) as Json;
}

describe('merge, of primitives with extensions', () => {
  const extension = [{ url: 'http://example.org/a', valueString: 'x' }];

  test('a list and its extensions move together', () => {
    const base = { given: ['Kari', 'Anne'], _given: [null, { extension }] };
    const theirs = { given: ['Anne', 'Kari'], _given: [{ extension }, null] };
    expect(threeWay(base, base, theirs)).toEqual({ value: theirs, disagreements: [] });
  });

  test('a list that both changed is one disagreement, and stays ours with its own extensions', () => {
    const base = { given: ['Kari'], _given: [{ extension }] };
    const ours = { given: ['Anne', 'Kari'], _given: [null, { extension }] };
    const { value, disagreements } = threeWay(base, ours, { given: ['Karin'] });
    expect(value).toEqual(ours);
    expect(disagreements.map(({ path }) => path)).toEqual([['given']]);
  });
});

test('merge keeps extensions of a list that has no values', () => {
  const only = { _given: [{ extension: [{ url: 'http://example.org/a', valueString: 'x' }] }] };
  expect(threeWay({ a: 1 }, { a: 1, ...only }, { a: 2 }).value).toEqual({ a: 2, ...only });
});
