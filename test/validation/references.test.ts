import { describe, expect, test } from '@jest/globals';
import { carePlan, found, type Json } from './found.ts';

const patient = { resourceType: 'Patient', id: 'p' };
const practitioner = { resourceType: 'Practitioner', id: 'p' };

test.each<[string, Json]>([
  ['relative', { reference: 'Patient/1' }],
  ['relative with version', { reference: 'Patient/1/_history/2' }],
  ['absolute', { reference: 'https://a.no/fhir/Group/1' }],
  ['absolute without type', { reference: 'https://a.no/plans/1' }],
  ['urn:uuid', { reference: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520' }],
  ['conditional', { reference: 'Patient?identifier=urn:x|1' }],
  ['logical', { identifier: { system: 'urn:x', value: '1' } }],
  ['logical with type', { type: 'Patient', identifier: { value: '1' } }],
  ['display only', { display: 'x' }],
  ['with the type', { type: 'Patient', reference: 'Patient/1' }],
  ['that names any resource', { type: 'Resource', display: 'x' }],
])('a %s reference to an allowed type is valid', (_, subject) => {
  expect(found(carePlan({ subject }))).toEqual([]);
});

test.each<[string, Json]>([
  ['relative', { reference: 'Practitioner/1' }],
  ['relative with version', { reference: 'Practitioner/1/_history/2' }],
  ['absolute', { reference: 'https://a.no/fhir/Practitioner/1' }],
  ['absolute with version', { reference: 'https://a.no/fhir/Practitioner/1/_history/2' }],
  ['conditional', { reference: 'Practitioner?identifier=urn:x|1' }],
  ['logical with type', { type: 'Practitioner', identifier: { value: '1' } }],
])('a %s reference to another type is an error', (_, subject) => {
  expect(found(carePlan({ subject }))).toEqual(['reference-target @ CarePlan.subject']);
});

test.each(['IndividualPlan', 'patient', 'Period', 'http://hl7.org/fhir/StructureDefinition/Patient', '   '])(
  'the type %j is no resource type',
  (type) => {
    expect(found(carePlan({ subject: { type, display: 'x' } }))).toEqual(['reference-type @ CarePlan.subject.type']);
  },
);

describe('a reference and its type', () => {
  const differs = ['reference-type @ CarePlan.supportingInfo[0].type'];

  test.each<[string, Json, readonly string[]]>([
    ['relative', { type: 'Basic', reference: 'CarePlan/1' }, differs],
    ['absolute', { type: 'Basic', reference: 'https://a.no/fhir/CarePlan/1/_history/1' }, differs],
    ['contained', { type: 'Basic', reference: '#p' }, differs],
    ['to an abstract type', { type: 'Resource', reference: 'CarePlan/1' }, differs],
    ['that does not tell', { type: 'Basic', reference: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520' }, []],
    ['to the same', { type: 'CarePlan', reference: 'CarePlan/1' }, []],
  ])('say the same, also where any type may be: %s', (_, reference, expected) => {
    expect(
      found(carePlan({ contained: [patient], addresses: [{ reference: '#p' }], supportingInfo: [reference] })).filter(
        (text) => !text.includes('addresses'),
      ),
    ).toEqual(expected);
  });

  test('say the same where some types may be', () => {
    expect(found(carePlan({ subject: { type: 'Practitioner', reference: 'Patient/1' } }))).toEqual([
      'reference-type @ CarePlan.subject.type',
      'reference-target @ CarePlan.subject',
    ]);
  });
});

test.each([
  '   ',
  ' Patient/1',
  'Patient/1 ',
  'Patient/1\n',
  'https://a.no/x y',
  'Patient/\u00a01',
  'a\u0000b',
  'a\ud800',
])('the reference %j is no URL', (reference) => {
  expect(found(carePlan({ subject: { reference } }))).toEqual(['reference-format @ CarePlan.subject.reference']);
});

describe('in a Bundle', () => {
  const inBundle = (reference: string): Json => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: [{ fullUrl: 'https://a.no/fhir/CarePlan/1', resource: carePlan({ id: '1', subject: { reference } }) }],
  });

  test.each(['Patient/1', 'Patient/1/_history/2', 'Patient?identifier=urn:x|1', 'https://a.no/x', 'mailto:a@b.no'])(
    'the reference %s can be followed',
    (reference) => {
      expect(found(inBundle(reference))).toEqual([]);
    },
  );

  test.each(['Patient', 'x', 'a/b/c', 'fhir/Patient/1', '/Patient/1', 'Patient/', 'Patient/a_b'])(
    'the relative reference %s is no Type/id',
    (reference) => {
      expect(found(inBundle(reference))).toEqual(['reference-format @ Bundle.entry[0].resource.subject.reference']);
    },
  );
});

test('two contained resources do not have one id', () => {
  const contained = [patient, { resourceType: 'Condition', id: 'p', subject: { reference: 'Patient/1' } }];
  expect(found(carePlan({ contained, subject: { reference: '#p' } }))).toEqual([
    'duplicate-id @ CarePlan.contained[1]',
  ]);
});

describe('the id of an element', () => {
  const goal = (changes: Json): Json => ({ resourceType: 'Goal', lifecycleStatus: 'active', ...changes });
  const described = { description: { id: 'a', text: 'x' }, subject: { reference: 'Patient/1' } };

  test.each<[string, Json, readonly string[]]>([
    ['twice', { note: [{ id: 'a', text: 'x' }] }, ['duplicate-id @ Goal.note[0].id']],
    ['twice, beside a primitive', { startDate: '2026', _startDate: { id: 'a' } }, ['duplicate-id @ Goal.start.id']],
    [
      'twice, in a contained resource',
      {
        contained: [{ ...patient, name: [{ id: 'a', text: 'x' }] }],
        expressedBy: { reference: '#p' },
      },
      ['duplicate-id @ Goal.contained[0].name[0].id'],
    ],
    ['like that of the resource', { id: 'a' }, []],
    ['and another', { note: [{ id: 'b', text: 'x' }] }, []],
  ])('stands once in a resource: %s', (_, changes, expected) => {
    expect([...found(goal({ ...described, ...changes }))].sort()).toEqual(expected);
  });

  test('may stand in several entries of a Bundle', () => {
    const entry = [{ resource: goal(described) }, { resource: goal(described) }];
    expect(found({ resourceType: 'Bundle', type: 'collection', entry })).toEqual([]);
  });

  test('is one id when a resource is validated twice', () => {
    const resource = goal(described);
    expect(found(resource)).toEqual([]);
    expect(found({ ...resource, description: { id: 'a', text: 'y' } })).toEqual([]);
  });
});

test.each(['2.16.578.1', 'a/b', '12345'])('an identifier in the namespace of URIs is one: %s', (value) => {
  const identifier = [{ system: 'urn:ietf:rfc:3986', value }];
  expect(found(carePlan({ identifier }))).toEqual(['identifier-uri @ CarePlan.identifier[0].value']);
});

test.each(['urn:oid:2.16.578.1', 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520', 'https://a.no/1', undefined])(
  'an identifier in the namespace of URIs may be %s',
  (value) => {
    expect(found(carePlan({ identifier: [{ system: 'urn:ietf:rfc:3986', value }] }))).toEqual([]);
  },
);

test('a reference in an array is found by its index', () => {
  expect(found(carePlan({ goal: [{ reference: 'Goal/1' }, { reference: 'Task/1' }] }))).toEqual([
    'reference-target @ CarePlan.goal[1]',
  ]);
});

test('a reference to any type takes any', () => {
  expect(found(carePlan({ supportingInfo: [{ reference: 'Basic/1' }] }))).toEqual([]);
});

test('a contained resource counts as its own type', () => {
  expect(found(carePlan({ contained: [patient], subject: { reference: '#p' } }))).toEqual([]);
  expect(found(carePlan({ contained: [practitioner], subject: { reference: '#p' } }))).toEqual([
    'reference-target @ CarePlan.subject',
  ]);
});

test('a contained resource that is not there is an error', () => {
  expect(found(carePlan({ subject: { reference: '#p' } }))).toEqual(['ref-1 @ CarePlan.subject']);
});

test('a contained resource that nothing points to is an error', () => {
  expect(found(carePlan({ contained: [patient] }))).toEqual(['dom-3 @ CarePlan']);
});

test('a contained resource that points to its container belongs', () => {
  const contained = [
    {
      resourceType: 'Provenance',
      id: 'a',
      target: [{ reference: '#' }],
      recorded: '2026-01-01T00:00:00Z',
      agent: [{ who: { display: 'x' } }],
    },
  ];
  expect(found(carePlan({ contained }))).toEqual([]);
});

test('a contained resource reads #id in its container', () => {
  const contained = [patient, { resourceType: 'Condition', id: 'c', subject: { reference: '#p' } }];
  expect(found(carePlan({ contained, addresses: [{ reference: '#c' }] }))).toEqual([]);
});
