import { describe, expect, test } from '@jest/globals';
import { createValidator, type Validator } from '../../src/validation/validation.ts';
import { carePlan, found, type Json } from './found.ts';
import { definitionOf, packageOf, sliced } from './made-package.ts';

const url = 'http://t.no/StructureDefinition/made';

function made(type: string, element: readonly Json[], more: Readonly<Record<string, unknown>> = {}): Validator {
  return createValidator({ packages: [packageOf({ 'made.json': definitionOf('made', type, element), ...more })] });
}

const applied = (validator: Validator, resource: Json) => found(resource, validator, { profiles: [url] });

describe('slices told apart by a slice in them', () => {
  const at = (slice: string, code: string): readonly Json[] => [
    { id: `Observation.component:${slice}`, path: 'Observation.component', sliceName: slice, min: 1, max: '1' },
    {
      id: `Observation.component:${slice}.code.coding`,
      path: 'Observation.component.code.coding',
      slicing: { discriminator: [{ type: 'value', path: 'code' }], rules: 'open' },
    },
    {
      id: `Observation.component:${slice}.code.coding:loinc`,
      path: 'Observation.component.code.coding',
      sliceName: 'loinc',
      min: 1,
      max: '1',
    },
    {
      id: `Observation.component:${slice}.code.coding:loinc.code`,
      path: 'Observation.component.code.coding.code',
      min: 1,
      fixedCode: code,
    },
  ];
  const validator = made('Observation', [
    {
      id: 'Observation.component',
      path: 'Observation.component',
      slicing: { discriminator: [{ type: 'value', path: 'code.coding.code' }], rules: 'open' },
    },
    ...at('upper', '8480-6'),
    ...at('lower', '8462-4'),
  ]);
  const observation = (...codes: readonly string[]): Json => ({
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'x' },
    component: codes.map((code) => ({ code: { coding: [{ code: 'local' }, { code }] }, valueString: 'x' })),
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['both', ['8480-6', '8462-4'], []],
    ['one missing', ['8480-6'], ['slice-min @ Observation.component']],
    ['one twice', ['8480-6', '8480-6', '8462-4'], ['slice-max @ Observation.component']],
    ['another', ['8480-6', '8462-4', '8867-4'], []],
  ])('%s', (_, codes, expected) => {
    expect(validator.unchecked).toEqual([]);
    expect(applied(validator, observation(...codes))).toEqual(expected);
  });

  test('a slice that need not be there tells nothing', () => {
    const loose = made('Observation', [
      {
        id: 'Observation.component',
        path: 'Observation.component',
        slicing: { discriminator: [{ type: 'value', path: 'code.coding.code' }], rules: 'open' },
      },
      ...at('upper', '8480-6').map((element) => (element['sliceName'] === 'loinc' ? { ...element, min: 0 } : element)),
    ]);
    expect(loose.unchecked.map(({ element, kind }) => [element, kind])).toEqual([
      ['Observation.component:upper', 'slicing'],
    ]);
  });
});

describe('slices told apart by whether there is something at the end of a path', () => {
  const validator = made(
    'CarePlan',
    sliced(
      'CarePlan.activity',
      [['exists', 'detail.location']],
      [
        { name: 'somewhere', min: 0, max: '1', parts: { 'detail.location': { min: 1 } } },
        { name: 'nowhere', min: 0, max: '1', parts: { 'detail.location': { min: 0, max: '0' } } },
      ],
      'closed',
    ),
  );
  const location = { reference: 'Location/1' };
  const referring = { reference: { reference: 'Task/1' } };

  test.each<[string, readonly Json[], readonly string[]]>([
    ['one of each', [{ detail: { status: 'scheduled', location } }, { detail: { status: 'scheduled' } }], []],
    ['its middle missing is nothing at its end', [referring], []],
    ['two without', [referring, { detail: { status: 'scheduled' } }], ['slice-max @ CarePlan.activity']],
  ])('%s', (_, activity, expected) => {
    expect(applied(validator, carePlan({ activity }))).toEqual(expected);
  });

  test('a middle that stands several times: one with something at its end is enough', () => {
    const byCode = made(
      'CarePlan',
      sliced(
        'CarePlan.category',
        [['exists', 'coding.code']],
        [
          { name: 'coded', max: '1', parts: { 'coding.code': { min: 1 } } },
          { name: 'uncoded', max: '1', parts: { 'coding.code': { min: 0, max: '0' } } },
        ],
        'closed',
      ),
    );
    const both = { coding: [{ display: 'x' }, { code: 'x' }] };
    const none = { coding: [{ display: 'x' }, { display: 'y' }] };
    // What the slice says of each coding is asked of it, too.
    expect(applied(byCode, carePlan({ category: [both, none] }))).toEqual([
      'cardinality-min @ CarePlan.category[0].coding[0].code',
    ]);
    expect(applied(byCode, carePlan({ category: [none, none] }))).toEqual(['slice-max @ CarePlan.category']);
  });

  test('a target that is not in hand leaves it open', () => {
    const target = definitionOf('goal', 'Goal', [{ id: 'Goal.note', path: 'Goal.note', max: '0' }]);
    const targetProfile = ['http://t.no/StructureDefinition/goal'];
    const byTarget = made(
      'CarePlan',
      sliced(
        'CarePlan.goal',
        [['exists', 'resolve().note']],
        [{ name: 'bare', min: 1, type: [{ code: 'Reference', targetProfile }] }],
      ),
      { 'goal.json': target },
    );
    const goal = {
      resourceType: 'Goal',
      id: 'g',
      lifecycleStatus: 'active',
      description: { text: 'x' },
      subject: { display: 'x' },
    };
    const plan = (more: Json) => carePlan({ contained: [{ ...goal, ...more }], goal: [{ reference: '#g' }] });
    expect(applied(byTarget, plan({}))).toEqual([]);
    expect(applied(byTarget, plan({ note: [{ text: 'x' }] }))).toContain('slice-min @ CarePlan.goal');
    expect(applied(byTarget, carePlan({ goal: [{ reference: 'Goal/1' }] }))).toEqual([
      'warning slice-not-checked @ CarePlan.goal',
    ]);
  });
});

describe('an item of two slices', () => {
  const patternOf = (coding: Json) => ({ patternCodeableConcept: { coding: [coding] } });
  const validator = made(
    'CarePlan',
    sliced(
      'CarePlan.category',
      [['pattern', '$this']],
      [
        { name: 'a', ...patternOf({ system: 'urn:a' }) },
        { name: 'b', max: '1', ...patternOf({ system: 'urn:b' }) },
        { name: 'c', ...patternOf({ system: 'urn:c' }) },
      ],
    ),
  );
  const of = (...systems: readonly string[]) => ({ coding: systems.map((system) => ({ system, code: 'x' })) });

  test('is told, with the slices', () => {
    expect(applied(validator, carePlan({ category: [of('urn:a'), of('urn:b'), of('urn:d')] }))).toEqual([]);
    expect(applied(validator, carePlan({ category: [of('urn:a', 'urn:c')] }))).toEqual([
      'slice-several @ CarePlan.category[0]',
    ]);
    expect(applied(validator, carePlan({ category: [of('urn:c', 'urn:b')] }))).toEqual([
      'slice-several @ CarePlan.category[0]',
    ]);
  });

  test('cannot be where one value tells them apart', () => {
    const apart = made(
      'Patient',
      sliced(
        'Patient.identifier',
        [['value', 'system']],
        [
          { name: 'a', max: '1', parts: { system: { fixedUri: 'urn:a' } } },
          { name: 'b', max: '1', parts: { system: { fixedUri: 'urn:b' } } },
        ],
      ),
    );
    const person = (...systems: readonly string[]) => ({
      resourceType: 'Patient',
      identifier: systems.map((system) => ({ system, value: '1' })),
    });
    expect(applied(apart, person('urn:a', 'urn:b'))).toEqual([]);
    expect(applied(apart, person('urn:a', 'urn:a'))).toEqual(['slice-max @ Patient.identifier']);
  });
});

describe('the slice @default', () => {
  const validator = (rules: string) =>
    made(
      'Patient',
      sliced(
        'Patient.identifier',
        [['value', 'system']],
        [
          { name: 'a', parts: { system: { fixedUri: 'urn:a' } } },
          { name: '@default', max: '1', parts: { period: { min: 1 } } },
        ],
        rules,
      ),
    );
  const person = (...identifier: readonly Json[]) => ({ resourceType: 'Patient', identifier });
  const period = { start: '2026' };

  test.each(['open', 'closed'])('takes what no other slice takes, in a slicing that is %s', (rules) => {
    const made_ = validator(rules);
    expect(made_.unchecked).toEqual([]);
    expect(applied(made_, person({ system: 'urn:a', value: '1' }, { system: 'urn:b', value: '1', period }))).toEqual(
      [],
    );
    expect(applied(made_, person({ system: 'urn:b', value: '1' }))).toEqual([
      'cardinality-min @ Patient.identifier[0].period',
    ]);
    expect(applied(made_, person({ value: '1', period }, { system: 'urn:b', value: '1', period }))).toEqual([
      'slice-max @ Patient.identifier',
    ]);
  });
});
