import { describe, expect, test } from '@jest/globals';
import { createValidator, type Validator } from '../../src/validation/validation.ts';
import { carePlan, found, type Json } from './found.ts';
import { definitionOf, packageOf } from './made-package.ts';

const url = 'http://t.no/StructureDefinition/made';
const T = (id: string) => `http://t.no/StructureDefinition/${id}`;

function made(type: string, element: readonly Json[], more: Readonly<Record<string, unknown>> = {}): Validator {
  return createValidator({ packages: [packageOf({ 'made.json': definitionOf('made', type, element), ...more })] });
}

const applied = (validator: Validator, resource: Json) => found(resource, validator, { profiles: [url] });
const rule = (expression: string) => [{ key: 'x-1', severity: 'error', human: 'x', expression }];
const goal = (id: string, changes: Json = {}): Json => ({
  resourceType: 'Goal',
  id,
  lifecycleStatus: 'active',
  description: { text: 'x' },
  subject: { reference: 'Patient/1' },
  ...changes,
});

describe('a profile of a resource in a resource speaks of that resource', () => {
  const ofResource = (path: string, holder: string, expression: string): Validator => {
    const inner = definitionOf('inner', 'CarePlan', []);
    inner['differential'] = { element: [{ id: 'CarePlan', path: 'CarePlan', constraint: rule(expression) }] };
    return made(holder, [{ id: path, path, type: [{ code: 'CarePlan', profile: [T('inner')] }] }], {
      'inner.json': inner,
    });
  };
  const bundle = (...resources: readonly Json[]): Json => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({
      fullUrl: `http://a.no/${resource['resourceType']}/${resource['id']}`,
      resource,
    })),
  });

  test.each<[string, string]>([
    ['%resource', "%resource.title = 'x'"],
    ['%rootResource', "%rootResource.ofType(CarePlan).title = 'x'"],
    ['what it contains', 'goal.resolve().exists()'],
  ])('%s in an entry of a Bundle', (_, expression) => {
    const validator = ofResource('Bundle.entry.resource', 'Bundle', expression);
    const plan = carePlan({ id: 'p', title: 'x', contained: [goal('g')], goal: [{ reference: '#g' }] });
    expect(applied(validator, bundle(plan))).toEqual([]);
  });

  test('references to other entries', () => {
    const validator = ofResource('Bundle.entry.resource', 'Bundle', 'goal.resolve().note.exists()');
    const plan = carePlan({ id: 'p', goal: [{ reference: 'Goal/g' }] });
    const findings = (more: Json) => applied(validator, bundle(plan, goal('g', more)));
    const notAPlan = 'expected-type @ Bundle.entry[1].resource';
    expect(findings({ note: [{ text: 'x' }] })).toEqual([notAPlan]);
    expect(findings({})).toEqual(['x-1 @ Bundle.entry[0].resource', notAPlan]);
  });

  test('%resource in contained, whose %rootResource is what contains it', () => {
    const inner = ofResource(
      'CarePlan.contained',
      'CarePlan',
      "%resource.title = 'inner' and %rootResource.ofType(CarePlan).title = 'outer'",
    );
    const contained = [carePlan({ id: 'c', title: 'inner' })];
    expect(applied(inner, carePlan({ title: 'outer', contained, partOf: [{ reference: '#c' }] }))).toEqual([]);
  });

  test('what a profile says of elements of a resource in a resource', () => {
    const validator = made('Bundle', [
      { id: 'Bundle.entry.resource', path: 'Bundle.entry.resource', type: [{ code: 'CarePlan' }] },
      {
        id: 'Bundle.entry.resource.goal',
        path: 'Bundle.entry.resource.goal',
        constraint: rule('%resource.title.exists() and resolve().exists()'),
      },
    ]);
    const plan = { id: 'p', contained: [goal('g')], goal: [{ reference: '#g' }] };
    expect(applied(validator, bundle(carePlan({ ...plan, title: 'x' })))).toEqual([]);
    expect(applied(validator, bundle(carePlan(plan)))).toEqual(['x-1 @ Bundle.entry[0].resource.goal[0]']);
  });

  test('of a resource of another type it says nothing more', () => {
    const validator = made('CarePlan', [
      { id: 'CarePlan.contained', path: 'CarePlan.contained', type: [{ code: 'Goal' }] },
      { id: 'CarePlan.contained.note', path: 'CarePlan.contained.note', min: 1 },
    ]);
    const contained = [{ resourceType: 'Patient', id: 'p' }];
    expect(applied(validator, carePlan({ contained, subject: { reference: '#p' } }))).toEqual([
      'expected-type @ CarePlan.contained[0]',
    ]);
  });

  test('a target in the Bundle is asked with its own references', () => {
    const inner = definitionOf('inner', 'Goal', []);
    inner['differential'] = {
      element: [{ id: 'Goal', path: 'Goal', constraint: rule('subject.resolve().name.exists()') }],
    };
    const validator = made(
      'CarePlan',
      [{ id: 'CarePlan.goal', path: 'CarePlan.goal', type: [{ code: 'Reference', targetProfile: [T('inner')] }] }],
      { 'inner.json': inner },
    );
    const entries = (name: Json) => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [
        {
          fullUrl: 'http://a.no/CarePlan/p',
          resource: carePlan({ id: 'p', meta: { profile: [url] }, goal: [{ reference: 'http://b.no/Goal/g' }] }),
        },
        { fullUrl: 'http://b.no/Goal/g', resource: goal('g') },
        // Relative to the Goal's own address, not to the plan's.
        { fullUrl: 'http://b.no/Patient/1', resource: { resourceType: 'Patient', id: '1', ...name } },
      ],
    });
    expect(found(entries({ name: [{ text: 'x' }] }), validator)).toEqual([]);
    expect(found(entries({ active: true }), validator)).toEqual([
      'reference-profile @ Bundle.entry[0].resource.goal[0]',
    ]);
  });
});

describe('a profile on an extension', () => {
  const own = definitionOf('own', 'Extension', [
    { id: 'Extension.url', path: 'Extension.url', fixedUri: T('own') },
    { id: 'Extension.value[x]', path: 'Extension.value[x]', type: [{ code: 'string' }] },
  ]);
  const narrower = definitionOf(
    'narrower',
    'Extension',
    [{ id: 'Extension.value[x]', path: 'Extension.value[x]', min: 1, maxLength: 3 }],
    { baseDefinition: T('own') },
  );
  const extensionSlice = (profile: string, changes: Json = {}): readonly Json[] => [
    {
      id: 'CarePlan.extension',
      path: 'CarePlan.extension',
      slicing: { discriminator: [{ type: 'value', path: 'url' }], rules: 'open' },
    },
    {
      id: 'CarePlan.extension:x',
      path: 'CarePlan.extension',
      sliceName: 'x',
      min: 1,
      max: '1',
      type: [{ code: 'Extension', profile: [profile] }],
      ...changes,
    },
  ];
  const validator = made('CarePlan', extensionSlice(T('narrower')), { 'a.json': own, 'b.json': narrower });
  const plan = (valueString: string) => carePlan({ extension: [{ url: T('own'), valueString }] });

  test('is known by the url of the extension, and asked where a profile names it', () => {
    expect(applied(validator, plan('abc'))).toEqual([]);
    expect(applied(validator, plan('abcd'))).toEqual(['value-too-long @ CarePlan.extension[0].value']);
    expect(found(plan('abcd'), validator)).toEqual([]);
    expect(applied(validator, carePlan())).toEqual(['slice-min @ CarePlan.extension']);
  });

  test('the definition itself is asked wherever its url stands', () => {
    const plain = made('CarePlan', extensionSlice(T('own')), { 'a.json': own });
    const wrong = carePlan({ extension: [{ url: T('own'), valueBoolean: true }] });
    expect(applied(plain, wrong)).toEqual(['choice-type @ CarePlan.extension[0].value']);
    expect(found(wrong, plain)).toEqual(['choice-type @ CarePlan.extension[0].value']);
  });

  test("the profile's own canonical is no url of an extension", () => {
    expect(found(carePlan({ extension: [{ url: T('narrower'), valueString: 'x' }] }), validator)).toEqual([
      'fixed-value @ CarePlan.extension[0].url',
    ]);
  });
});

describe('of several profiles of a type', () => {
  const profile = (id: string, ...element: readonly Json[]) => definitionOf(id, 'Identifier', element);
  const warned = definitionOf('warned', 'Identifier', []);
  warned['differential'] = {
    element: [
      {
        id: 'Identifier',
        path: 'Identifier',
        constraint: [{ key: 'w-1', severity: 'warning', human: 'x', expression: 'period.exists()' }],
      },
    ],
  };
  const validatorOf = (...ids: readonly string[]) =>
    made(
      'Patient',
      [{ id: 'Patient.identifier', path: 'Patient.identifier', type: [{ code: 'Identifier', profile: ids.map(T) }] }],
      {
        'a.json': profile('used', { id: 'Identifier.use', path: 'Identifier.use', min: 1 }),
        'b.json': warned,
        'c.json': profile(
          'full',
          { id: 'Identifier.use', path: 'Identifier.use', min: 1 },
          { id: 'Identifier.period', path: 'Identifier.period', min: 1 },
        ),
      },
    );
  const person = (identifier: Json = { value: '1' }) => ({ resourceType: 'Patient', identifier: [identifier] });

  test('the first without errors holds, with what it warns of', () => {
    expect(applied(validatorOf('used', 'warned'), person())).toEqual(['warning w-1 @ Patient.identifier[0]']);
    expect(applied(validatorOf('warned', 'used'), person())).toEqual(['warning w-1 @ Patient.identifier[0]']);
    expect(applied(validatorOf('used', 'warned'), person({ value: '1', use: 'usual' }))).toEqual([]);
  });

  test('where none holds, that with the fewest errors is told', () => {
    expect(applied(validatorOf('full', 'used'), person())).toEqual(['cardinality-min @ Patient.identifier[0].use']);
    expect(applied(validatorOf('used', 'full'), person())).toEqual(['cardinality-min @ Patient.identifier[0].use']);
  });
});

describe('profiles that refer to each other in a ring', () => {
  const referring = (id: string, target: string, more: readonly Json[] = []) =>
    definitionOf(id, 'CarePlan', [
      {
        id: 'CarePlan.partOf',
        path: 'CarePlan.partOf',
        type: [{ code: 'Reference', targetProfile: [T(target)] }],
      },
      ...more,
    ]);
  const validator = createValidator({
    packages: [
      packageOf({
        'a.json': referring('a', 'b', [{ id: 'CarePlan.title', path: 'CarePlan.title', min: 1 }]),
        'b.json': referring('b', 'a'),
        'c.json': definitionOf('c', 'CarePlan', [
          {
            id: 'CarePlan.replaces',
            path: 'CarePlan.replaces',
            type: [{ code: 'Reference', targetProfile: [T('b')] }],
          },
          {
            id: 'CarePlan.basedOn',
            path: 'CarePlan.basedOn',
            type: [{ code: 'Reference', targetProfile: [T('a')] }],
          },
        ]),
      }),
    ],
  });

  test('what was taken to hold while it was asked is asked again when it did not', () => {
    const plan = (id: string, to: string, more: Json = {}) =>
      carePlan({ id, partOf: [{ reference: `#${to}` }], ...more });
    const resource = (title: Json) =>
      carePlan({
        contained: [plan('1', '2', title), plan('2', '1')],
        // First `a` is asked of 1, and on the way `b` of 2 while `a` of 1 is not known yet.
        basedOn: [{ reference: '#1' }],
        replaces: [{ reference: '#2' }],
      });
    const findings = (title: Json) =>
      found(resource(title), validator, { profiles: [T('c')] }).filter((each) => each.startsWith('reference-profile'));
    expect(findings({ title: 'x' })).toEqual([]);
    // 2 refers to 1, which has no title and so is not what `b` asks for.
    expect(findings({}).toSorted()).toEqual([
      'reference-profile @ CarePlan.basedOn[0]',
      'reference-profile @ CarePlan.replaces[0]',
    ]);
  });
});
