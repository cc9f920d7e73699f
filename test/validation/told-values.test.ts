import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/validation/finding.ts';
import { createValidator, type Validator } from '../../src/validation/validation.ts';
import { carePlan, type Json } from './found.ts';
import { definitionOf, packageOf, sliced } from './made-package.ts';

const url = 'http://t.no/StructureDefinition/made';

function made(type: string, element: readonly Json[], more: Readonly<Record<string, unknown>> = {}): Validator {
  return createValidator({ packages: [packageOf({ 'made.json': definitionOf('made', type, element), ...more })] });
}

const findings = (validator: Validator, resource: Json): readonly Finding[] =>
  validator.validate(resource, { profiles: [url] });

const told = (validator: Validator, resource: Json): readonly (string | undefined)[] =>
  findings(validator, resource).map(({ found }) => found);

describe("what looks like a code and is a person's data is not repeated", () => {
  const named = made(
    'Patient',
    sliced(
      'Patient.name',
      [['value', 'family']],
      [{ name: 'known', min: 1, parts: { family: { fixedString: 'X' } } }],
      'closed',
    ),
  );
  const numbered = made(
    'Patient',
    sliced(
      'Patient.identifier',
      [['value', 'value']],
      [{ name: 'known', min: 1, parts: { value: { fixedString: 'X' } } }],
      'closed',
    ),
  );
  const valueSet = {
    resourceType: 'ValueSet',
    url: 'http://t.no/ValueSet/v',
    status: 'active',
    compose: { include: [{ system: 'urn:a', concept: [{ code: 'X' }] }] },
  };
  const binding = { strength: 'required', valueSet: 'http://t.no/ValueSet/v' };
  const bound = made('Patient', [{ id: 'Patient.name.family', path: 'Patient.name.family', binding }], {
    'v.json': valueSet,
  });
  const chosen = made(
    'Observation',
    sliced(
      'Observation.component',
      [['type', 'value']],
      [{ name: 'amount', min: 1, parts: { 'value[x]': { min: 1, type: [{ code: 'Quantity' }] } } }],
      'closed',
    ),
  );
  const observation = (component: Json): Json => ({
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'x' },
    component: [{ code: { text: 'y' }, ...component }],
  });

  test.each<[string, Validator, Json, string]>([
    ['a name', named, { resourceType: 'Patient', name: [{ family: 'Hansen' }] }, 'Hansen'],
    ['a number', numbered, { resourceType: 'Patient', identifier: [{ value: 'AB-12345' }] }, 'AB-12345'],
    ['a bound text', bound, { resourceType: 'Patient', name: [{ family: 'Hansen' }] }, 'Hansen'],
    ['a value of another type', chosen, observation({ valueString: 'Hansen' }), 'Hansen'],
    [
      'the words of an expression in SNOMED CT',
      made(
        'CarePlan',
        sliced(
          'CarePlan.category',
          [['value', 'coding.code']],
          [{ name: 'a', parts: { 'coding.code': { fixedCode: 'x' } } }],
          'closed',
        ),
      ),
      carePlan({ category: [{ coding: [{ system: 'http://snomed.info/sct', code: '73416+|Hansen|' }] }] }),
      'Hansen',
    ],
  ])('%s', (_, validator, resource, secret) => {
    const all = findings(validator, resource);
    expect(all.length).toBeGreaterThan(0);
    expect(JSON.stringify(all)).not.toContain(secret);
  });

  test('but its kind and length are told', () => {
    expect(told(named, { resourceType: 'Patient', name: [{ family: 'Hansen' }] })).toEqual([
      "the nearest is known (family = 'X'); found a text of 6 characters",
      '0; the nearest is [0], which has a text of 6 characters at family',
    ]);
    expect(told(bound, { resourceType: 'Patient', name: [{ family: 'Hansen' }] })).toEqual(['a text of 6 characters']);
    expect(told(chosen, observation({ valueString: 'Hansen' }))).toEqual([
      'the nearest is amount (value is Quantity); found String',
      '0; the nearest is [0], which has String at value',
    ]);
  });
});

describe('a code is told', () => {
  const category = made(
    'CarePlan',
    sliced(
      'CarePlan.category',
      [['value', 'coding.code']],
      [{ name: 'kind', min: 1, parts: { 'coding.code': { fixedCode: 'x' } } }],
    ),
  );
  const concept = made(
    'CarePlan',
    sliced(
      'CarePlan.category',
      [['pattern', '$this']],
      [{ name: 'kind', min: 1, patternCodeableConcept: { coding: [{ system: 'urn:a', code: 'x' }] } }],
    ),
  );
  const plan = (system: string, code: string) => carePlan({ category: [{ coding: [{ system, code }] }] });

  test.each([
    ['by itself', 'urn:a', 'other-plan', "'other-plan'"],
    ['of SNOMED CT', 'http://snomed.info/sct', '734163000', "'734163000'"],
    ['of no form of SNOMED CT', 'http://snomed.info/sct', '734163001', 'a code of 9 characters of …/sct'],
    ['of Volven, by its OID', 'urn:oid:2.16.578.1.12.4.1.1.9602', '12', "'12'"],
    ['of Volven, by its address', 'http://helsedir.no/fhir/CodeSystem/no-kodeverk-9602', '12', "'12'"],
    [
      'of Volven, too long',
      'urn:oid:2.16.578.1.12.4.1.1.9602',
      '01020312345',
      "a code of 11 characters of 'urn:oid:2.16.578.1.12.4.1.1.9602'",
    ],
    ['of LOINC', 'http://loinc.org', '59284-0', "'59284-0'"],
    ['of digits in another system', 'http://a.no/kinds', '123456789', 'a code of 9 characters of …/kinds'],
    ['of digits in a system of digits', 'urn:01020312345', '123456789', 'a code of 9 characters'],
  ])('%s', (_, system, code, text) => {
    expect(told(category, plan(system, code))).toContain(`0; the nearest is [0], which has ${text} at coding.code`);
    expect(told(concept, plan(system, code))).toContain(`0; the nearest is [0], which has ${text} at $this`);
  });

  test('the name of a system is told too, when it cannot be anything else', () => {
    const bySystem = made(
      'Patient',
      sliced(
        'Patient.identifier',
        [['value', 'system']],
        [{ name: 'n', min: 1, parts: { system: { fixedUri: 'urn:n' } } }],
      ),
    );
    const person = (system: string) => ({ resourceType: 'Patient', identifier: [{ system, value: '1' }] });
    expect(told(bySystem, person('http://a.no/numbers'))).toEqual([
      '0; the nearest is [0], which has …/numbers at system',
    ]);
    expect(told(bySystem, person('urn:01020312345'))).toEqual([
      '0; the nearest is [0], which has a text of 15 characters at system',
    ]);
  });
});

describe('what else a finding says', () => {
  test('the type that a reference leads to, by its text or by its type', () => {
    const targetProfile = ['http://hl7.org/fhir/StructureDefinition/Organization'];
    const validator = made(
      'CarePlan',
      sliced(
        'CarePlan.contributor',
        [['type', 'resolve()']],
        [{ name: 'organization', min: 1, type: [{ code: 'Reference', targetProfile }] }],
      ),
    );
    const by = (reference: Json) => told(validator, carePlan({ contributor: [reference] }));
    expect(by({ reference: 'Practitioner/1' })).toEqual(['0; the nearest is [0], which has Practitioner at resolve()']);
    expect(by({ type: 'Practitioner', display: 'x' })).toEqual([
      '0; the nearest is [0], which has Practitioner at resolve()',
    ]);
    expect(by({ type: 'Organization', display: 'x' })).toEqual([]);
  });

  test('the type that a closed choice has', () => {
    const validator = made('Observation', [
      {
        id: 'Observation.value[x]',
        path: 'Observation.value[x]',
        slicing: { discriminator: [{ type: 'type', path: '$this' }], rules: 'closed' },
      },
      {
        id: 'Observation.value[x]:valueQuantity',
        path: 'Observation.value[x]',
        sliceName: 'valueQuantity',
        type: [{ code: 'Quantity' }],
      },
    ]);
    const observation = { resourceType: 'Observation', status: 'final', code: { text: 'x' }, valueString: 'Hansen' };
    const all = findings(validator, observation);
    expect(all.map(({ rule, found }) => [rule, found])).toEqual([['slice-closed', "'valueString'"]]);
    expect(all[0]?.message.en).toBe(
      "This belongs to none of the slices that Observation.value[x] allows: valueQuantity. Here: 'valueString'.",
    );
  });

  test('which rule the target of a reference breaks', () => {
    const goal = definitionOf('goal', 'Goal', [{ id: 'Goal.category', path: 'Goal.category', min: 1 }]);
    const type = [{ code: 'Reference', targetProfile: ['http://t.no/StructureDefinition/goal'] }];
    const validator = made('CarePlan', [{ id: 'CarePlan.goal', path: 'CarePlan.goal', type }], { 'goal.json': goal });
    const contained = [
      {
        resourceType: 'Goal',
        id: 'g',
        lifecycleStatus: 'active',
        description: { text: 'x' },
        subject: { display: 'x' },
      },
    ];
    const all = findings(validator, carePlan({ contained, goal: [{ reference: '#g' }] }));
    expect(all.map(({ rule, found }) => [rule, found])).toEqual([
      ['reference-profile', 'a resource that breaks the rule cardinality-min'],
    ]);
  });

  test('the kind of what is out of range, and not the value', () => {
    const validator = made('Observation', [
      { id: 'Observation.value[x]', path: 'Observation.value[x]', type: [{ code: 'integer' }], maxValueInteger: 3 },
    ]);
    const observation = { resourceType: 'Observation', status: 'final', code: { text: 'x' }, valueInteger: 4711 };
    expect(told(validator, observation)).toEqual(['a number']);
  });

  test('the code that is not the one a profile fixes', () => {
    const validator = made('CarePlan', [{ id: 'CarePlan.intent', path: 'CarePlan.intent', patternCode: 'plan' }]);
    expect(told(validator, carePlan({ intent: 'order' }))).toEqual(["'order'"]);
  });
});
