import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PackageError } from '../../src/validation/package-fault.ts';
import { loadPackage } from '../../src/validation/package-loader.ts';
import { withSnapshots } from '../../src/validation/snapshots.ts';
import type { ElementDefinition, StructureDefinition } from '../../src/validation/structure-definition.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { carePlan, found, type Json } from './found.ts';
import { packageOf, profileOf } from './made-package.ts';

const OWN = join(import.meta.dirname, '../../profiles/package');

/** What validation reads of an element, as far as profiles/base keeps it. */
function gist(element: ElementDefinition): object {
  const { id, path, min, max, base, type, binding, slicing, sliceName, contentReference, constraint } = element;
  const isBound = binding?.strength === 'required' || binding?.strength === 'extensible';
  return {
    id: id ?? path,
    range: `${min}..${max} of ${base?.max}`,
    // R4 types ids, urls and the value of primitives by FHIRPath's string; profiles/base by FHIR's own.
    type: (type ?? []).map(({ code, profile, targetProfile }) => [
      /\.(?:id|url|value)$/.test(path) ? '' : code,
      profile ?? [],
      targetProfile ?? [],
    ]),
    binding: isBound ? `${binding.strength} ${binding.valueSet?.split('|')[0]}` : '',
    slicing: slicing ? [slicing.rules, ...(slicing.discriminator ?? []).map((by) => `${by.type} ${by.path}`)] : [],
    sliceName,
    contentReference,
    values: Object.entries(element).filter(([key]) => /^(?:fixed|pattern)[A-Z]/.test(key)),
    constraints: (constraint ?? [])
      .map(({ key }) => key)
      .filter((key) => key !== 'ele-1' && key !== 'ext-1')
      .sort(),
  };
}

function bare(definition: Json): Json {
  const { snapshot: _, ...rest } = definition;
  return rest;
}

/** Snapshots made from the differentials alone, beside those that SUSHI made. */
function compare(definitions: readonly StructureDefinition[]): void {
  const folder = packageOf(
    Object.fromEntries(definitions.map((definition, index) => [`${index}.json`, bare({ ...definition })])),
  );
  const [made] = withSnapshots([loadPackage(folder)]);
  expect(made?.faults).toEqual([]);
  expect(made?.definitions).toHaveLength(definitions.length);
  for (const { definition } of made?.definitions ?? []) {
    const wanted = definitions.find(({ url }) => url === definition.url);
    expect(definition.snapshot?.element.map(gist)).toEqual(wanted?.snapshot?.element.map(gist));
  }
}

describe('a snapshot made from its differential is the one SUSHI makes', () => {
  test('of our own package', () => {
    const { definitions } = loadPackage(OWN);
    expect(definitions.length).toBeGreaterThan(5);
    compare(definitions.map(({ definition }) => definition));
  });

  test('of profiles that reach into types, slices, choices, extensions, content references and other profiles', () => {
    const compiled = readFileSync(join(import.meta.dirname, 'fixtures/snapshots/compiled.json'), 'utf8');
    const definitions = JSON.parse(compiled) as readonly StructureDefinition[];
    expect(definitions).toHaveLength(8);
    compare(definitions);
  });
});

const PLAN = 'https://example.no/fhir/StructureDefinition/made';
const differential = (element: readonly Json[], changes: Json = {}): Json => ({
  ...bare(profileOf('CarePlan', [])),
  derivation: 'constraint',
  baseDefinition: 'http://hl7.org/fhir/StructureDefinition/CarePlan',
  differential: { element },
  ...changes,
});

function inProfile(definition: Json, changes: Json, more: Record<string, Json> = {}): readonly string[] {
  const validator = createValidator({ packages: [packageOf({ 'a.json': definition, ...more })] });
  return found(carePlan(changes), validator, { profiles: [PLAN] });
}

describe('a profile that came without a snapshot', () => {
  test('holds, also by the profile it stands on in another file', () => {
    const narrow = differential([{ id: 'CarePlan.title', path: 'CarePlan.title', min: 1 }], {
      url: 'https://example.no/fhir/StructureDefinition/narrow',
    });
    const definition = differential([{ id: 'CarePlan.description', path: 'CarePlan.description', min: 1 }], {
      baseDefinition: narrow['url'],
    });
    expect(inProfile(definition, {}, { 'z.json': narrow })).toEqual([
      'cardinality-min @ CarePlan.title',
      'cardinality-min @ CarePlan.description',
    ]);
    expect(inProfile(definition, { title: 'x', description: 'y' }, { 'z.json': narrow })).toEqual([]);
  });

  test('has elements without ids found by their paths, in slices too', () => {
    const definition = differential([
      { path: 'CarePlan' },
      {
        path: 'CarePlan.identifier',
        slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' },
      },
      { path: 'CarePlan.identifier', sliceName: 'own', min: 1 },
      { path: 'CarePlan.identifier.system', min: 1, fixedUri: 'urn:own' },
      { path: 'CarePlan.identifier.value', min: 1 },
    ]);
    expect(inProfile(definition, { identifier: [{ system: 'urn:other' }] })).toEqual([
      'slice-min @ CarePlan.identifier',
    ]);
    expect(inProfile(definition, { identifier: [{ system: 'urn:own' }, { system: 'urn:other' }] })).toEqual([
      'cardinality-min @ CarePlan.identifier[0].value',
    ]);
  });

  test('has the old form of a choice read as a slice by type', () => {
    const definition = differential([
      { id: 'CarePlan.activity.detail.scheduledPeriod', path: 'CarePlan.activity.detail.scheduledPeriod', min: 1 },
    ]);
    const activity = (detail: Json) => ({ activity: [{ detail: { status: 'scheduled', ...detail } }] });
    expect(inProfile(definition, activity({ scheduledPeriod: { start: '2026' } }))).toEqual([]);
    expect(inProfile(definition, activity({}))).toEqual(['slice-min @ CarePlan.activity[0].detail.scheduled']);
  });

  test('has a slice of a slice begin as that slice', () => {
    const definition = differential([
      {
        id: 'CarePlan.note',
        path: 'CarePlan.note',
        slicing: { discriminator: [{ type: 'value', path: 'time' }], rules: 'open' },
      },
      { id: 'CarePlan.note:a', path: 'CarePlan.note', sliceName: 'a', max: '3' },
      { id: 'CarePlan.note:a.text', path: 'CarePlan.note.text', maxLength: 9 },
      { id: 'CarePlan.note:a/b', path: 'CarePlan.note', sliceName: 'a/b', max: '1' },
      { id: 'CarePlan.note:a/b.time', path: 'CarePlan.note.time', min: 1 },
    ]);
    const [made] = withSnapshots([loadPackage(packageOf({ 'a.json': definition }))]);
    const elements = made?.definitions[0]?.definition.snapshot?.element ?? [];
    const of = (id: string) => elements.find((element) => element.id === id);
    expect(of('CarePlan.note:a/b')).toMatchObject({ min: 0, max: '1', sliceName: 'a/b' });
    expect(of('CarePlan.note:a/b.text')).toMatchObject({ maxLength: 9 });
    expect(of('CarePlan.note:a.time')).toMatchObject({ min: 0 });
  });

  const snapshotOf = (...definitions: readonly Json[]) => {
    const files = Object.fromEntries(definitions.map((definition, index) => [`${index}.json`, definition]));
    const [made] = withSnapshots([loadPackage(packageOf(files))]);
    expect(made?.faults).toEqual([]);
    const elements = made?.definitions[0]?.definition.snapshot?.element ?? [];
    return (id: string) => elements.find((element) => element.id === id);
  };

  test('has slices that need not be there though their element must', () => {
    const of = snapshotOf(
      differential([
        { id: 'CarePlan.note', path: 'CarePlan.note', min: 2, slicing: { discriminator: [], rules: 'open' } },
        { id: 'CarePlan.note:a', path: 'CarePlan.note', sliceName: 'a' },
      ]),
    );
    expect(of('CarePlan.note')).toMatchObject({ min: 2 });
    expect(of('CarePlan.note:a')).toMatchObject({ min: 0, max: '*' });
  });

  test('has the slicing of extensions and choices also when it is not said', () => {
    const of = snapshotOf(
      differential([
        { id: 'CarePlan.extension:x', path: 'CarePlan.extension', sliceName: 'x' },
        {
          id: 'CarePlan.activity.detail.scheduled[x]:scheduledPeriod',
          path: 'CarePlan.activity.detail.scheduled[x]',
          sliceName: 'scheduledPeriod',
        },
      ]),
    );
    expect(of('CarePlan.extension')).toMatchObject({
      slicing: { discriminator: [{ type: 'value', path: 'url' }], rules: 'open' },
    });
    expect(of('CarePlan.extension:x')).not.toHaveProperty('slicing');
    const scheduled = 'CarePlan.activity.detail.scheduled[x]';
    expect(of(scheduled)).toMatchObject({ slicing: { discriminator: [{ type: 'type', path: '$this' }] } });
    expect(of(`${scheduled}:scheduledPeriod`)).toMatchObject({ type: [{ code: 'Period' }] });
  });

  test('has the elements of a slice from its own type where that is another', () => {
    const inner = differential(
      [{ id: 'Extension.value[x]', path: 'Extension.value[x]', type: [{ code: 'boolean' }] }],
      {
        url: 'https://example.no/fhir/StructureDefinition/flag',
        type: 'Extension',
        kind: 'complex-type',
        baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Extension',
      },
    );
    const of = snapshotOf(
      differential([
        { id: 'CarePlan.extension.url', path: 'CarePlan.extension.url', min: 1 },
        {
          id: 'CarePlan.extension:x',
          path: 'CarePlan.extension',
          sliceName: 'x',
          type: [{ code: 'Extension', profile: [inner['url']] }],
        },
        { id: 'CarePlan.extension:x.value[x]', path: 'CarePlan.extension.value[x]', min: 1 },
      ]),
      inner,
    );
    expect(of('CarePlan.extension:x.value[x]')).toMatchObject({ min: 1, type: [{ code: 'boolean' }] });
  });

  test('replaces what its base said of a value, a rule and a binding, and keeps the rest', () => {
    const parent = differential(
      [
        {
          id: 'CarePlan.title',
          path: 'CarePlan.title',
          patternString: 'a',
          maxLength: 9,
          constraint: [
            { key: 'x-1', severity: 'error', human: 'old', expression: 'true' },
            { key: 'x-2', severity: 'error', human: 'kept', expression: 'true' },
          ],
        },
        { id: 'CarePlan.category', path: 'CarePlan.category', binding: { strength: 'extensible', valueSet: 'urn:v' } },
      ],
      { url: 'https://example.no/fhir/StructureDefinition/parent' },
    );
    const of = snapshotOf(
      differential(
        [
          {
            id: 'CarePlan.title',
            path: 'CarePlan.title',
            fixedString: 'b',
            constraint: [{ key: 'x-1', severity: 'error', human: 'new', expression: 'true' }],
          },
          { id: 'CarePlan.category', path: 'CarePlan.category', binding: { strength: 'required' } },
        ],
        { baseDefinition: parent['url'] },
      ),
      parent,
    );
    expect(of('CarePlan.title')).toMatchObject({ fixedString: 'b', maxLength: 9 });
    expect(of('CarePlan.title')).not.toHaveProperty('patternString');
    expect(of('CarePlan.title')?.constraint?.map(({ key, human }) => [key, human])).toEqual([
      ['x-2', 'kept'],
      ['x-1', 'new'],
    ]);
    expect(of('CarePlan.category')?.binding).toMatchObject({ strength: 'required', valueSet: 'urn:v' });
  });

  test('may have a value of its own profile', () => {
    const definition = differential(
      [
        {
          id: 'Extension.extension:inner',
          path: 'Extension.extension',
          sliceName: 'inner',
          type: [{ code: 'Extension', profile: [PLAN] }],
        },
        { id: 'Extension.extension:inner.url', path: 'Extension.extension.url', min: 1 },
        { id: 'Extension.url', path: 'Extension.url', fixedUri: PLAN },
      ],
      { type: 'Extension', kind: 'complex-type', baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Extension' },
    );
    expect(() => createValidator({ packages: [packageOf({ 'a.json': definition })] })).not.toThrow();
  });
});

describe('refused at load, with file, element and reason', () => {
  const faultsOf = (files: Record<string, unknown>): readonly string[] => {
    try {
      createValidator({ packages: [packageOf(files)] });
      return [];
    } catch (error) {
      if (!(error instanceof PackageError)) throw error;
      return error.faults.map(({ file, element, reason }) => `${file} ${element ?? ''}: ${reason}`);
    }
  };
  const other = 'https://example.no/fhir/StructureDefinition/other';
  const title = { id: 'CarePlan.title', path: 'CarePlan.title', min: 1 };

  test.each<[string, Record<string, unknown>, readonly RegExp[]]>([
    [
      'a profile on itself',
      { 'a.json': differential([title], { baseDefinition: PLAN }) },
      [/^a\.json CarePlan: is its own base$/],
    ],
    [
      'profiles in a ring',
      {
        'a.json': differential([title], { baseDefinition: other }),
        'b.json': differential([title], { url: other, baseDefinition: PLAN }),
      },
      [
        /^a\.json CarePlan: its base leads back to itself: .*made → .*other → .*made$/,
        /^b\.json CarePlan: its base leads back to itself/,
      ],
    ],
    [
      'a base that is nowhere',
      { 'a.json': differential([title], { baseDefinition: 'https://example.no/none' }) },
      [/^a\.json CarePlan: its base https:\/\/example\.no\/none is in no package$/],
    ],
    [
      'no base at all',
      { 'a.json': differential([title], { baseDefinition: undefined }) },
      [/^a\.json : has a differential, but no baseDefinition/],
    ],
    [
      'neither snapshot nor differential',
      { 'a.json': differential([]) },
      [/^a\.json : has neither snapshot nor differential$/],
    ],
    [
      'a base of another type',
      { 'a.json': differential([title], { baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Goal' }) },
      [/^a\.json CarePlan: its base .*Goal is a Goal, not a CarePlan$/],
    ],
    [
      'a type of its own',
      { 'a.json': differential([title], { derivation: 'specialization' }) },
      [/^a\.json CarePlan: defines a type of its own/],
    ],
    [
      'an element that the base does not have',
      { 'a.json': differential([{ id: 'CarePlan.titel', path: 'CarePlan.titel' }]) },
      [/^a\.json CarePlan\.titel: the base has no element titel here$/],
    ],
    [
      'an element of another type',
      { 'a.json': differential([{ id: 'Goal.note', path: 'Goal.note' }]) },
      [/^a\.json Goal\.note: is no element of CarePlan$/],
    ],
    [
      'elements without path',
      { 'a.json': differential([{ id: 'CarePlan' }]) },
      [/^a\.json : has an element without a path$/],
    ],
    [
      'elements that are none',
      { 'a.json': differential([null as unknown as Json]) },
      [/^a\.json : has an element without a path$/],
    ],
    [
      'elements without end',
      {
        'a.json': differential(
          Array.from({ length: 20_001 }, (_, index) => ({ id: `CarePlan.note:s${index}`, path: 'CarePlan.note' })),
        ),
      },
      [/^a\.json : has 20001 elements; 20000 is the limit$/],
    ],
    [
      'slices that unfold without end',
      {
        'a.json': differential(
          Array.from({ length: 2500 }, (_, index) => ({
            id: `CarePlan.activity:s${index}.detail.status`,
            path: 'CarePlan.activity.detail.status',
          })),
        ),
      },
      [/^a\.json CarePlan\.activity:s\d+\.detail\.status: the snapshot gets more than 20000 elements$/],
    ],
    [
      'an element too deep',
      { 'a.json': differential([{ id: `CarePlan${'.note'.repeat(64)}`, path: `CarePlan${'.note'.repeat(64)}` }]) },
      [/^a\.json : has an element more than 64 levels down$/],
    ],
    [
      'one canonical twice',
      { 'a.json': differential([title]), 'b.json': differential([title]) },
      [/^b\.json : defines https:\/\/example\.no\/fhir\/StructureDefinition\/made, as a\.json does$/],
    ],
    [
      'a value set that excludes everything',
      {
        'a.json': {
          resourceType: 'ValueSet',
          url: 'https://example.no/v',
          compose: {
            include: [{ system: 'urn:x', concept: [{ code: 'a' }] }],
            exclude: [{ system: 'urn:x', concept: [{ code: 'a' }] }],
          },
        },
      },
      [/^a\.json ValueSet\.compose: https:\/\/example\.no\/v has no codes: everything is excluded$/],
    ],
    [
      'value sets in a ring',
      {
        'a.json': {
          resourceType: 'ValueSet',
          url: 'https://example.no/v',
          compose: { include: [{ valueSet: ['https://example.no/w'] }] },
        },
        'b.json': {
          resourceType: 'ValueSet',
          url: 'https://example.no/w',
          compose: { include: [{ valueSet: ['https://example.no/v'] }] },
        },
      },
      [/^a\.json ValueSet\.compose: https:\/\/example\.no\/v includes itself$/],
    ],
    [
      'concepts without end',
      {
        'a.json': `{"resourceType":"CodeSystem","url":"urn:x","content":"complete","concept":${'[{"code":"a","concept":'.repeat(201)}[]${'}]'.repeat(201)}}`,
      },
      [/^a\.json CodeSystem\.concept: has more than 200 levels$/],
    ],
  ])('%s', (_, files, expected) => {
    const faults = faultsOf(files);
    expect(faults).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) {
      expect(faults[index]).toMatch(pattern);
    }
  });

  test('fifty-one profiles on profiles', () => {
    const url = (index: number) => `https://example.no/fhir/StructureDefinition/p${index}`;
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => [
          `${index}.json`,
          differential([title], { url: url(index), ...(index + 1 < length ? { baseDefinition: url(index + 1) } : {}) }),
        ]),
      );
    expect(faultsOf(chain(50))).toEqual([]);
    expect(faultsOf(chain(51))[0]).toMatch(/^0\.json CarePlan: stands on more than 50 profiles$/);
  });
});
