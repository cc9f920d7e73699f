import { beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEvent } from '@medplum/fhirtypes';
import { auditEvent, type Interaction, type Trace } from '../../src/audit/audit-event.ts';
import type { Audited } from '../../src/audit/audited.ts';
import type { Party } from '../../src/consent/party.ts';
import { createValidator, type Validator } from '../../src/validation/validation.ts';

const BALP = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit';
const CONTROLLER: Party = { name: 'Samplan Fjordvik', organization: '310000019', sector: 'municipal' };
const CALLER: Audited = {
  name: 'Helse Fjordvik HF',
  organization: '310000035',
  sector: 'specialist',
  request: 'request-0001',
  address: '127.0.0.1',
  server: 'http://127.0.0.1:8080/fhir',
};
/** Everything that a token with an attestation can tell. */
const NURSE: Audited = {
  ...CALLER,
  client: 'epj-fjordvik',
  purpose: 'TREAT',
  person: {
    identifiers: [{ system: 'urn:oid:2.16.578.1.12.4.1.4.4', value: '9144889' }],
    name: 'Synthetic Nurse',
    authorization: { system: 'urn:oid:2.16.578.1.12.4.1.1.9060', code: 'SP' },
  },
  careRelation: {
    legalEntity: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: '310000035', name: 'Helse Fjordvik HF' },
    department: { system: 'urn:oid:2.16.578.1.12.4.1.4.102', value: '705592' },
    pointOfCare: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: '310000043' },
    purposeDetails: { system: 'urn:oid:2.16.578.1.12.4.1.1.9151', code: '9' },
    decision: { id: '23423255', description: 'Innlagt pasient', userSelected: false },
    attestedAt: 1_710_830_705,
  },
};

const traceOf = (interaction: Interaction, more: Partial<Trace> = {}): Trace => ({
  id: 'e1',
  at: '2026-11-22T08:00:00.000Z',
  interaction,
  by: CALLER,
  controller: CONTROLLER,
  person: 'p1',
  entities: [{ key: 'Goal/g1/_history/2', kind: 'goal' }],
  outcome: 'success',
  ...more,
});

let validator: Validator;
beforeAll(() => {
  validator = createValidator({ packages: ['profiles/package', 'test/audit/balp'] });
});

/** Everything that is wrong with an event, held to R4 and a profile. */
function faultsOf(event: AuditEvent, profile?: string): readonly string[] {
  return validator
    .validate(event, profile === undefined ? {} : { profiles: [profile] })
    .filter(({ severity, rule }) => severity === 'error' || rule === 'profile-not-found')
    .map(({ path, rule, found }) => `${path} ${rule} ${found}`);
}

describe('what goes over REST', () => {
  const CASES: readonly [Interaction, string, string, Partial<Trace>][] = [
    ['read', 'Read', 'PatientRead', {}],
    ['vread', 'Read', 'PatientRead', {}],
    ['search', 'Query', 'PatientQuery', { query: 'Goal?patient=' }],
    ['create', 'Create', 'PatientCreate', {}],
    ['update', 'Update', 'PatientUpdate', {}],
  ];

  test.each(CASES)(
    '%s is as IHE BALP wants it: %s, and %s where it is about a person',
    (interaction, plain, about, more) => {
      for (const by of [CALLER, NURSE]) {
        expect(faultsOf(auditEvent(traceOf(interaction, { ...more, by })), `${BALP}.${about}`)).toEqual([]);
        const { person: _person, ...ofNobody } = traceOf(interaction, { ...more, by });
        expect(faultsOf(auditEvent(ofNobody), `${BALP}.${plain}`)).toEqual([]);
      }
    },
  );

  test('BALP notices what is not so: a search of the directory has no patient', () => {
    const { person: _person, ...ofNobody } = traceOf('search', { query: 'Goal?patient=' });
    expect(faultsOf(auditEvent(ofNobody), `${BALP}.PatientQuery`)).not.toEqual([]);
    expect(faultsOf(auditEvent(traceOf('read')), `${BALP}.PatientCreate`)).not.toEqual([]);
  });

  test('carries the request, where from and where to', () => {
    expect(auditEvent(traceOf('read'))).toMatchObject({
      agent: [
        {
          who: { identifier: { value: '310000035' } },
          requestor: true,
          network: { address: '127.0.0.1', type: '2' },
        },
        { who: { identifier: { value: '310000019' } }, requestor: false, network: { type: '5' } },
      ],
      entity: [
        { what: { reference: 'Patient/p1' } },
        { what: { reference: 'Goal/g1/_history/2' }, detail: [{ type: 'part-kind', valueString: 'goal' }] },
        { what: { identifier: { value: 'request-0001' } } },
      ],
      purposeOfEvent: [{ coding: [{ code: 'COC' }] }],
    });
  });

  test('a person is a contained PractitionerRole, with what her attestation says', () => {
    const event = auditEvent(traceOf('read', { by: NURSE }));
    expect(event.agent?.[2]).toMatchObject({ who: { reference: '#role' }, requestor: true });
    expect(event.contained).toMatchObject([
      {
        resourceType: 'PractitionerRole',
        practitioner: { reference: '#practitioner' },
        organization: { reference: '#department' },
        location: [{ reference: '#place' }],
      },
      { resourceType: 'Practitioner', identifier: [{ value: '9144889' }], qualification: [{}] },
      { resourceType: 'Organization', identifier: [{ value: '705592' }], partOf: { reference: '#enterprise' } },
      { resourceType: 'Organization', identifier: [{ value: '310000035' }] },
      { resourceType: 'Location', managingOrganization: { reference: '#place-unit' } },
      { resourceType: 'Organization', identifier: [{ value: '310000043' }] },
    ]);
    expect(event.purposeOfEvent).toMatchObject([{ coding: [{ code: 'TREAT' }, { code: '9' }] }]);
    expect(event.extension).toEqual([
      {
        url: 'http://hl7.no/fhir/StructureDefinition/auditevent-patient-extension',
        valueReference: { reference: 'Patient/p1' },
      },
      {
        url: 'http://hl7.no/fhir/StructureDefinition/auditevent-carerelation-metadata-extension',
        extension: [
          { url: 'decision-ref-id', valueString: '23423255' },
          { url: 'decision-ref-description', valueString: 'Innlagt pasient' },
          { url: 'decision-ref-user-selected', valueBoolean: false },
          { url: 'toa', valueUnsignedInt: 1_710_830_705 },
        ],
      },
    ]);
  });

  test('an emergency says so, and why', () => {
    const event = auditEvent(
      traceOf('read', { by: { ...NURSE, purpose: 'BTG', emergency: { reason: 'bevisstløs' } } }),
    );
    expect(event.subtype).toMatchObject([{ code: 'read' }, { code: '110127' }]);
    expect(event.purposeOfEvent).toMatchObject([{ coding: [{ code: 'BTG' }, {}], text: 'bevisstløs' }]);
    expect(faultsOf(event, `${BALP}.PatientRead`)).toEqual([]);
  });
});

describe('what goes between partners', () => {
  test.each<[Interaction, string]>([
    ['receive', '110107'],
    ['set-aside', '110107'],
    ['join', '110107'],
    ['deliver-intent', '110106'],
    ['deliver', '110106'],
  ])('%s is valid R4, and says which way it went', (interaction, type) => {
    const event = auditEvent(traceOf(interaction, { recipient: CALLER, by: CONTROLLER, delivery: 'd1' }));
    expect(faultsOf(event)).toEqual([]);
    expect([event.type?.code, event.subtype?.[0]?.code]).toEqual([type, interaction]);
    expect(event.agent?.map(({ type: role }) => role?.coding?.[0]?.code)).toEqual(['110153', '110152']);
  });

  test('a delivery says of each part why it might leave', () => {
    const entities = [
      { key: 'Goal/g1', kind: 'goal', reason: 'consented', basis: ['hpl § 22'] },
      { key: 'CareTeam/t1', kind: 'team', reason: 'opt-out-regime', basis: ['hpl § 25'] },
    ];
    const { entity, subtype } = auditEvent(traceOf('deliver', { entities, recipient: CALLER, by: CONTROLLER }));
    expect(subtype).toMatchObject([{ code: 'deliver' }, { code: 'disclose' }]);
    expect(entity?.slice(1)).toMatchObject([
      {
        type: { system: 'http://hl7.org/fhir/resource-types', code: 'Goal' },
        detail: [{ valueString: 'goal' }, { valueString: 'consented' }, { valueString: 'hpl § 22' }],
      },
      { detail: [{ valueString: 'team' }, { valueString: 'opt-out-regime' }, { valueString: 'hpl § 25' }] },
    ]);
  });
});

test('who is not identified has no number', () => {
  const nobody: Party = { name: 'not identified', organization: '', sector: 'other' };
  const event = auditEvent(traceOf('read', { by: nobody, outcome: 'refused', reason: 'forbidden' }));
  expect(event.agent?.[0]?.who).toEqual({ type: 'Organization', display: 'not identified' });
  expect(faultsOf(event)).toEqual([]);
});

test('a refusal says the code, and is valid without anything that it was about', () => {
  const { person: _person, ...ofNobody } = traceOf('search', {
    outcome: 'refused',
    reason: 'bad-parameter',
    entities: [],
  });
  const event = auditEvent({ ...ofNobody, by: CONTROLLER });
  expect(event).toMatchObject({ outcome: '4', outcomeDesc: 'bad-parameter' });
  expect(event).not.toHaveProperty('entity');
  expect(faultsOf(event)).toEqual([]);
});
