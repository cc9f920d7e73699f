import { describe, expect, test } from '@jest/globals';
import { createValidator, type Validator } from '../../src/validation/validation.ts';
import { carePlan, found, type Json } from './found.ts';
import { packageOf, profileOf } from './made-package.ts';

const url = 'https://example.no/fhir/StructureDefinition/made';
const HL7 = 'http://hl7.org/fhir/StructureDefinition';

function made(type: string, element: readonly Json[], more: Record<string, unknown> = {}): Validator {
  const files = { 'made.json': profileOf(type, [{ id: type, path: type }, ...element]), ...more };
  return createValidator({ packages: [packageOf(files)] });
}

function applied(validator: Validator, resource: Json): readonly string[] {
  return found(resource, validator, { profiles: [url] });
}

const at = (path: string, content: Json): Json => ({ id: path, path, ...content });

describe('minValue and maxValue', () => {
  const observation = (value: Json) => ({
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'x' },
    ...value,
  });

  test.each<[string, Json, Json, readonly string[]]>([
    ['a number in it', { minValueInteger: 1, maxValueInteger: 3 }, { valueInteger: 3 }, []],
    ['a number below', { minValueInteger: 1 }, { valueInteger: 0 }, ['value-range @ Observation.value']],
    ['a number above', { maxValueInteger: 3 }, { valueInteger: 4 }, ['value-range @ Observation.value']],
    [
      'a date before',
      { minValueDateTime: '2026' },
      { valueDateTime: '2025-12-31' },
      ['value-range @ Observation.value'],
    ],
    ['a date that may be in it', { minValueDateTime: '2026-06' }, { valueDateTime: '2026' }, []],
    [
      'a quantity above, in the same unit',
      { maxValueQuantity: { value: 1, system: 'urn:u', code: 'h' } },
      { valueQuantity: { value: 2, system: 'urn:u', code: 'h' } },
      ['value-range @ Observation.value'],
    ],
    [
      'a quantity in another unit',
      { maxValueQuantity: { value: 1, system: 'urn:u', code: 'h' } },
      { valueQuantity: { value: 2, system: 'urn:u', code: 'd' } },
      [],
    ],
  ])('%s', (_, limit, value, expected) => {
    const code = Object.keys(value)[0]?.slice(5) ?? '';
    const type = [{ code: /^(?:Quantity)$/.test(code) ? code : code.charAt(0).toLowerCase() + code.slice(1) }];
    const validator = made('Observation', [at('Observation.value[x]', { type, ...limit })]);
    expect(applied(validator, observation(value))).toEqual(expected);
  });
});

describe('where the target of a reference is', () => {
  const validator = (...aggregation: readonly string[]) =>
    made('CarePlan', [
      at('CarePlan.goal', { type: [{ code: 'Reference', targetProfile: [`${HL7}/Goal`], aggregation }] }),
    ]);
  const goal = {
    resourceType: 'Goal',
    id: 'g',
    lifecycleStatus: 'active',
    description: { text: 'x' },
    subject: { reference: 'Patient/1' },
  };
  const contained = carePlan({ contained: [goal], goal: [{ reference: '#g' }] });
  const elsewhere = carePlan({ goal: [{ reference: 'Goal/g' }] });
  const outside = ['reference-aggregation @ CarePlan.goal[0]'];

  test.each<[string, readonly string[], Json, readonly string[]]>([
    ['contained, as asked', ['contained'], contained, []],
    ['elsewhere, when it is to be contained', ['contained'], elsewhere, outside],
    ['contained, when it is to be elsewhere', ['referenced'], contained, outside],
    ['elsewhere, as asked', ['referenced', 'bundled'], elsewhere, []],
    ['elsewhere, when it is to be in the Bundle', ['bundled'], elsewhere, outside],
  ])('%s', (_, modes, resource, expected) => {
    expect(applied(validator(...modes), resource)).toEqual(expected);
  });

  test('in the Bundle, as asked', () => {
    const plan = carePlan({ id: 'p', meta: { profile: [url] }, goal: [{ reference: 'Goal/g' }] });
    const entry = [
      { fullUrl: 'http://a.no/CarePlan/p', resource: plan },
      { fullUrl: 'http://a.no/Goal/g', resource: goal },
    ];
    expect(found({ resourceType: 'Bundle', type: 'collection', entry }, validator('bundled'))).toEqual([]);
  });
});

describe('the profile of a target that is in hand', () => {
  const dated = profileOf(
    'Goal',
    [at('Goal', {}), at('Goal.start[x]', { min: 1, max: '1', type: [{ code: 'date' }] })],
    {
      url: 'https://example.no/goal',
    },
  );
  const type = [{ code: 'Reference', targetProfile: ['https://example.no/goal'] }];
  const validator = made('CarePlan', [at('CarePlan.goal', { type })], { 'goal.json': dated });
  const plan = (changes: Json) =>
    carePlan({
      contained: [
        {
          resourceType: 'Goal',
          id: 'g',
          lifecycleStatus: 'active',
          description: { text: 'x' },
          subject: { reference: 'Patient/1' },
          ...changes,
        },
      ],
      goal: [{ reference: '#g' }],
    });

  test('is asked of it', () => {
    expect(applied(validator, plan({ startDate: '2026' }))).toEqual([]);
    expect(applied(validator, plan({}))).toEqual(['reference-profile @ CarePlan.goal[0]']);
    expect(applied(validator, carePlan({ goal: [{ reference: 'Goal/1' }] }))).toEqual([]);
  });

  test('two profiles that refer to each other end', () => {
    const other = 'https://example.no/other';
    const referring = (own: string, target: string) =>
      profileOf(
        'Goal',
        [at('Goal', {}), at('Goal.addresses', { min: 1, type: [{ code: 'Reference', targetProfile: [target] }] })],
        { url: own },
      );
    const cyclic = createValidator({
      packages: [packageOf({ 'a.json': referring(url, other), 'b.json': referring(other, url) })],
    });
    const goal = (id: string, to: string) => ({
      resourceType: 'Goal',
      id,
      lifecycleStatus: 'active',
      description: { text: 'x' },
      subject: { reference: 'Patient/1' },
      addresses: [{ reference: to }],
    });
    const bundle = (second: Json) => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [
        { fullUrl: 'http://a.no/Goal/a', resource: { ...goal('a', 'Goal/b'), meta: { profile: [url] } } },
        { fullUrl: 'http://a.no/Goal/b', resource: second },
      ],
    });
    const notGoal = 'reference-target';
    expect(found(bundle(goal('b', 'Goal/a')), cyclic).filter((each) => !each.startsWith(notGoal))).toEqual([]);
    const { addresses: _, ...without } = goal('b', '');
    expect(found(bundle(without), cyclic)).toContain('reference-profile @ Bundle.entry[0].resource.addresses[0]');
  });
});

test('the regular expression of a profiled type is asked of the whole value', () => {
  const extension = [{ url: `${HL7}/regex`, valueString: '[0-9]{4}' }];
  const validator = made('CarePlan', [at('CarePlan.title', { type: [{ code: 'string', extension }] })]);
  expect(applied(validator, carePlan({ title: '2026' }))).toEqual([]);
  expect(applied(validator, carePlan({ title: '2026 b' }))).toEqual(['value-form @ CarePlan.title']);
});

describe('an invariant of a profile', () => {
  const rule = (expression: string) => [{ key: 'x-1', severity: 'error', human: 'x', expression }];

  test.each<[string, string, Json, readonly string[]]>([
    ['that holds', "status = 'active' implies period.exists()", { period: { start: '2026' } }, []],
    ['that does not', "status = 'active' implies period.exists()", {}, ['x-1 @ CarePlan']],
    ['with what only the engine knows', 'descendants().count() > 100', {}, ['x-1 @ CarePlan']],
    ['that gives nothing', 'title', {}, ['x-1 @ CarePlan']],
    [
      'that cannot be evaluated',
      "(title | 'x' | 'y').single() = 'x'",
      {},
      ['warning invariant-not-checked @ CarePlan'],
    ],
    ['that follows references', "contributor.resolve().ofType(Organization).name = 'x'", {}, ['x-1 @ CarePlan']],
  ])('%s', (_, expression, changes, expected) => {
    const validator = made('CarePlan', []);
    const files = {
      'made.json': profileOf('CarePlan', [{ id: 'CarePlan', path: 'CarePlan', constraint: rule(expression) }]),
    };
    expect(validator.unchecked).toEqual([]);
    expect(applied(createValidator({ packages: [packageOf(files)] }), carePlan(changes))).toEqual(expected);
  });

  test('on a primitive sees the value and what stands beside it', () => {
    const constraint = rule("$this.length() > 3 or extension('urn:x').exists()");
    const validator = made('CarePlan', [at('CarePlan.title', { type: [{ code: 'string' }], constraint })]);
    expect(applied(validator, carePlan({ title: 'long' }))).toEqual([]);
    expect(applied(validator, carePlan({ title: 'x' }))).toEqual(['x-1 @ CarePlan.title']);
    const _title = { extension: [{ url: 'urn:x', valueCode: 'a' }] };
    expect(applied(validator, carePlan({ title: 'x', _title }))).toEqual([]);
  });

  test("has its own package's words and legal reference", () => {
    const texts = { nb: 'bokmål', nn: 'nynorsk', en: 'English' };
    const rules = [
      { key: 'x-1', kind: 'invariant', reference: 'pbrl § 2-5', message: texts, action: texts },
      {
        key: 'x-2',
        kind: 'element',
        profiles: ['made'],
        element: 'CarePlan.period',
        rule: 'cardinality-min',
        reference: 'pbrl § 2-5 b',
        message: texts,
        action: texts,
      },
    ];
    const files = {
      'rules.json': { rules },
      'made.json': profileOf('CarePlan', [
        { id: 'CarePlan', path: 'CarePlan', constraint: rule('title.exists()') },
        at('CarePlan.period', { min: 1, max: '1', type: [{ code: 'Period' }] }),
      ]),
    };
    const findings = createValidator({ packages: [packageOf(files)] }).validate(carePlan(), { profiles: [url] });
    expect(findings.map(({ rule: of, reference, message }) => [of, reference, message])).toEqual([
      ['x-1', 'pbrl § 2-5', texts],
      ['cardinality-min', 'pbrl § 2-5 b', texts],
    ]);
  });
});

describe('where an extension may stand', () => {
  const extension = (changes: Json) =>
    profileOf(
      'Extension',
      [
        { id: 'Extension', path: 'Extension', ...(changes['isModifier'] === undefined ? {} : { isModifier: true }) },
        at('Extension.url', { min: 1, max: '1', type: [{ code: 'uri' }], fixedUri: 'https://example.no/x' }),
        at('Extension.value[x]', { min: 1, max: '1', type: [{ code: 'boolean' }] }),
      ],
      { url: 'https://example.no/x', kind: 'complex-type', ...changes },
    );
  const value = [{ url: 'https://example.no/x', valueBoolean: true }];
  const within = (...context: readonly Json[]) =>
    createValidator({ packages: [packageOf({ 'x.json': extension({ context }) })] });
  const element = (expression: string) => within({ type: 'element', expression });
  const outside = (path: string) => [`extension-context @ ${path}`];

  test.each<[string, Validator, Json, readonly string[]]>([
    ['on its type', element('CarePlan'), { extension: value }, []],
    ['on a general type', element('DomainResource'), { extension: value }, []],
    ['on any element', element('Element'), { extension: value }, []],
    ['on another type', element('Patient'), { extension: value }, outside('CarePlan.extension[0]')],
    [
      'on its element',
      element('CarePlan.activity.detail'),
      { activity: [{ detail: { status: 'scheduled', extension: value } }] },
      [],
    ],
    [
      'on another element',
      element('CarePlan.activity'),
      { activity: [{ detail: { status: 'scheduled', extension: value } }] },
      outside('CarePlan.activity[0].detail.extension[0]'),
    ],
    ['on its data type', element('Period'), { period: { start: '2026', extension: value } }, []],
    ['on an element by its path', element('CarePlan.period'), { period: { start: '2026', extension: value } }, []],
    ['on a primitive', element('string'), { title: 'x', _title: { extension: value } }, []],
    [
      'on another primitive',
      element('code'),
      { title: 'x', _title: { extension: value } },
      outside('CarePlan.title.extension[0]'),
    ],
    [
      'in an extension',
      within({ type: 'extension', expression: 'urn:y' }),
      { extension: [{ url: 'urn:y', extension: value }] },
      [],
    ],
    [
      'outside of its extension',
      within({ type: 'extension', expression: 'urn:y' }),
      { extension: value },
      outside('CarePlan.extension[0]'),
    ],
    [
      'where its expression finds a primitive',
      within({ type: 'fhirpath', expression: 'title' }),
      { title: 'x', _title: { extension: value } },
      [],
    ],
    [
      'where its expression finds an element',
      within({ type: 'fhirpath', expression: "activity.detail.where(status = 'scheduled')" }),
      {
        activity: [
          { detail: { status: 'scheduled', extension: value } },
          { detail: { status: 'completed', extension: value } },
        ],
      },
      outside('CarePlan.activity[1].detail.extension[0]'),
    ],
    [
      'where its expression finds another element',
      within({ type: 'fhirpath', expression: 'title' }),
      { title: 'x', extension: value },
      outside('CarePlan.extension[0]'),
    ],
    [
      'where it finds nothing',
      within({ type: 'fhirpath', expression: 'title' }),
      { extension: value },
      outside('CarePlan.extension[0]'),
    ],
    [
      'where its expression cannot be evaluated',
      within({ type: 'fhirpath', expression: 'subject.resolve()' }),
      { extension: value },
      ['warning invariant-not-checked @ CarePlan.extension[0]'],
    ],
    [
      'in another extension than its own',
      within({ type: 'extension', expression: 'urn:y' }),
      { extension: [{ url: 'urn:z', extension: value }] },
      outside('CarePlan.extension[0].extension[0]'),
    ],
    [
      'in a part of its extension',
      within({ type: 'extension', expression: 'urn:y#part' }),
      { extension: [{ url: 'urn:y', extension: [{ url: 'part', extension: value }] }] },
      [],
    ],
  ])('%s', (_, validator, changes, expected) => {
    expect(found(carePlan(changes), validator)).toEqual(expected);
  });

  test('in a contained resource, by that resource', () => {
    const contained = [{ resourceType: 'Patient', id: 'p', extension: value, name: [{ text: 'x' }] }];
    const plan = carePlan({ contained, subject: { reference: '#p' } });
    expect(found(plan, element('Patient'))).toEqual([]);
    expect(found(plan, element('CarePlan'))).toEqual(outside('CarePlan.contained[0].extension[0]'));
  });

  test('a modifier belongs in modifierExtension, and nothing else does', () => {
    const modifier = createValidator({ packages: [packageOf({ 'x.json': extension({ isModifier: true }) })] });
    expect(found(carePlan({ modifierExtension: value }), modifier)).toEqual([]);
    expect(found(carePlan({ extension: value }), modifier)).toEqual(['extension-modifier @ CarePlan.extension[0]']);
    expect(found(carePlan({ modifierExtension: value }), element('Element'))).toEqual([
      'extension-modifier @ CarePlan.modifierExtension[0]',
    ]);
  });
});

describe('a Bundle', () => {
  const person = (changes: Json = {}) => ({ resourceType: 'Patient', id: '1', name: [{ text: 'x' }], ...changes });
  const bundle = (...entry: readonly Json[]) => ({ resourceType: 'Bundle', type: 'collection', entry });
  const urn = 'urn:uuid:3b8a2a8c-6f2e-4d0a-9a41-62a9d3a1a101';

  test.each<[string, Json, readonly string[]]>([
    ['with a fullUrl that is its resource', bundle({ fullUrl: 'http://a.no/fhir/Patient/1', resource: person() }), []],
    ['with a urn', bundle({ fullUrl: urn, resource: person() }), []],
    [
      'with another id',
      bundle({ fullUrl: 'http://a.no/Patient/2', resource: person() }),
      ['bundle-full-url @ Bundle.entry[0].fullUrl'],
    ],
    [
      'with another type',
      bundle({ fullUrl: 'http://a.no/Group/1', resource: person() }),
      ['bundle-full-url @ Bundle.entry[0].fullUrl'],
    ],
    [
      'with a relative fullUrl',
      bundle({ fullUrl: 'Patient/1', resource: person() }),
      ['bundle-full-url @ Bundle.entry[0].fullUrl'],
    ],
    [
      'whose reference leads to another type',
      bundle({ fullUrl: urn, resource: person() }, { resource: carePlan({ addresses: [{ reference: urn }] }) }),
      ['reference-target @ Bundle.entry[1].resource.addresses[0]'],
    ],
    [
      'whose urn leads nowhere',
      bundle({ resource: carePlan({ subject: { reference: urn } }) }),
      ['warning bundle-reference @ Bundle.entry[0].resource.subject.reference'],
    ],
    [
      'with the same fullUrl twice',
      bundle({ fullUrl: urn, resource: person() }, { fullUrl: urn, resource: person() }),
      ['bdl-7 @ Bundle'],
    ],
  ])('%s', (_, resource, expected) => {
    expect(found(resource)).toEqual(expected);
  });
});
