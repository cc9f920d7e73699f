import { describe, expect, test } from '@jest/globals';
import { createValidator, type Validator } from '../../src/validation/validation.ts';
import { carePlan, found, type Json } from './found.ts';
import { packageOf, profileOf } from './made-package.ts';

const url = 'https://example.no/fhir/StructureDefinition/made';
const HL7 = 'http://hl7.org/fhir/StructureDefinition';

function made(element: readonly Json[], type: string, more: Record<string, Json> = {}): Validator {
  const files = { 'made.json': profileOf(type, [{ id: type, path: type }, ...element]), ...more };
  return createValidator({ packages: [packageOf(files)] });
}

function applied(validator: Validator, resource: Json): readonly string[] {
  return found(resource, validator, { profiles: [url] });
}

interface SliceOf {
  readonly name: string;
  readonly min?: number;
  readonly max?: string;
  readonly self?: Json;
  /** Elements under the slice, by path after it. */
  readonly parts?: Readonly<Record<string, Json>>;
}

/** The elements of one slicing. */
function sliced(
  path: string,
  discriminators: readonly (readonly [type: string, path: string])[],
  slices: readonly SliceOf[],
  slicing: Json = {},
  self: Json = {},
): Json[] {
  const discriminator = discriminators.map(([type, where]) => ({ type, path: where }));
  return [
    { id: path, path, slicing: { discriminator, rules: 'open', ...slicing }, ...self },
    ...slices.flatMap(({ name, min = 0, max = '*', self: own = {}, parts = {} }) => [
      { id: `${path}:${name}`, path, sliceName: name, min, max, ...own },
      ...Object.entries(parts).map(([part, content]) => ({
        id: `${path}:${name}.${part}`,
        path: `${path}.${part.replaceAll(/:[^.]*/g, '')}`,
        ...content,
      })),
    ]),
  ];
}

const reference = (...targetProfile: readonly string[]) => ({ type: [{ code: 'Reference', targetProfile }] });
const goal = (id: string, changes: Json = {}) => ({
  resourceType: 'Goal',
  id,
  lifecycleStatus: 'active',
  description: { text: 'x' },
  subject: { reference: 'Patient/1' },
  ...changes,
});

describe('exists', () => {
  const validator = made(
    sliced(
      'CarePlan.activity',
      [['exists', 'detail']],
      [
        { name: 'inline', max: '1', parts: { detail: { min: 1, max: '1' }, outcomeReference: { min: 0, max: '0' } } },
        { name: 'referred', min: 1, parts: { detail: { min: 0, max: '0' }, reference: { min: 1, max: '1' } } },
      ],
    ),
    'CarePlan',
  );
  const detail = { status: 'scheduled' };
  const refers = { reference: { reference: 'Task/1' } };

  test.each<[string, readonly Json[], readonly string[]]>([
    ['both', [{ detail }, refers], []],
    ['too many with', [{ detail }, { detail }, refers], ['slice-max @ CarePlan.activity']],
    ['too few without', [{ detail }], ['slice-min @ CarePlan.activity']],
    [
      'what a slice forbids',
      [{ detail, outcomeReference: [{ reference: 'Observation/1' }] }, refers],
      ['cardinality-max @ CarePlan.activity[0].outcomeReference'],
    ],
  ])('%s', (_, activity, expected) => {
    expect(applied(validator, carePlan({ activity }))).toEqual(expected);
  });
});

describe('type', () => {
  test('of resources in a Bundle', () => {
    const validator = made(
      [
        ...sliced(
          'Bundle.entry',
          [['type', 'resource']],
          [
            { name: 'plan', min: 1, max: '1', parts: { resource: { type: [{ code: 'CarePlan' }] } } },
            { name: 'person', parts: { resource: { type: [{ code: 'Patient' }] }, fullUrl: { min: 1, max: '1' } } },
          ],
          { rules: 'closed' },
        ),
      ],
      'Bundle',
    );
    const person = { resourceType: 'Patient', name: [{ text: 'x' }] };
    const bundle = (...resources: readonly Json[]) => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: resources.map((resource) => ({ resource })),
    });
    expect(applied(validator, bundle(carePlan()))).toEqual([]);
    expect(applied(validator, bundle(carePlan(), person))).toEqual(['cardinality-min @ Bundle.entry[1].fullUrl']);
    expect(applied(validator, bundle(person))).toContain('slice-min @ Bundle.entry');
    expect(applied(validator, bundle(carePlan(), goal('g')))).toEqual(['slice-closed @ Bundle.entry[1]']);
  });

  test('of a choice below', () => {
    const validator = made(
      sliced(
        'Observation.component',
        [['type', 'value']],
        [{ name: 'amount', min: 1, max: '1', parts: { 'value[x]': { type: [{ code: 'Quantity' }] } } }],
      ),
      'Observation',
    );
    const observation = (...component: readonly Json[]) => ({
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'x' },
      component: component.map((value) => ({ code: { text: 'y' }, ...value })),
    });
    expect(applied(validator, observation({ valueQuantity: { value: 1 } }, { valueString: 'x' }))).toEqual([]);
    expect(applied(validator, observation({ valueString: 'x' }))).toEqual(['slice-min @ Observation.component']);
  });

  test('of what a reference leads to', () => {
    const validator = made(
      sliced(
        'CarePlan.contributor',
        [['type', 'resolve()']],
        [
          { name: 'organization', min: 1, max: '1', self: reference(`${HL7}/Organization`) },
          { name: 'person', self: reference(`${HL7}/Patient`) },
        ],
        { rules: 'closed' },
      ),
      'CarePlan',
    );
    const by = (...references: readonly string[]) =>
      carePlan({ contributor: references.map((literal) => ({ reference: literal })) });
    expect(applied(validator, by('Organization/1', 'Patient/1'))).toEqual([]);
    expect(applied(validator, by('Patient/1'))).toEqual(['slice-min @ CarePlan.contributor']);
    expect(applied(validator, by('Organization/1', 'Practitioner/1'))).toEqual([
      'slice-closed @ CarePlan.contributor[1]',
    ]);
    // What cannot be told is a warning, and never an error.
    expect(applied(validator, by('urn:uuid:3b8a2a8c-6f2e-4d0a-9a41-62a9d3a1a101'))).toEqual([
      'warning slice-not-checked @ CarePlan.contributor',
    ]);
    const contained = [{ resourceType: 'Organization', id: 'o', name: 'x' }];
    expect(applied(validator, { ...by('#o'), contained })).toEqual([]);
  });
});

describe('profile', () => {
  const followed = profileOf(
    'Goal',
    [
      { id: 'Goal', path: 'Goal' },
      { id: 'Goal.start[x]', path: 'Goal.start[x]', min: 1, max: '1', type: [{ code: 'date' }] },
    ],
    { url: 'https://example.no/goal' },
  );

  test('of a target in hand, and doubt about one that is not', () => {
    const validator = made(
      sliced(
        'CarePlan.goal',
        [['profile', 'resolve()']],
        [{ name: 'dated', min: 1, max: '1', self: reference('https://example.no/goal') }],
      ),
      'CarePlan',
      { 'goal.json': followed },
    );
    const plan = (...contained: readonly Json[]) =>
      carePlan({ contained, goal: contained.map(({ id }) => ({ reference: `#${id}` })) });
    expect(applied(validator, plan(goal('a', { startDate: '2026' })))).toEqual([]);
    expect(applied(validator, plan(goal('a'), goal('b', { startDate: '2026' })))).toEqual([]);
    expect(applied(validator, plan(goal('a')))).toEqual(['slice-min @ CarePlan.goal']);
    expect(applied(validator, plan(goal('a', { startDate: '2026' }), goal('b', { startDate: '2026' })))).toEqual([
      'slice-max @ CarePlan.goal',
    ]);
    expect(applied(validator, carePlan({ goal: [{ reference: 'Goal/1' }] }))).toEqual([
      'warning slice-not-checked @ CarePlan.goal',
    ]);
  });

  test('of a resource in a Bundle', () => {
    const validator = made(
      sliced(
        'Bundle.entry',
        [['profile', 'resource']],
        [
          {
            name: 'dated',
            min: 1,
            max: '1',
            parts: { resource: { type: [{ code: 'Goal', profile: ['https://example.no/goal'] }] } },
          },
        ],
      ),
      'Bundle',
      { 'goal.json': followed },
    );
    const bundle = (...resources: readonly Json[]) => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: resources.map((resource) => ({ resource })),
    });
    expect(applied(validator, bundle(goal('a'), goal('b', { startDate: '2026' })))).toEqual([]);
    expect(applied(validator, bundle(goal('a')))).toEqual(['slice-min @ Bundle.entry']);
  });
});

test('a value of a target that is in the Bundle', () => {
  const coded = profileOf(
    'Condition',
    [
      { id: 'Condition', path: 'Condition' },
      { id: 'Condition.code', path: 'Condition.code', patternCodeableConcept: { coding: [{ code: 'N99' }] } },
    ],
    { url: 'https://example.no/condition' },
  );
  const validator = made(
    sliced(
      'CarePlan.addresses',
      [['value', 'resolve().code']],
      [{ name: 'n99', min: 1, self: reference('https://example.no/condition') }],
    ),
    'CarePlan',
    { 'condition.json': coded },
  );
  const bundle = (code: string) => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      {
        fullUrl: 'http://a.no/CarePlan/1',
        resource: carePlan({ id: '1', meta: { profile: [url] }, addresses: [{ reference: 'Condition/c' }] }),
      },
      {
        fullUrl: 'http://a.no/Condition/c',
        resource: {
          resourceType: 'Condition',
          id: 'c',
          subject: { reference: 'Patient/1' },
          code: { coding: [{ code }] },
        },
      },
    ],
  });
  expect(found(bundle('N99'), validator)).toEqual([]);
  // The slicing misses its item; the slice's own target profile is asked of its items only.
  expect(found(bundle('L01'), validator)).toEqual(['slice-min @ Bundle.entry[0].resource.addresses']);
});

test('values fixed below the discriminator tell slices apart', () => {
  const validator = made(
    sliced(
      'CarePlan.category',
      [['value', 'coding']],
      [
        {
          name: 'kind',
          min: 1,
          parts: {
            coding: {},
            'coding.system': { fixedUri: 'urn:a' },
            'coding.code': { fixedCode: 'x' },
          },
        },
      ],
    ),
    'CarePlan',
  );
  const plan = (...codes: readonly string[]) =>
    carePlan({ category: codes.map((code) => ({ coding: [{ system: 'urn:a', code }] })) });
  expect(applied(validator, plan('y', 'x'))).toEqual([]);
  expect(applied(validator, plan('y'))).toEqual(['slice-min @ CarePlan.category']);
});

describe('a slice that is sliced', () => {
  const type = (code: string) => ({ fixedCode: code });
  const validator = made(
    [
      ...sliced(
        'Patient.identifier',
        [['value', 'use']],
        [{ name: 'official', max: '2', parts: { use: type('official') } }],
      ),
      {
        id: 'Patient.identifier:official/national',
        path: 'Patient.identifier',
        sliceName: 'official/national',
        min: 1,
        max: '1',
      },
      { id: 'Patient.identifier:official/national.use', path: 'Patient.identifier.use', ...type('official') },
      { id: 'Patient.identifier:official/national.system', path: 'Patient.identifier.system', fixedUri: 'urn:n' },
      { id: 'Patient.identifier:official/national.value', path: 'Patient.identifier.value', min: 1, max: '1' },
    ].map((element) =>
      element['id'] === 'Patient.identifier:official'
        ? { ...element, slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' } }
        : element,
    ),
    'Patient',
  );
  const person = (...identifier: readonly Json[]) => ({ resourceType: 'Patient', identifier });
  const national = { use: 'official', system: 'urn:n', value: '1' };

  test.each<[string, readonly Json[], readonly string[]]>([
    ['its part', [national], []],
    ['its part missing', [{ use: 'official', system: 'urn:x' }], ['slice-min @ Patient.identifier']],
    ['its part outside of it', [{ use: 'usual', system: 'urn:n', value: '1' }], ['slice-min @ Patient.identifier']],
    ['its part twice', [national, national], ['slice-max @ Patient.identifier']],
    ['content of its part', [{ use: 'official', system: 'urn:n' }], ['cardinality-min @ Patient.identifier[0].value']],
    ['too many of itself', [national, { use: 'official' }, { use: 'official' }], ['slice-max @ Patient.identifier']],
  ])('%s', (_, identifiers, expected) => {
    expect(applied(validator, person(...identifiers))).toEqual(expected);
  });
});

describe('slices of an element that stands once', () => {
  test('an element', () => {
    const validator = made(
      sliced(
        'CarePlan.subject',
        [['type', 'resolve()']],
        [
          {
            name: 'person',
            min: 1,
            max: '1',
            self: reference(`${HL7}/Patient`),
            parts: { display: { min: 1, max: '1' } },
          },
        ],
        { rules: 'closed' },
      ),
      'CarePlan',
    );
    expect(applied(validator, carePlan({ subject: { reference: 'Patient/1', display: 'x' } }))).toEqual([]);
    expect(applied(validator, carePlan())).toEqual(['cardinality-min @ CarePlan.subject.display']);
    expect(applied(validator, carePlan({ subject: { reference: 'Group/1' } }))).toEqual([
      'slice-closed @ CarePlan.subject',
      'slice-min @ CarePlan.subject',
    ]);
  });

  test('a choice, by type and by value', () => {
    const validator = made(
      sliced(
        'Observation.value[x]',
        [
          ['type', '$this'],
          ['value', 'system'],
        ],
        [
          {
            name: 'valueQuantity',
            min: 1,
            max: '1',
            self: { type: [{ code: 'Quantity' }] },
            parts: { system: { fixedUri: 'http://unitsofmeasure.org' }, code: { min: 1, max: '1' } },
          },
        ],
      ),
      'Observation',
    );
    const observation = (value: Json) => ({
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'x' },
      ...value,
    });
    const system = 'http://unitsofmeasure.org';
    expect(applied(validator, observation({ valueQuantity: { value: 1, system, code: 'h' } }))).toEqual([]);
    expect(applied(validator, observation({ valueQuantity: { value: 1, system } }))).toEqual([
      'cardinality-min @ Observation.value.code',
    ]);
    expect(applied(validator, observation({ valueQuantity: { value: 1 } }))).toEqual(['slice-min @ Observation.value']);
    expect(applied(validator, observation({ valueString: 'x' }))).toEqual(['slice-min @ Observation.value']);
  });
});

describe('what is said', () => {
  const validator = made(
    sliced(
      'CarePlan.category',
      [['value', 'coding.code']],
      [
        { name: 'plan', min: 1, parts: { coding: {}, 'coding.code': { fixedCode: 'individual-plan' } } },
        { name: 'sub', parts: { coding: {}, 'coding.code': { fixedCode: 'sub-plan' } } },
      ],
      { rules: 'closed' },
    ),
    'CarePlan',
  );
  const findings = (...codes: readonly string[]) =>
    validator.validate(carePlan({ category: codes.map((code) => ({ coding: [{ code }] })) }), { profiles: [url] });

  test('names the nearest slice, what it asks and what is there', () => {
    const [closed, missing] = findings('other-plan');
    expect(closed).toMatchObject({ rule: 'slice-closed', expected: 'plan, sub' });
    expect(closed?.found).toBe("the nearest is plan (coding.code = 'individual-plan'); found 'other-plan'");
    expect(missing).toMatchObject({ rule: 'slice-min', expected: "plan 1..* (coding.code = 'individual-plan')" });
    expect(missing?.found).toBe("0; the nearest is [0], which has 'other-plan' at coding.code");
  });

  test('never repeats what could be about a person', () => {
    const told = JSON.stringify(findings('01020312345', 'Kari Nordmann'));
    expect(told).not.toContain('01020312345');
    expect(told).not.toContain('Kari');
  });
});

test('a null among extensions is told as that, and fits no slice that must be there', () => {
  const validator = made(
    sliced(
      'CarePlan.extension',
      [['value', 'url']],
      [{ name: 'needed', min: 1, max: '1', parts: { url: { min: 1, max: '1', fixedUri: 'urn:needed' } } }],
    ),
    'CarePlan',
  );
  const rules = applied(validator, carePlan({ extension: [null] } as unknown as Json));
  expect(rules).toEqual(['null-value @ CarePlan.extension[0]', 'slice-min @ CarePlan.extension']);
});
