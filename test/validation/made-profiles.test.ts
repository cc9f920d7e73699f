import { describe, expect, test } from '@jest/globals';
import { createValidator } from '../../src/validation/validation.ts';
import { carePlan, found, type Json } from './found.ts';
import { packageOf, profileOf } from './made-package.ts';

const url = 'https://example.no/fhir/StructureDefinition/made';

function applied(element: readonly Json[], resource: Json, more: Record<string, Json> = {}): readonly string[] {
  const files = { 'made.json': profileOf(resource['resourceType'] as string, element), ...more };
  return found(resource, createValidator({ packages: [packageOf(files)] }), { profiles: [url] });
}

const root = (type: string): Json => ({ id: type, path: type });

test('a fixed complex value must be the whole value', () => {
  const element = [
    root('CarePlan'),
    { id: 'CarePlan.category', path: 'CarePlan.category', fixedCodeableConcept: { text: 'x' } },
  ];
  expect(applied(element, carePlan({ category: [{ text: 'x' }] }))).toEqual([]);
  expect(applied(element, carePlan({ category: [{ text: 'x', id: 'a' }] }))).toEqual([
    'fixed-value @ CarePlan.category[0]',
  ]);
});

test('a primitive that only stands beside its array is counted', () => {
  const element = [
    root('HumanName'),
    { id: 'HumanName.given', path: 'HumanName.given', min: 0, max: '1', type: [{ code: 'string' }] },
  ];
  const names = profileOf('HumanName', element, { url: 'https://example.no/name', kind: 'complex-type' });
  const profiled = [
    root('Patient'),
    { id: 'Patient.name', path: 'Patient.name', type: [{ code: 'HumanName', profile: ['https://example.no/name'] }] },
  ];
  const missing = { extension: [{ url: 'urn:x', valueCode: 'unknown' }] };
  expect(
    applied(profiled, { resourceType: 'Patient', name: [{ _given: [missing, missing] }] }, { 'name.json': names }),
  ).toEqual(['cardinality-max @ Patient.name[0].given']);
});

test('a Bundle entry narrowed to a type takes no other', () => {
  const element = [
    root('Bundle'),
    { id: 'Bundle.entry', path: 'Bundle.entry', type: [{ code: 'BackboneElement' }] },
    { id: 'Bundle.entry.resource', path: 'Bundle.entry.resource', type: [{ code: 'CarePlan' }] },
    {
      id: 'Bundle.entry.resource.period',
      path: 'Bundle.entry.resource.period',
      min: 1,
      max: '1',
      type: [{ code: 'Period' }],
    },
  ];
  const bundle = (resource: Json) => ({ resourceType: 'Bundle', type: 'collection', entry: [{ resource }] });
  expect(applied(element, bundle(carePlan({ period: { start: '2026' } })))).toEqual([]);
  expect(applied(element, bundle(carePlan()))).toEqual(['cardinality-min @ Bundle.entry[0].resource.period']);
  expect(applied(element, bundle({ resourceType: 'Basic', code: { text: 'x' } }))).toContain(
    'expected-type @ Bundle.entry[0].resource',
  );
});

test('an invariant that a profile adds is run when it has a native form', () => {
  const constraint = [
    { key: 'org-2', severity: 'error', human: 'not home', expression: "where(use = 'home').empty()" },
  ];
  const element = [
    root('Patient'),
    { id: 'Patient.address', path: 'Patient.address', type: [{ code: 'Address' }], constraint },
  ];
  expect(applied(element, { resourceType: 'Patient', address: [{ use: 'work' }, { use: 'home' }] })).toEqual([
    'org-2 @ Patient.address[1]',
  ]);
});

test('an invariant of the base is not a finding of the profile too', () => {
  const constraint = [
    {
      key: 'per-1',
      severity: 'error',
      human: 'order',
      expression: 'start.hasValue().not() or end.hasValue().not() or (start <= end)',
    },
  ];
  const element = [
    root('CarePlan'),
    { id: 'CarePlan.period', path: 'CarePlan.period', type: [{ code: 'Period' }], constraint },
  ];
  const validator = createValidator({ packages: [packageOf({ 'made.json': profileOf('CarePlan', element) })] });
  const findings = validator.validate(carePlan({ period: { start: '2027', end: '2026' } }), { profiles: [url] });
  expect(findings.map(({ rule, profile }) => [rule, profile])).toEqual([['per-1', undefined]]);
});

describe('of several profiles of one type', () => {
  const named = (name: string, required: readonly string[]) =>
    profileOf(
      'HumanName',
      [
        root('HumanName'),
        ...required.map((part) => ({
          id: `HumanName.${part}`,
          path: `HumanName.${part}`,
          min: 1,
          max: '1',
          type: [{ code: 'string' }],
        })),
      ],
      { url: `https://example.no/${name}`, kind: 'complex-type' },
    );
  const more = { 'a.json': named('a', ['family', 'text']), 'b.json': named('b', ['text']) };
  const profile = ['https://example.no/a', 'https://example.no/b'];
  const element = [
    root('Patient'),
    { id: 'Patient.name', path: 'Patient.name', type: [{ code: 'HumanName', profile }] },
  ];

  test.each<[Json, readonly string[]]>([
    [{ family: 'x', text: 'y' }, []],
    [{ text: 'y' }, []],
    [{ use: 'usual' }, ['cardinality-min @ Patient.name[0].text']],
  ])('one is enough, and the best match is told: %j', (name, expected) => {
    expect(applied(element, { resourceType: 'Patient', name: [name] }, more)).toEqual(expected);
  });
});

test('an item of a slice that asks nothing does not fall to the next slice', () => {
  const sliced = (name: string, changes: Json) => [
    { id: `CarePlan.category:${name}`, path: 'CarePlan.category', sliceName: name, min: 0, max: '*', ...changes },
  ];
  const element = [
    root('CarePlan'),
    {
      id: 'CarePlan.category',
      path: 'CarePlan.category',
      slicing: { discriminator: [{ type: 'pattern', path: 'coding' }], rules: 'open' },
    },
    ...sliced('free', {}),
    { id: 'CarePlan.category:free.coding', path: 'CarePlan.category.coding', patternCoding: { system: 'urn:a' } },
    ...sliced('one', { max: '1' }),
    { id: 'CarePlan.category:one.coding', path: 'CarePlan.category.coding', patternCoding: { code: 'x' } },
  ];
  const both = { coding: [{ system: 'urn:a', code: 'x' }] };
  expect(applied(element, carePlan({ category: [both, { coding: [{ code: 'x' }] }] }))).toEqual([
    'slice-several @ CarePlan.category[0]',
  ]);
  expect(applied(element, carePlan({ category: [{ coding: [{ code: 'x' }] }, { coding: [{ code: 'x' }] }] }))).toEqual([
    'slice-max @ CarePlan.category',
  ]);
});

test('a discriminator through an extension is followed', () => {
  const element = [
    root('CarePlan'),
    {
      id: 'CarePlan.goal',
      path: 'CarePlan.goal',
      slicing: {
        discriminator: [{ type: 'value', path: "extension('https://example.no/part').value" }],
        rules: 'open',
      },
    },
    { id: 'CarePlan.goal:main', path: 'CarePlan.goal', sliceName: 'main', min: 1, max: '1' },
    { id: 'CarePlan.goal:main.extension', path: 'CarePlan.goal.extension' },
    { id: 'CarePlan.goal:main.extension:part', path: 'CarePlan.goal.extension', sliceName: 'part', min: 1, max: '1' },
    {
      id: 'CarePlan.goal:main.extension:part.url',
      path: 'CarePlan.goal.extension.url',
      fixedUri: 'https://example.no/part',
    },
    {
      id: 'CarePlan.goal:main.extension:part.value[x]',
      path: 'CarePlan.goal.extension.value[x]',
      type: [{ code: 'code' }],
      fixedCode: 'main',
    },
  ];
  const goal = (valueCode: string) => [
    { reference: 'Goal/1', extension: [{ url: 'https://example.no/part', valueCode }] },
  ];
  expect(applied(element, carePlan({ goal: goal('main') }))).toEqual([]);
  expect(applied(element, carePlan({ goal: goal('other') }))).toEqual(['slice-min @ CarePlan.goal']);
});

describe('a value set', () => {
  const system = 'https://example.no/system';
  const concept = [{ code: 'a', concept: [{ code: 'b' }] }, { code: 'c' }];
  const complete = { resourceType: 'CodeSystem', url: system, content: 'complete', concept };
  const valueSet = (name: string, compose: Json) => ({
    resourceType: 'ValueSet',
    url: `https://example.no/${name}`,
    compose,
  });
  const element = [
    root('CarePlan'),
    {
      id: 'CarePlan.category',
      path: 'CarePlan.category',
      type: [{ code: 'CodeableConcept' }],
      binding: { strength: 'required', valueSet: 'https://example.no/made' },
    },
  ];
  const coded = (code: string) => carePlan({ category: [{ coding: [{ system, code }] }] });
  const outside = ['required-binding @ CarePlan.category[0]'];
  const unknown = ['warning binding-not-checked @ CarePlan.category[0]'];

  test.each<[string, Json, Json, string, readonly string[]]>([
    ['of a whole system', { include: [{ system }] }, complete, 'b', []],
    ['of listed codes', { include: [{ system, concept: [{ code: 'a' }] }] }, complete, 'b', outside],
    [
      'of descendants, without the root',
      { include: [{ system, filter: [{ property: 'concept', op: 'descendent-of', value: 'a' }] }] },
      complete,
      'a',
      outside,
    ],
    [
      'of descendants',
      { include: [{ system, filter: [{ property: 'concept', op: 'descendent-of', value: 'a' }] }] },
      complete,
      'b',
      [],
    ],
    [
      'of a system within another set',
      { include: [{ system, valueSet: ['https://example.no/other'] }] },
      complete,
      'a',
      outside,
    ],
    [
      'of a system within another set that has the code',
      { include: [{ system, valueSet: ['https://example.no/other'] }] },
      complete,
      'c',
      [],
    ],
    [
      'of a filter that is not known',
      { include: [{ system, filter: [{ property: 'x', op: '=', value: 'y' }] }] },
      complete,
      'a',
      unknown,
    ],
    ['of a fragment of a system', { include: [{ system }] }, { ...complete, content: 'fragment' }, 'zz', unknown],
  ])('%s', (_, compose, codeSystem, code, expected) => {
    const more = {
      'set.json': valueSet('made', compose),
      'other.json': valueSet('other', { include: [{ system, concept: [{ code: 'c' }] }] }),
      'system.json': codeSystem,
    };
    expect(applied(element, coded(code), more)).toEqual(expected);
  });
});
