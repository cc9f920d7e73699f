import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PackageError } from '../../src/validation/package-fault.ts';
import { createValidator, type Validator } from '../../src/validation/validation.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { found, type Json } from './found.ts';
import { definitionOf, packageOf, profileOf } from './made-package.ts';

const OWN = join(import.meta.dirname, '../../profiles/package');
const T = (id: string) => `http://t.no/StructureDefinition/${id}`;

/** Faults as `file element: reason`; none when the packages can be used. Anything else that is thrown is thrown. */
function faultsOf(...packages: readonly string[]): readonly string[] {
  try {
    createValidator({ packages });
    return [];
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    return error.faults.map(
      ({ file, element, reason }) => `${file}${element === undefined ? '' : ` ${element}`}: ${reason}`,
    );
  }
}

const refusals = (files: Readonly<Record<string, unknown>>): readonly string[] => faultsOf(packageOf(files));
const plan = (element: readonly Json[], changes: Json = {}) => definitionOf('made', 'CarePlan', element, changes);

describe('JSON that is no conformance resource is refused with file, path and reason', () => {
  const at = 'StructureDefinition.differential.element[1]';
  const valueSet = (compose: unknown) => ({
    resourceType: 'ValueSet',
    url: 'http://t.no/ValueSet/v',
    status: 'active',
    compose,
  });
  const codeSystem = (changes: Json) => ({
    resourceType: 'CodeSystem',
    url: 'http://t.no/CodeSystem/c',
    status: 'active',
    content: 'complete',
    ...changes,
  });
  const title = (changes: Json) => plan([{ id: 'CarePlan.title', path: 'CarePlan.title', ...changes }]);

  test.each<[string, unknown, string]>([
    ['a type that is no list', title({ type: { code: 'string' } }), `a.json ${at}.type: `],
    ['a type that is a text', title({ type: 'string' }), `a.json ${at}.type: `],
    ['a type without a code', title({ type: [{ profile: ['urn:x'] }] }), `a.json ${at}.type[0].code: `],
    [
      'a profile that is no list',
      title({ type: [{ code: 'string', profile: 'urn:x' }] }),
      `a.json ${at}.type[0].profile: `,
    ],
    ['constraints that are a text', title({ constraint: 'x' }), `a.json ${at}.constraint: `],
    ['a constraint that is null', title({ constraint: [null] }), `a.json ${at}.constraint[0]: `],
    [
      'an expression that is a number',
      title({ constraint: [{ key: 'x-1', severity: 'error', human: 'x', expression: 3 }] }),
      `a.json ${at}.constraint[0].expression: `,
    ],
    [
      'a severity that there is not',
      title({ constraint: [{ key: 'x-1', severity: 'fatal', human: 'x', expression: 'true' }] }),
      `a.json ${at}.constraint[0].severity: `,
    ],
    ['a max that is a number', title({ max: 1 }), `a.json ${at}.max: `],
    ['a min that is a text', title({ min: '1' }), 'a.json: has no proper min or max'],
    ['a min below nothing', title({ min: -1 }), `a.json ${at}.min: `],
    ['a maxLength that is a text', title({ maxLength: 'long' }), `a.json ${at}.maxLength: `],
    [
      'a discriminator without a path',
      title({ slicing: { discriminator: [{ type: 'value' }], rules: 'open' } }),
      `a.json ${at}.slicing.discriminator[0].path: `,
    ],
    [
      'a discriminator that is null',
      title({ slicing: { discriminator: [null], rules: 'open' } }),
      `a.json ${at}.slicing.discriminator[0]: `,
    ],
    ['a slicing that is a list', title({ slicing: [] }), `a.json ${at}.slicing: `],
    ['rules that there are not', title({ slicing: { rules: 'shut' } }), `a.json ${at}.slicing.rules: `],
    ['a binding that is a text', title({ binding: 'http://t.no/ValueSet/v' }), `a.json ${at}.binding: `],
    ['an element that there is not', title({ maxLenght: 3 }), `a.json ${at}.maxLenght: `],
    ['two fixed values', title({ fixedString: 'a', fixedUri: 'b' }), `a.json ${at}.fixed: `],
    ['a context that is a text', plan([], { context: 'CarePlan' }), 'a.json StructureDefinition.context: '],
    ['a base that is a number', plan([], { baseDefinition: 3 }), 'a.json: has a differential, but no baseDefinition'],
    ['an include that is no list', valueSet({ include: { system: 'urn:a' } }), 'a.json ValueSet.compose.include: '],
    [
      'a concept without a code',
      valueSet({ include: [{ system: 'urn:a', concept: [{}] }] }),
      'a.json ValueSet.compose.include[0].concept[0]',
    ],
    [
      'a filter without a value',
      valueSet({ include: [{ system: 'urn:a', filter: [{ property: 'concept', op: 'is-a' }] }] }),
      'a.json ValueSet.compose.include[0].filter[0].value: ',
    ],
    [
      'a filter that is null',
      valueSet({ include: [{ system: 'urn:a', filter: [null] }] }),
      'a.json ValueSet.compose.include[0].filter[0]: ',
    ],
    [
      'value sets that are a text',
      valueSet({ include: [{ valueSet: 'urn:a' }] }),
      'a.json ValueSet.compose.include[0].valueSet: ',
    ],
    ['concepts that are an object', codeSystem({ concept: { code: 'x' } }), 'a.json CodeSystem.concept: '],
    ['a concept that is a text', codeSystem({ concept: ['x'] }), 'a.json CodeSystem.concept[0]: '],
    ['identifiers that are an object', codeSystem({ identifier: {} }), 'a.json CodeSystem.identifier: '],
  ])('%s', (_, content, start) => {
    const [first, ...others] = refusals({ 'a.json': content });
    expect(first?.slice(0, start.length)).toBe(start);
    expect(others).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a list', []],
    ['a number', 3],
    ['another resource', { resourceType: 'Patient', name: 3 }],
    ['a definition in the form of a list', [{ resourceType: 'StructureDefinition' }]],
  ])('%s is passed over', (_, content) => {
    expect(refusals({ 'a.json': content, 'b.json': plan([]) })).toEqual([]);
  });

  test('what only says something about the whole may be missing', () => {
    const { status: _, name: __, ...bare } = plan([]);
    expect(refusals({ 'a.json': bare })).toEqual([]);
  });

  test('no more than twenty faults of a file are told', () => {
    const element = Array.from({ length: 50 }, () => ({ path: 'CarePlan.title', type: 'string' }));
    expect(refusals({ 'a.json': plan(element) })).toHaveLength(20);
  });
});

describe('chains are bounded', () => {
  const many = <V>(count: number, make: (at: number) => V): Record<string, V> =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`${String(at).padStart(5, '0')}.json`, make(at)]));
  const valueSet = (at: number, next: number) => ({
    resourceType: 'ValueSet',
    url: `http://t.no/ValueSet/v${at}`,
    status: 'active',
    compose: { include: [{ system: 'urn:unknown' }, { valueSet: [`http://t.no/ValueSet/v${next}`] }] },
  });

  test.each([
    ['from the first to the last', (at: number) => valueSet(at, at + 1)],
    ['from the last to the first', (at: number) => valueSet(at, at - 1)],
  ])('three thousand value sets, each in the next, %s', (_, make) => {
    const faults = refusals(many(3000, make));
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.every((fault) => fault.endsWith('is more than 50 value sets down'))).toBe(true);
  });

  test('three thousand profiles whose references are to each other', () => {
    const chain = many(3000, (at) =>
      definitionOf(`p${at}`, 'CarePlan', [
        {
          id: 'CarePlan.partOf',
          path: 'CarePlan.partOf',
          min: at === 2999 ? 1 : 0,
          type: [{ code: 'Reference', targetProfile: [T(`p${(at + 1) % 3000}`)] }],
        },
      ]),
    );
    const validator = createValidator({ packages: [packageOf(chain)] });
    const inner = { resourceType: 'CarePlan', id: 'c', status: 'active', intent: 'plan', subject: { display: 'x' } };
    const outer = { ...inner, contained: [inner], partOf: [{ reference: '#c' }] };
    expect(found(outer, validator, { profiles: [T('p2997')] })).toEqual([]);
    // What p2998 refers to has to refer to something in its turn.
    expect(found(outer, validator, { profiles: [T('p2998')] })).toEqual(['reference-profile @ CarePlan.partOf[0]']);
  });

  test('three thousand profiles of types in each other', () => {
    const chain = many(3000, (at) =>
      definitionOf(`p${at}`, 'Extension', [
        {
          id: 'Extension.extension',
          path: 'Extension.extension',
          slicing: { discriminator: [{ type: 'value', path: 'url' }], rules: 'open' },
        },
        {
          id: 'Extension.extension:next',
          path: 'Extension.extension',
          sliceName: 'next',
          type: [{ code: 'Extension', profile: [T(`p${at + 1}`)] }],
        },
        { id: 'Extension.url', path: 'Extension.url', fixedUri: T(`p${at}`) },
      ]),
    );
    const last = definitionOf('p3000', 'Extension', []);
    expect(refusals({ ...chain, 'z.json': last })).toEqual([]);
  });

  test.each([
    ['steps', `CarePlan${'.title'.repeat(1500)}.exists()`],
    ['operators', `true${' and true'.repeat(1800)}`],
    ['signs', `${'-'.repeat(5000)}1 > 0`],
  ])('an expression of thousands of %s', (_, expression) => {
    const constraint = [{ key: 'x-1', severity: 'error', human: 'x', expression }];
    const definition = { ...plan([]), differential: { element: [{ id: 'CarePlan', path: 'CarePlan', constraint }] } };
    expect(refusals({ 'a.json': definition })).toEqual([
      expect.stringMatching(
        /^a\.json CarePlan: x-1 is not FHIRPath: more than (?:2000 names and signs|64 levels of nesting) at/,
      ),
    ]);
  });

  test.each([
    ['steps', `goal${'.reference'.repeat(990)}.empty()`],
    ['operators', `true${' and true'.repeat(990)}`],
    ['unions', `(title${' | title'.repeat(600)}).empty()`],
  ])('an expression of just so many %s is run', (_, expression) => {
    const constraint = [{ key: 'x-1', severity: 'error', human: 'x', expression }];
    const definition = { ...plan([]), differential: { element: [{ id: 'CarePlan', path: 'CarePlan', constraint }] } };
    const validator = createValidator({ packages: [packageOf({ 'a.json': definition })] });
    const resource = { resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: { display: 'x' } };
    expect(found(resource, validator, { profiles: [T('made')] })).toEqual([]);
  });
});

describe('a profile that does not constrain what it is a profile of is refused', () => {
  const parent = definitionOf('parent', 'CarePlan', [
    { id: 'CarePlan.title', path: 'CarePlan.title', min: 1 },
    { id: 'CarePlan.note', path: 'CarePlan.note', max: '3' },
  ]);
  const child = (...element: readonly Json[]) =>
    definitionOf('child', 'CarePlan', element, { baseDefinition: T('parent') });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    [
      'asks for less than R4',
      { 'a.json': plan([{ id: 'CarePlan.subject', path: 'CarePlan.subject', min: 0 }]) },
      'a.json CarePlan.subject: is required 1 times where it comes from, and here 0',
    ],
    [
      'allows more than R4',
      { 'a.json': plan([{ id: 'CarePlan.title', path: 'CarePlan.title', max: '*' }]) },
      'a.json CarePlan.title: is allowed 1 times where it comes from, and here *',
    ],
    [
      'asks for less than its base',
      { 'a.json': child({ id: 'CarePlan.title', path: 'CarePlan.title', min: 0 }), 'b.json': parent },
      'a.json CarePlan.title: is required 1 times where it comes from, and here 0',
    ],
    [
      'allows more than its base',
      { 'a.json': child({ id: 'CarePlan.note', path: 'CarePlan.note', max: '4' }), 'b.json': parent },
      'a.json CarePlan.note: is allowed 3 times where it comes from, and here 4',
    ],
    [
      'asks for more than it allows',
      { 'a.json': plan([{ id: 'CarePlan.note', path: 'CarePlan.note', min: 3, max: '2' }]) },
      'a.json CarePlan.note: is required at least 3 times and allowed at most 2',
    ],
    [
      'has a type that the choice lacks',
      {
        'a.json': definitionOf('made', 'Goal', [
          { id: 'Goal.start[x]', path: 'Goal.start[x]', type: [{ code: 'Quantity' }] },
        ]),
      },
      'a.json Goal.start[x]: has the type Quantity, which it does not have where it comes from',
    ],
    [
      'loosens an element of a data type',
      {
        'a.json': definitionOf('made', 'Patient', [
          { id: 'Patient.name.family', path: 'Patient.name.family', max: '2' },
        ]),
      },
      'a.json Patient.name.family: is allowed 1 times where it comes from, and here 2',
    ],
  ])('when it %s', (_, files, fault) => {
    expect(refusals(files)).toContain(fault);
  });

  test('a narrower one is taken', () => {
    const kinds = definitionOf('made', 'Observation', [
      { id: 'Observation.value[x]', path: 'Observation.value[x]', min: 1, type: [{ code: 'Quantity' }] },
      { id: 'Observation.note', path: 'Observation.note', max: '0' },
    ]);
    expect(refusals({ 'a.json': kinds, 'b.json': parent, 'c.json': child() })).toEqual([]);
  });

  test('when its base leads back to itself, also where it has a snapshot', () => {
    const withSnapshot = (id: string, base: string) =>
      profileOf('CarePlan', [{ id: 'CarePlan', path: 'CarePlan' }], { url: T(id), baseDefinition: T(base) });
    expect(refusals({ 'a.json': withSnapshot('a', 'b'), 'b.json': withSnapshot('b', 'a') })).toEqual([
      `a.json CarePlan: its base leads back to itself: ${T('a')} → ${T('b')} → ${T('a')}`,
      `b.json CarePlan: its base leads back to itself: ${T('b')} → ${T('a')} → ${T('b')}`,
    ]);
  });

  test('when an extension has a rule that is no FHIRPath, like any other', () => {
    const constraint = [{ key: 'x-1', severity: 'error', human: 'x', expression: 'value.exists(' }];
    const extension = {
      ...definitionOf('made', 'Extension', []),
      differential: { element: [{ id: 'Extension', path: 'Extension', constraint }] },
    };
    expect(refusals({ 'a.json': extension })).toEqual([expect.stringContaining('x-1 is not FHIRPath')]);
  });
});

describe('an expression that asks for what there is not', () => {
  const ruled = (expression: string) => {
    const constraint = [{ key: 'x-1', severity: 'error', human: 'x', expression }];
    return { ...plan([]), differential: { element: [{ id: 'CarePlan', path: 'CarePlan', constraint }] } };
  };

  test.each([
    ['title.exist()', 'calls exist(), which is no function of FHIRPath'],
    ['goal.where(resolv() is Goal)', 'calls resolv(), which is no function of FHIRPath'],
    ['%resourse.title.exists()', 'has %resourse, which stands for nothing'],
  ])('%s is refused', (expression, reason) => {
    expect(refusals({ 'a.json': ruled(expression) })).toEqual([`a.json CarePlan: x-1 ${reason}`]);
  });

  test.each(['%resource.title = %`ext-patient-birthTime`', '%sct.exists()', "title.matches('a')"])(
    '%s is taken',
    (expression) => {
      expect(refusals({ 'a.json': ruled(expression) })).toEqual([]);
    },
  );

  test.each([
    ["conformsTo('http://hl7.org/fhir/StructureDefinition/CarePlan')", 'conformsTo()'],
    ["title.replaceMatches('a', 'b') = 'b'", 'replaceMatches()'],
    ["category.all(memberOf('http://t.no/ValueSet/nobodys'))", 'memberOf()'],
  ])('what nobody runs is told at load: %s', (expression, name) => {
    const { unchecked } = createValidator({ packages: [packageOf({ 'a.json': ruled(expression) })] });
    expect(unchecked).toEqual([
      { profile: T('made'), element: 'CarePlan', kind: 'invariant', reason: `x-1 is not run: it calls ${name}` },
    ]);
  });
});

describe("HL7's own profiles", () => {
  const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
  const pressure = (value: number) => ({
    valueQuantity: { value, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' },
  });
  const observation = (changes: Json = {}): Json => ({
    resourceType: 'Observation',
    meta: { profile: ['http://hl7.org/fhir/StructureDefinition/bp'] },
    status: 'final',
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] },
    ],
    code: loinc('85354-9'),
    subject: { reference: 'Patient/1' },
    effectiveDateTime: '2026-11-01',
    component: [
      { code: loinc('8480-6'), ...pressure(107) },
      { code: loinc('8462-4'), ...pressure(60) },
    ],
    ...changes,
  });

  test('are held to where they are claimed', () => {
    expect(found(observation())).toEqual([]);
    const [systolic] = observation()['component'] as Json[];
    expect(found(observation({ component: [systolic] }))).toEqual(
      expect.arrayContaining(['slice-min @ Observation.component']),
    );
    expect(found(observation({ component: [{ ...systolic, code: loinc('8867-4') }, systolic] }))).toEqual(
      expect.arrayContaining(['slice-min @ Observation.component']),
    );
    expect(found(observation({ code: loinc('8867-4') }))).toEqual(
      expect.arrayContaining(['slice-min @ Observation.code.coding']),
    );
  });

  test('can be the base of others', () => {
    const own = definitionOf('own', 'Observation', [{ id: 'Observation.note', path: 'Observation.note', min: 1 }], {
      baseDefinition: 'http://hl7.org/fhir/StructureDefinition/bp',
    });
    const validator = createValidator({ packages: [packageOf({ 'a.json': own })] });
    const { meta: _, ...plain } = observation();
    expect(found(plain, validator, { profiles: [T('own')] })).toEqual(['cardinality-min @ Observation.note']);
    expect(found({ ...plain, note: [{ text: 'x' }], component: [] }, validator, { profiles: [T('own')] })).toContain(
      'slice-min @ Observation.component',
    );
  });

  test('are no list of what packages bring', () => {
    expect(createValidator().profiles).toEqual([]);
  });

  test.each([
    'http://hl7.org/fhir/StructureDefinition/vitalsgns',
    'http://hl7.org/fhir/StructureDefinition/no-such-extension',
  ])('%s is none, and named by a package is a fault', (canonical) => {
    const type = [{ code: 'Reference', targetProfile: [canonical] }];
    expect(
      refusals({ 'a.json': plan([{ id: 'CarePlan.supportingInfo', path: 'CarePlan.supportingInfo', type }]) }),
    ).toEqual([`a.json CarePlan.supportingInfo: names the profile ${canonical}, which no package defines`]);
  });

  test('a value set that nothing defines, and what a canonical is to lead to, are told as not checked', () => {
    const binding = { strength: 'required', valueSet: 'http://hl7.org/fhir/ValueSet/nobodys' };
    const type = [{ code: 'canonical', targetProfile: [T('nobodys')] }];
    const { unchecked } = createValidator({
      packages: [
        packageOf({
          'a.json': plan([
            { id: 'CarePlan.category', path: 'CarePlan.category', binding },
            { id: 'CarePlan.instantiatesCanonical', path: 'CarePlan.instantiatesCanonical', type },
          ]),
        }),
      ],
    });
    expect(unchecked.map(({ element, reason }) => [element, reason]).toSorted()).toEqual([
      ['CarePlan.category', 'no package defines http://hl7.org/fhir/ValueSet/nobodys'],
      ['CarePlan.instantiatesCanonical', `canonicals are not followed to ${T('nobodys')}`],
    ]);
  });
});

describe("Samplan's own package", () => {
  const copy = (): string => {
    const folder = temporaryFolder('own');
    cpSync(OWN, folder, { recursive: true });
    return folder;
  };
  const definition = (): Json =>
    JSON.parse(readFileSync(join(OWN, 'StructureDefinition-ip-careplan.json'), 'utf8')) as Json;

  test('has no fault, asked as any other package is', () => {
    expect(faultsOf(copy())).toEqual([]);
  });

  test('may come twice', () => {
    expect(faultsOf(OWN, copy())).toEqual([]);
  });

  test('is not defined otherwise by another', () => {
    const { snapshot: _, text: __, ...bare } = definition();
    expect(faultsOf(OWN, packageOf({ 'a.json': bare }))).toEqual([]);
    expect(faultsOf(OWN, packageOf({ 'a.json': { ...bare, version: '9.9.9' } }))).toEqual([
      'a.json: defines http://samplan.no/fhir/StructureDefinition/ip-careplan otherwise than Samplan, whose it is',
    ]);
    const kinds = {
      resourceType: 'CodeSystem',
      url: 'http://samplan.no/fhir/CodeSystem/plan-kind',
      status: 'active',
      content: 'complete',
      concept: [{ code: 'x' }],
    };
    expect(faultsOf(OWN, packageOf({ 'a.json': kinds }))).toEqual([
      'a.json: defines http://samplan.no/fhir/CodeSystem/plan-kind otherwise than Samplan, whose it is',
    ]);
  });
});

test('the no-basis of others is loaded as it is published: spaces around a canonical, a binding without a strength', () => {
  const validator: Validator = createValidator({
    packages: [
      packageOf({
        'a.json': plan([
          {
            id: 'CarePlan.category',
            path: 'CarePlan.category',
            binding: { strength: 'preferred', valueSet: ' http://t.no/x ' },
          },
          { id: 'CarePlan.note.text', path: 'CarePlan.note.text', binding: { description: 'x' } },
        ]),
      }),
    ],
  });
  expect(validator.unchecked).toEqual([]);
});
