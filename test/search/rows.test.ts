import { describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { INDEXED_TYPES, searchParameters } from '../../src/search/parameters.ts';
import { rowNames, searchRows } from '../../src/search/rows.ts';

const system = 'urn:s';
const concept = (code: string) => ({ coding: [{ system, code }] });

/** Rows with a name, without what every row has. */
const rows = (value: object, name: string) =>
  searchRows(value as Resource)
    .filter((row) => row.name === name)
    .map(({ element: _, kind: __, name: ___, ...row }) => row);
const named = (value: object) => new Set(searchRows(value as Resource).map(({ name }) => name));

describe('tokens', () => {
  test('of identifiers: system and value; without system the empty string; without value none', () => {
    const identifier = [
      { system, value: '1', type: concept('NNN') },
      { value: '2' },
      { system },
      { system, value: '1' },
    ];
    const patient = { resourceType: 'Patient', identifier };
    expect(rows(patient, 'identifier')).toEqual([
      { system, code: '1' },
      { system: '', code: '2' },
    ]);
    expect(rows(patient, 'identifier:of-type')).toEqual([{ system: 'urn:s|NNN', code: '1' }]);
    expect(rowNames('Patient').get('identifier')).toEqual({ kind: 'token', isPrivate: true });
  });

  test('of concepts: every coding that has a code; their words beside', () => {
    const category = [
      { coding: [{ system, code: 'a' }, { code: 'b' }, { system, display: 'c' }], text: 'd' },
      { text: 'e' },
    ];
    const plan = { resourceType: 'CarePlan', category };
    expect(rows(plan, 'category')).toEqual([
      { system, code: 'a' },
      { system: '', code: 'b' },
    ]);
    expect(rows(plan, 'category:text')).toEqual([{ text: 'c' }, { text: 'd' }, { text: 'e' }]);
    expect(rows(plan, 'category:present')).toEqual([{ system: '', code: 'true' }]);
  });

  test.each([
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
  ])('of %s.%s have the system of its value set', (type, element, set, name = 'status') => {
    const expected = [{ system: `http://hl7.org/fhir/${set}`, code: 'active' }];
    expect(rows({ resourceType: type, [element]: 'active' }, name)).toEqual(expected);
  });

  test('of codes of several systems have the one that the code is of (search.html § 3.1.1.4.10: it is implicit)', () => {
    const intent = (value: string) => rows({ resourceType: 'Task', intent: value }, 'intent');
    expect(intent('plan')).toEqual([{ system: 'http://hl7.org/fhir/request-intent', code: 'plan' }]);
    expect(intent('unknown')).toEqual([{ system: 'http://hl7.org/fhir/task-intent', code: 'unknown' }]);
    expect(intent('constructor')).toEqual([{ system: 'http://hl7.org/fhir/task-intent', code: 'constructor' }]);
    const document = { resourceType: 'DocumentReference', content: [{ attachment: { language: 'nb' } }] };
    expect(rows(document, 'language')).toEqual([{ system: 'urn:ietf:bcp:47', code: 'nb' }]);
  });

  test('every code has a system: |code, which asks for none, finds no element of type code', () => {
    const codes = INDEXED_TYPES.flatMap((type) => searchParameters(type).flatMap(({ paths }) => paths));
    expect(codes.filter(({ type, system }) => type === 'code' && system === undefined)).toEqual([]);
  });

  test('of booleans, and of whether somebody is dead', () => {
    expect(rows({ resourceType: 'Patient', active: false }, 'active')).toEqual([{ system: '', code: 'false' }]);
    const dead = (value: object) => rows({ resourceType: 'Patient', ...value }, 'deceased')[0];
    expect(dead({})).toMatchObject({ code: 'false' });
    expect(dead({ deceasedBoolean: false })).toMatchObject({ code: 'false' });
    expect(dead({ deceasedBoolean: true })).toMatchObject({ code: 'true' });
    expect(dead({ deceasedDateTime: '2026' })).toMatchObject({ code: 'true' });
  });

  test('of telephones and mail, without the case and spaces of who wrote them', () => {
    const telecom = [
      { system: 'email', value: 'Kari@Nes.no' },
      { system: 'phone', value: '99 99 99 99' },
    ];
    const patient = { resourceType: 'Patient', telecom };
    expect(rows(patient, 'email')).toEqual([{ system: '', code: 'kari@nes.no' }]);
    expect(rows(patient, 'phone')).toEqual([{ system: '', code: '99999999' }]);
    expect(rows(patient, 'telecom')).toHaveLength(2);
  });

  test('of our own parameters, in extensions', () => {
    const url = 'http://samplan.no/fhir/StructureDefinition/desired-cooperation';
    const inner = (of: string, code: string) => ({ url: of, valueCodeableConcept: concept(code) });
    const extension = [{ url, extension: [inner('necessary', 'a'), inner('other', 'b'), inner('desired', 'c')] }];
    expect(rows({ resourceType: 'CarePlan', extension }, 'desired-cooperation').map((row) => row)).toEqual([
      { system, code: 'a' },
      { system, code: 'c' },
    ]);
  });
});

describe('references', () => {
  test.each([
    'CareTeam',
    'CarePlan',
    'Goal',
    'ServiceRequest',
    'Encounter',
    'Condition',
    'Observation',
    'DocumentReference',
    'Communication',
  ])('of %s: subject whoever it is, patient where it is a Patient', (type) => {
    const of = (reference: string) => ({ resourceType: type, subject: { reference } });
    expect(rows(of('Patient/1'), 'patient')).toEqual([{ target: 'Patient/1' }]);
    expect(rows(of('Patient/1'), 'subject')).toEqual([{ target: 'Patient/1' }]);
    expect(named(of('Group/1'))).toEqual(new Set(['subject']));
  });

  test('of Task, Consent, RelatedPerson, Appointment, Provenance and AuditEvent: patient wherever it stands', () => {
    const reference = 'Patient/1';
    const about: readonly object[] = [
      { resourceType: 'Task', for: { reference } },
      { resourceType: 'Consent', patient: { reference } },
      { resourceType: 'RelatedPerson', patient: { reference } },
      {
        resourceType: 'Appointment',
        participant: [{ actor: { reference: 'Practitioner/1' } }, { actor: { reference } }],
      },
      { resourceType: 'Provenance', target: [{ reference: 'Goal/1/_history/3' }, { reference }] },
      { resourceType: 'AuditEvent', agent: [{ who: { reference } }], entity: [{ what: { reference } }] },
    ];
    for (const one of about) expect(rows(one, 'patient')).toEqual([{ target: reference }]);
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
    const found = rows({ resourceType: 'Consent', patient: { reference } }, 'patient');
    expect(found.map((row) => 'target' in row && row.target)).toEqual(expected);
  });

  test('a logical reference is found by its identifier, and is no missing one', () => {
    const consent = { resourceType: 'Consent', patient: { identifier: { system, value: '1' }, display: 'x' } };
    expect(rows(consent, 'patient:identifier')).toEqual([{ system, code: '1' }]);
    expect(named(consent)).toEqual(new Set(['patient:identifier']));
  });

  test('a canonical is found with its version and without', () => {
    const plan = { resourceType: 'CarePlan', instantiatesCanonical: ['http://x/a|1', 'http://x/b'] };
    const targets = ['http://x/a', 'http://x/a|1', 'http://x/b'];
    expect(rows(plan, 'instantiates-canonical')).toEqual(targets.map((target) => ({ target })));
  });
});

describe('dates', () => {
  const DAY = 86_400_000;
  const at = (text: string) => Date.parse(text);
  test.each<[string, object, string, number, number]>([
    ['a year', { resourceType: 'Patient', birthDate: '2024' }, 'birthdate', at('2024-01-01'), at('2025-01-01')],
    ['a month', { resourceType: 'Patient', birthDate: '2024-02' }, 'birthdate', at('2024-02-01'), at('2024-03-01')],
    ['a day', { resourceType: 'Patient', birthDate: '1899-12-31' }, 'birthdate', at('1899-12-31'), at('1900-01-01')],
    [
      'a day of the first century',
      { resourceType: 'Patient', birthDate: '0026-03-01' },
      'birthdate',
      at('0026-03-01'),
      at('0026-03-01') + DAY,
    ],
    [
      'an instant',
      { resourceType: 'Consent', dateTime: '2026-11-22T08:30:00+01:00' },
      'date',
      at('2026-11-22T07:30:00Z'),
      at('2026-11-22T07:30:01Z'),
    ],
    [
      'a Period',
      { resourceType: 'CarePlan', period: { start: '2026-01', end: '2026-02-03' } },
      'date',
      at('2026-01-01'),
      at('2026-02-04'),
    ],
    [
      'an open Period',
      { resourceType: 'CarePlan', period: { start: '2026-01-01' } },
      'date',
      at('2026-01-01'),
      Number.MAX_SAFE_INTEGER,
    ],
    [
      'the outer limits of a Timing',
      {
        resourceType: 'ServiceRequest',
        occurrenceTiming: { event: ['2026-03-01', '2026-01-01'], repeat: { frequency: 2 } },
      },
      'occurrence',
      at('2026-01-01'),
      at('2026-03-02'),
    ],
  ])('of %s', (_, value, name, low, high) => {
    expect(rows(value, name)).toEqual([{ low, high }]);
  });

  test.each(['2026-02-30', '2026-13', 'soon', ''])('%j is found by nothing, and there', (birthDate) => {
    expect(named({ resourceType: 'Patient', birthDate })).toEqual(new Set(['birthdate:present', 'deceased']));
  });
});

describe('strings, quantities and URIs', () => {
  test('every piece of a name and an address is one', () => {
    const patient = {
      resourceType: 'Patient',
      name: [{ family: 'Nes', given: ['Åse', 'Li'], prefix: ['Dr'] }],
      address: [{ line: ['Vei 1'], city: 'Bø' }],
    };
    expect(rows(patient, 'name')).toEqual(['Nes', 'Åse', 'Li', 'Dr'].map((text) => ({ text })));
    expect(rows(patient, 'given')).toEqual([{ text: 'Åse' }, { text: 'Li' }]);
    expect(rows(patient, 'address')).toEqual([{ text: 'Vei 1' }, { text: 'Bø' }]);
  });

  test('a quantity has its unit, a Range both ends', () => {
    const unit = { system: 'http://unitsofmeasure.org', code: 'kg', unit: 'kilo' };
    const observation = { resourceType: 'Observation', valueQuantity: { value: 5.5, ...unit } };
    expect(rows(observation, 'value-quantity')).toEqual([{ low: 5.5, high: 5.5, ...unit }]);
    const condition = { resourceType: 'Condition', onsetRange: { low: { value: 3, ...unit }, high: { value: 5 } } };
    expect(rows(condition, 'onset-age')).toEqual([{ low: 3, high: 5, ...unit }]);
  });

  test('a URI is as it stands', () => {
    expect(rows({ resourceType: 'Goal', meta: { source: 'urn:x#1' } }, '_source')).toEqual([{ target: 'urn:x#1' }]);
  });
});

describe('composites', () => {
  const component = (code: string, value?: number) => ({
    code: concept(code),
    ...(value === undefined ? {} : { valueQuantity: { value } }),
  });

  test('components have the number of their element, and none alone', () => {
    const observation = {
      resourceType: 'Observation',
      component: [component('a', 1), component('b'), component('c', 3)],
    };
    const found = searchRows(observation as Resource).filter(({ name }) =>
      name.startsWith('component-code-value-quantity.'),
    );
    expect(found.map(({ name, element }) => [name.slice(-1), element])).toEqual([
      ['0', 0],
      ['1', 0],
      ['0', 2],
      ['1', 2],
    ]);
  });
});

test.each(['Binary', '', 'constructor', '__proto__'])('a type that is not served (%p) has none', (resourceType) => {
  expect(searchRows({ resourceType } as unknown as Resource)).toEqual([]);
  expect(rowNames(resourceType).size).toBe(0);
});

test('values of the wrong type are found by nothing, and break nothing', () => {
  const odd = {
    resourceType: 'CarePlan',
    status: 7,
    category: 'x',
    subject: [null, { reference: 1 }],
    period: 'y',
    goal: {},
  };
  expect(() => searchRows(odd as unknown as Resource)).not.toThrow();
});
