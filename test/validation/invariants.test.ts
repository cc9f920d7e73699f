import { expect, test } from '@jest/globals';
import { dataTypeInvariants } from '../../src/validation/native-data-type-invariants.ts';
import { domainInvariants } from '../../src/validation/native-domain-invariants.ts';
import { nativeInvariant } from '../../src/validation/native-invariants.ts';
import { resourceInvariants } from '../../src/validation/native-resource-invariants.ts';
import { base, carePlan, found, type Json } from './found.ts';

const subject = { reference: 'Patient/1' };
const text = { text: 'x' };
const goal = { resourceType: 'Goal', lifecycleStatus: 'active', description: text, subject };
const condition = { resourceType: 'Condition', subject };
const observation = {
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'urn:a', code: 'x' }] },
};
const appointment = {
  resourceType: 'Appointment',
  status: 'proposed',
  participant: [{ type: [text], status: 'accepted' }],
};
const consent = { resourceType: 'Consent', status: 'active', scope: text, category: [text], policyRule: text };
const verification = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'entered-in-error' }],
};
const clinical = (code: string) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code }],
});
const bundle = (changes: Json) => ({ resourceType: 'Bundle', type: 'collection', ...changes });
const basic = (extension: Json) => ({ resourceType: 'Basic', code: text, extension: [{ url: 'urn:x', ...extension }] });
const timing = (repeat: Json) => basic({ valueTiming: { repeat } });
const audit = (entity: Json) => ({
  resourceType: 'AuditEvent',
  type: { system: 'urn:x', code: 'y' },
  recorded: '2026-01-01T00:00:00Z',
  agent: [{ requestor: true }],
  source: { observer: { display: 'x' } },
  entity: [entity],
});
const team = (participant: Json) => ({ resourceType: 'CareTeam', participant: [participant] });
const trigger = (valueTriggerDefinition: Json) => basic({ valueTriggerDefinition });

/** Key, a resource that breaks it, one that does not, and where it is found. */
const cases: readonly [key: string, broken: Json, sound: Json, path: string][] = [
  [
    'age-1',
    basic({ valueAge: { value: -1, code: 'a', system: 'http://unitsofmeasure.org' } }),
    basic({ valueAge: { value: 1, code: 'a', system: 'http://unitsofmeasure.org' } }),
    'Basic.extension[0].value',
  ],
  ['app-1', { ...appointment, participant: [{ status: 'accepted' }] }, appointment, 'Appointment.participant[0]'],
  [
    'app-2',
    { ...appointment, start: '2026-01-01T00:00:00Z' },
    { ...appointment, start: '2026-01-01T00:00:00Z', end: '2026-01-01T01:00:00Z' },
    'Appointment',
  ],
  ['app-3', { ...appointment, status: 'booked' }, { ...appointment, status: 'waitlist' }, 'Appointment'],
  [
    'app-4',
    { ...appointment, cancelationReason: text },
    { ...appointment, status: 'cancelled', cancelationReason: text },
    'Appointment',
  ],
  [
    'att-1',
    basic({ valueAttachment: { data: 'TWFu' } }),
    basic({ valueAttachment: { data: 'TWFu', contentType: 'text/plain' } }),
    'Basic.extension[0].value',
  ],
  ['bdl-1', bundle({ total: 1 }), bundle({ type: 'searchset', total: 1 }), 'Bundle'],
  [
    'bdl-10',
    bundle({
      type: 'document',
      identifier: { system: 'urn:x', value: '1' },
      entry: [{ resource: { resourceType: 'Composition' } }],
    }),
    bundle({}),
    'Bundle',
  ],
  ['bdl-11', bundle({ type: 'document', entry: [{ resource: carePlan() }] }), bundle({}), 'Bundle'],
  ['bdl-12', bundle({ type: 'message', entry: [{ resource: carePlan() }] }), bundle({}), 'Bundle'],
  [
    'bdl-2',
    bundle({ entry: [{ resource: carePlan(), search: { mode: 'match' } }] }),
    bundle({ type: 'searchset', entry: [{ resource: carePlan(), search: { mode: 'match' } }] }),
    'Bundle',
  ],
  [
    'bdl-3',
    bundle({ type: 'transaction', entry: [{ resource: carePlan() }] }),
    bundle({ type: 'transaction', entry: [{ resource: carePlan(), request: { method: 'POST', url: 'CarePlan' } }] }),
    'Bundle',
  ],
  [
    'bdl-4',
    bundle({ entry: [{ resource: carePlan(), response: { status: '200' } }] }),
    bundle({ type: 'batch-response', entry: [{ response: { status: '200' } }] }),
    'Bundle',
  ],
  [
    'bdl-5',
    bundle({ entry: [{ fullUrl: 'urn:a' }] }),
    bundle({ entry: [{ fullUrl: 'urn:a', resource: carePlan() }] }),
    'Bundle.entry[0]',
  ],
  [
    'bdl-7',
    bundle({
      entry: [
        { fullUrl: 'urn:a', resource: carePlan() },
        { fullUrl: 'urn:a', resource: carePlan() },
      ],
    }),
    bundle({
      entry: [
        { fullUrl: 'urn:a', resource: carePlan() },
        { fullUrl: 'urn:a', resource: carePlan({ meta: { versionId: '2' } }) },
      ],
    }),
    'Bundle',
  ],
  [
    'bdl-8',
    bundle({ entry: [{ fullUrl: 'http://a.no/CarePlan/1/_history/1', resource: carePlan() }] }),
    bundle({ entry: [{ fullUrl: 'http://a.no/CarePlan/1', resource: carePlan() }] }),
    'Bundle.entry[0]',
  ],
  [
    'bdl-9',
    bundle({
      type: 'document',
      timestamp: '2026-01-01T00:00:00Z',
      entry: [{ resource: { resourceType: 'Composition' } }],
    }),
    bundle({}),
    'Bundle',
  ],
  [
    'cnt-3',
    basic({ valueCount: { value: 1.5, code: '1', system: 'http://unitsofmeasure.org' } }),
    basic({ valueCount: { value: 1, code: '1', system: 'http://unitsofmeasure.org' } }),
    'Basic.extension[0].value',
  ],
  [
    'con-1',
    { ...condition, stage: [{ type: text }] },
    { ...condition, stage: [{ summary: text }] },
    'Condition.stage[0]',
  ],
  [
    'con-2',
    { ...condition, evidence: [{ extension: [{ url: 'urn:x', valueCode: 'y' }] }] },
    { ...condition, evidence: [{ code: [text] }] },
    'Condition.evidence[0]',
  ],
  [
    'con-4',
    { ...condition, abatementString: 'x', clinicalStatus: clinical('active') },
    { ...condition, abatementString: 'x', clinicalStatus: clinical('resolved') },
    'Condition',
  ],
  [
    'con-5',
    { ...condition, verificationStatus: verification, clinicalStatus: clinical('active') },
    { ...condition, verificationStatus: verification },
    'Condition',
  ],
  [
    'cpl-3',
    carePlan({ activity: [{ reference: { reference: 'Task/1' }, detail: { status: 'scheduled' } }] }),
    carePlan({ activity: [{ detail: { status: 'scheduled' } }] }),
    'CarePlan.activity[0]',
  ],
  [
    'cpt-2',
    { resourceType: 'Patient', telecom: [{ value: '1' }] },
    { resourceType: 'Patient', telecom: [{ system: 'phone', value: '1' }] },
    'Patient.telecom[0]',
  ],
  [
    'ctm-1',
    team({ onBehalfOf: { reference: 'Organization/1' }, member: { reference: 'Patient/1' } }),
    team({ onBehalfOf: { reference: 'Organization/1' }, member: { reference: 'Practitioner/1' } }),
    'CareTeam.participant[0]',
  ],
  [
    'dis-1',
    basic({ valueDistance: { value: 1 } }),
    basic({ valueDistance: { value: 1, code: 'm', system: 'http://unitsofmeasure.org' } }),
    'Basic.extension[0].value',
  ],
  [
    'dom-2',
    carePlan({
      contained: [{ resourceType: 'Patient', id: 'p', contained: [{ resourceType: 'Basic', code: text }] }],
      subject: { reference: '#p' },
    }),
    carePlan(),
    'CarePlan',
  ],
  [
    'dom-3',
    carePlan({ contained: [{ resourceType: 'Patient', id: 'p' }] }),
    carePlan({ contained: [{ resourceType: 'Patient', id: 'p' }], subject: { reference: '#p' } }),
    'CarePlan',
  ],
  [
    'dom-4',
    carePlan({
      contained: [{ resourceType: 'Patient', id: 'p', meta: { versionId: '1' } }],
      subject: { reference: '#p' },
    }),
    carePlan(),
    'CarePlan',
  ],
  [
    'dom-5',
    carePlan({
      contained: [{ resourceType: 'Patient', id: 'p', meta: { security: [{ code: 'R' }] } }],
      subject: { reference: '#p' },
    }),
    carePlan(),
    'CarePlan',
  ],
  [
    'drq-1',
    basic({ valueDataRequirement: { type: 'Task', codeFilter: [{ path: 'a', searchParam: 'b' }] } }),
    basic({ valueDataRequirement: { type: 'Task', codeFilter: [{ path: 'a' }] } }),
    'Basic.extension[0].value.codeFilter[0]',
  ],
  [
    'drq-2',
    basic({ valueDataRequirement: { type: 'Task', dateFilter: [{ valuePeriod: { start: '2026' } }] } }),
    basic({ valueDataRequirement: { type: 'Task', dateFilter: [{ searchParam: 'a' }] } }),
    'Basic.extension[0].value.dateFilter[0]',
  ],
  [
    'drt-1',
    basic({ valueDuration: { code: 'd' } }),
    basic({ valueDuration: { value: 1, code: 'd', system: 'http://unitsofmeasure.org' } }),
    'Basic.extension[0].value',
  ],
  [
    'exp-1',
    basic({ valueExpression: { language: 'text/fhirpath' } }),
    basic({ valueExpression: { language: 'text/fhirpath', expression: 'a' } }),
    'Basic.extension[0].value',
  ],
  [
    'gol-1',
    { ...goal, target: [{ detailString: 'x' }] },
    { ...goal, target: [{ measure: text, detailString: 'x' }] },
    'Goal.target[0]',
  ],
  [
    'inv-1',
    { resourceType: 'Task', status: 'draft', intent: 'plan', authoredOn: '2026-02-01', lastModified: '2026-01-01' },
    { resourceType: 'Task', status: 'draft', intent: 'plan', authoredOn: '2026-01-01', lastModified: '2026-01-01' },
    'Task',
  ],
  [
    'obs-3',
    { ...observation, referenceRange: [{ type: text }] },
    { ...observation, referenceRange: [{ text: 'x' }] },
    'Observation.referenceRange[0]',
  ],
  [
    'obs-6',
    { ...observation, valueString: 'a', dataAbsentReason: text },
    { ...observation, dataAbsentReason: text },
    'Observation',
  ],
  [
    'obs-7',
    { ...observation, valueString: 'a', component: [{ code: observation.code }] },
    { ...observation, valueString: 'a', component: [{ code: { coding: [{ system: 'urn:a', code: 'y' }] } }] },
    'Observation',
  ],
  [
    'org-1',
    { resourceType: 'Organization', active: true },
    { resourceType: 'Organization', name: 'x' },
    'Organization',
  ],
  [
    'org-2',
    { resourceType: 'Organization', name: 'x', address: [{ use: 'work' }, { use: 'home' }] },
    { resourceType: 'Organization', name: 'x', address: [{ use: 'work' }] },
    'Organization.address[1]',
  ],
  [
    'org-3',
    { resourceType: 'Organization', name: 'x', telecom: [{ use: 'home' }] },
    { resourceType: 'Organization', name: 'x', telecom: [{ use: 'work' }] },
    'Organization.telecom[0]',
  ],
  [
    'pat-1',
    { resourceType: 'Patient', contact: [{ gender: 'male' }] },
    { resourceType: 'Patient', contact: [{ name: text }] },
    'Patient.contact[0]',
  ],
  [
    'per-1',
    carePlan({ period: { start: '2026-02', end: '2026-01-31' } }),
    carePlan({ period: { start: '2026-01', end: '2026-01-31' } }),
    'CarePlan.period',
  ],
  ['ppc-1', { ...consent, policyRule: undefined }, consent, 'Consent'],
  ['ppc-2', { ...consent, scope: { coding: [{ system: 'something', code: 'patient-privacy' }] } }, consent, 'Consent'],
  ['ppc-3', { ...consent, scope: { coding: [{ system: 'something', code: 'research' }] } }, consent, 'Consent'],
  ['ppc-4', { ...consent, scope: { coding: [{ system: 'something', code: 'adr' }] } }, consent, 'Consent'],
  ['ppc-5', { ...consent, scope: { coding: [{ system: 'something', code: 'treatment' }] } }, consent, 'Consent'],
  [
    'prr-1',
    { resourceType: 'ServiceRequest', status: 'active', intent: 'plan', subject, orderDetail: [text] },
    { resourceType: 'ServiceRequest', status: 'active', intent: 'plan', subject, code: text, orderDetail: [text] },
    'ServiceRequest',
  ],
  [
    'qty-3',
    basic({ valueQuantity: { value: 1, code: 'mg' } }),
    basic({ valueQuantity: { value: 1, unit: 'mg' } }),
    'Basic.extension[0].value',
  ],
  [
    'rat-1',
    basic({ valueRatio: { numerator: { value: 1 } } }),
    basic({ valueRatio: { numerator: { value: 1 }, denominator: { value: 2 } } }),
    'Basic.extension[0].value',
  ],
  ['ref-1', carePlan({ subject: { reference: '#x' } }), carePlan(), 'CarePlan.subject'],
  [
    'rng-2',
    basic({ valueRange: { low: { value: 2 }, high: { value: 1 } } }),
    basic({ valueRange: { low: { value: 2, unit: 'g' }, high: { value: 1, unit: 'kg' } } }),
    'Basic.extension[0].value',
  ],
  ['sev-1', audit({ name: 'x', query: 'TWFu' }), audit({ name: 'x' }), 'AuditEvent.entity[0]'],
  ['tim-1', timing({ duration: 1 }), timing({ duration: 1, durationUnit: 'h' }), 'Basic.extension[0].value.repeat'],
  [
    'tim-10',
    timing({ timeOfDay: ['10:00:00'], when: ['MORN'] }),
    timing({ timeOfDay: ['10:00:00'] }),
    'Basic.extension[0].value.repeat',
  ],
  ['tim-2', timing({ period: 1 }), timing({ period: 1, periodUnit: 'wk' }), 'Basic.extension[0].value.repeat'],
  [
    'tim-4',
    timing({ duration: -1, durationUnit: 'h' }),
    timing({ duration: 0, durationUnit: 'h' }),
    'Basic.extension[0].value.repeat',
  ],
  [
    'tim-5',
    timing({ period: -1, periodUnit: 'h' }),
    timing({ period: 0, periodUnit: 'h' }),
    'Basic.extension[0].value.repeat',
  ],
  [
    'tim-6',
    timing({ periodMax: 1 }),
    timing({ period: 1, periodUnit: 'h', periodMax: 2 }),
    'Basic.extension[0].value.repeat',
  ],
  [
    'tim-7',
    timing({ durationMax: 1 }),
    timing({ duration: 1, durationUnit: 'h', durationMax: 2 }),
    'Basic.extension[0].value.repeat',
  ],
  ['tim-8', timing({ countMax: 1 }), timing({ count: 1, countMax: 2 }), 'Basic.extension[0].value.repeat'],
  ['tim-9', timing({ offset: 5, when: ['C'] }), timing({ offset: 5, when: ['HS'] }), 'Basic.extension[0].value.repeat'],
  [
    'trd-1',
    trigger({ type: 'data-added', data: [{ type: 'Task' }], timingDate: '2026' }),
    trigger({ type: 'data-added', data: [{ type: 'Task' }] }),
    'Basic.extension[0].value',
  ],
  [
    'trd-2',
    trigger({ type: 'named-event', name: 'x', condition: { language: 'text/fhirpath', expression: 'a' } }),
    trigger({ type: 'named-event', name: 'x' }),
    'Basic.extension[0].value',
  ],
  [
    'trd-3',
    trigger({ type: 'named-event' }),
    trigger({ type: 'periodic', timingDate: '2026' }),
    'Basic.extension[0].value',
  ],
];

test.each(cases)('%s is found where it is broken, and not where it holds', (key, broken, sound, path) => {
  expect(found(broken)).toContain(`${key} @ ${path}`);
  expect(found(sound)).not.toContain(`${key} @ ${path}`);
});

test('con-3 is a warning, by its text and not by its published expression', () => {
  const problem = { ...condition, category: [{ coding: [{ code: 'problem-list-item' }] }] };
  expect(found(problem)).toEqual(['warning con-3 @ Condition']);
  expect(found({ ...condition, category: [{ coding: [{ code: 'encounter-diagnosis' }] }] })).toEqual([]);
});

test('every invariant that is compiled by hand has its case', () => {
  const keys = [...dataTypeInvariants, ...domainInvariants, ...resourceInvariants].map(([key]) => key);
  expect([...cases.map(([key]) => key), 'con-3'].sort()).toEqual(keys.sort());
});

test.each([
  ['2026-06-21', '2026-06-21T06:20:00Z', true],
  ['2026-06-21T23:00:00+02:00', '2026-06-21T22:00:00Z', true],
  ['2026-06-21T23:00:00Z', '2026-06-21T23:30:00+02:00', false],
  ['2026-06-23', '2026-06-21T06:20:00Z', false],
  ['2026-06-21', '2026-06-20T12:00:00Z', true],
  ['2026-06-21T10:00:00Z', '2026-06-20', true],
  ['2026', '2026-01-01', true],
  ['2027', '2026-12-31', false],
  ['2016-12-31T23:59:60Z', '2017-01-01T01:00:00.5+01:00', true],
  ['2030-12-31T23:59:60Z', '2026-12-31', false],
  ['2026-01-01T00:00:00+01:00', '2016-12-31T23:59:60.5Z', false],
])('a period from %s to %s: in order is %s', (start, end, inOrder) => {
  expect(found(carePlan({ period: { start, end } }))).toEqual(inOrder ? [] : ['per-1 @ CarePlan.period']);
});

test('a changed expression falls out of the table', () => {
  const [key, expression] = dataTypeInvariants[0] ?? ['', ''];
  expect(nativeInvariant({ key, severity: 'error', human: '', expression })).toBeDefined();
  expect(nativeInvariant({ key, severity: 'error', human: '', expression: `${expression} or true` })).toBeUndefined();
});

test.each(
  'CarePlan CareTeam Consent Goal ServiceRequest Task Appointment Encounter Condition Observation DocumentReference Communication RelatedPerson Patient Practitioner PractitionerRole Organization HealthcareService Provenance AuditEvent Bundle'.split(
    ' ',
  ),
)('every invariant of %s runs, but the best-practice dom-6', (type) => {
  expect(base.uncheckedInvariants(type).map(({ key }) => key)).toEqual(type === 'Bundle' ? [] : ['dom-6']);
});

test('invariants that do not run are told', () => {
  expect(base.uncheckedInvariants('ChargeItemDefinition').map(({ key, element }) => `${key} ${element}`)).toEqual([
    'cid-0 ChargeItemDefinition',
    'dom-6 ChargeItemDefinition',
  ]);
  expect(base.uncheckedInvariants('NoSuchType')).toEqual([]);
});
