import { expect, test } from '@jest/globals';
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
  ['with the type as URL', { type: 'http://hl7.org/fhir/StructureDefinition/Patient', reference: 'Patient/1' }],
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
  ['with another type than it says', { type: 'Practitioner', reference: 'Patient/1' }],
])('a %s reference to another type is an error', (_, subject) => {
  expect(found(carePlan({ subject }))).toEqual(['reference-target @ CarePlan.subject']);
});

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
