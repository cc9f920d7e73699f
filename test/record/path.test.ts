import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/record/json.ts';
import { formatPath, type Path, parsePath, step, toFhirPath, valueAt, withValueAt } from '../../src/record/path.ts';
import { organizationByNumber, team } from './fixtures.ts';

const GOAL: JsonObject = {
  resourceType: 'Goal',
  description: { text: 'Gå tur' },
  category: [{ coding: [{ system: 's', code: 'a' }] }, { coding: [{ system: 's', code: 'b' }], text: 'b' }],
  note: [{ text: 'x' }],
};

const B: Path = ['category', { key: 's|b' }, 'text'];

describe('a path', () => {
  test('reads an element by name and a list item by identity', () => {
    expect(valueAt(GOAL, ['description', 'text'])).toBe('Gå tur');
    expect(valueAt(GOAL, B)).toBe('b');
    expect(valueAt(GOAL, [])).toBe(GOAL);
  });

  test('stays true when the list changes', () => {
    const turned = { ...GOAL, category: [...(GOAL['category'] as Json[])].reverse() };
    expect(valueAt(turned, B)).toBe('b');
    expect(withValueAt(turned, B, 'c')).toEqual({
      ...turned,
      category: [{ coding: [{ system: 's', code: 'b' }], text: 'c' }, { coding: [{ system: 's', code: 'a' }] }],
    });
  });

  test.each<readonly [string, Path]>([
    ['a name that is not there', ['target']],
    ['an item that is not there', ['category', { key: 's|z' }, 'text']],
    ['a name inside a list', ['category', 'text']],
    ['an item of what is no list', ['description', { key: 's|a' }]],
    ['a name inside a text', ['description', 'text', 'div']],
  ])('leads nowhere: %s', (_, path) => {
    expect(valueAt(GOAL, path)).toBeUndefined();
  });

  test('leads nowhere in what is not there', () => {
    expect(valueAt(undefined, ['description'])).toBeUndefined();
  });
});

describe('setting an element', () => {
  test('changes nothing else, and not the resource it was given', () => {
    const copy = structuredClone(GOAL);
    expect(withValueAt(GOAL, ['description', 'text'], 'Gå på ski')).toEqual({
      ...GOAL,
      description: { text: 'Gå på ski' },
    });
    withValueAt(GOAL, B, 'c');
    withValueAt(GOAL, ['category', { key: 's|c' }], 'c');
    expect(GOAL).toEqual(copy);
  });

  test('to nothing takes it away', () => {
    const { note: _, ...without } = GOAL;
    expect(withValueAt(GOAL, ['note'], undefined)).toEqual(without);
    expect(withValueAt(GOAL, ['category', { key: 's|a' }], undefined)).toEqual({
      ...GOAL,
      category: [{ coding: [{ system: 's', code: 'b' }], text: 'b' }],
    });
  });

  test('to nothing where there is nothing changes nothing', () => {
    expect(withValueAt(GOAL, ['target'], undefined)).toEqual(GOAL);
    expect(withValueAt(GOAL, ['category', { key: 's|z' }], undefined)).toEqual(GOAL);
  });

  test('appends a list item that is missing', () => {
    const item = { coding: [{ system: 's', code: 'c' }] };
    expect(withValueAt(GOAL, ['category', { key: 's|c' }], item)).toEqual({
      ...GOAL,
      category: [...(GOAL['category'] as Json[]), item],
    });
    expect(withValueAt({ resourceType: 'Goal' }, ['category', { key: 's|c' }], item)).toEqual({
      resourceType: 'Goal',
      category: [item],
    });
  });

  test('makes the elements that lead to it', () => {
    expect(withValueAt({ resourceType: 'Goal' }, ['description', 'text'], 'Ny')).toEqual({
      resourceType: 'Goal',
      description: { text: 'Ny' },
    });
  });
});

describe('a path as FHIRPath', () => {
  test.each<readonly [Path, string]>([
    [[], 'Goal'],
    [['description', 'text'], 'Goal.description.text'],
    [['category', { key: 's|a' }], 'Goal.category[0]'],
    [B, 'Goal.category[1].text'],
  ])('%j is %s', (path, text) => {
    expect(toFhirPath('Goal', path, GOAL)).toBe(text);
  });

  test('finds a participant by who it is and as what', () => {
    const participant = [
      { member: organizationByNumber('310601012') },
      { member: organizationByNumber('310602019'), period: { start: '2026' } },
    ];
    const path: Path = ['participant', { key: 'urn:oid:2.16.578.1.12.4.1.4.101|310602019' }, 'period', 'start'];
    const resource = team('team', { participant }) as unknown as Json;
    expect(toFhirPath('CareTeam', path, resource)).toBe('CareTeam.participant[1].period.start');
    expect(valueAt(resource, path)).toBe('2026');
  });
});

const name = fc.constantFrom('a', 'b', 'status', 'note');
const key = fc.constantFrom('s|1', 's|2', 't|"quoted" [1]', '#x', 'æøå', 'https://example.no/fhir/Goal/1');
const anyPath: fc.Arbitrary<Path> = fc.array(
  fc.oneof(
    fc.string(),
    key.map((k) => ({ key: k })),
  ),
  { maxLength: 5 },
);

describe('a path as text', () => {
  test('reads back as it was', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        expect(parsePath(formatPath(path))).toEqual(path);
      }),
    );
  });

  test.each(['', 'Goal.description', '{}', 'null', '[1]', '[{"key":1}]', '[["a"]]', '[null]', '["a"'])(
    'is not read from %j',
    (text) => {
      expect(parsePath(text)).toBeUndefined();
    },
  );

  test('grows by a step', () => {
    expect(step(step([], 'category'), { key: 's|a' })).toEqual(['category', { key: 's|a' }]);
  });
});

/** A path of names that may end in a list item, and a value that fits there. */
const leaf: fc.Arbitrary<Json> = fc.oneof(fc.string(), fc.integer(), fc.boolean());
const identified = fc.record({ system: fc.constant('s'), code: fc.constantFrom('1', '2', '3'), display: fc.string() });
const place: fc.Arbitrary<{ path: Path; value: Json }> = fc.oneof(
  fc.record({ path: fc.array(name, { minLength: 1, maxLength: 3 }), value: leaf }),
  fc.record({ names: fc.array(name, { minLength: 1, maxLength: 2 }), value: identified }).map(({ names, value }) => ({
    path: [...names, { key: `s|${value.code}` }],
    value,
  })),
);
const content: fc.Arbitrary<Json> = fc.letrec<{ node: Json; object: Json }>((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, leaf, tie('object'), fc.uniqueArray(identified, { selector: ({ code }) => code })),
  object: fc.dictionary(name, tie('node'), { maxKeys: 4 }),
})).object;

describe('for any resource and element', () => {
  test('what was set is what is read', () => {
    fc.assert(
      fc.property(content, place, (resource, { path, value }) => {
        expect(valueAt(withValueAt(resource, path, value), path)).toEqual(value);
      }),
    );
  });

  test('setting what is there already changes nothing', () => {
    fc.assert(
      fc.property(content, place, (resource, { path, value }) => {
        const once = withValueAt(resource, path, value);
        expect(withValueAt(once, path, valueAt(once, path))).toEqual(once);
      }),
    );
  });

  test('what was taken away is gone', () => {
    fc.assert(
      fc.property(content, place, (resource, { path }) => {
        expect(valueAt(withValueAt(resource, path, undefined), path)).toBeUndefined();
      }),
    );
  });
});
