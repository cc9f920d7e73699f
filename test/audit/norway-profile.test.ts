import { beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEvent } from '@medplum/fhirtypes';
import { attestationOf, attested } from '../../src/access/attestation.ts';
import type { Caller } from '../../src/access/caller.ts';
import { auditEvent, type Interaction, type Trace } from '../../src/audit/audit-event.ts';
import type { Party } from '../../src/consent/party.ts';
import { createValidator, type Validator } from '../../src/validation/validation.ts';
import { ATTESTATIONS, ATTESTED } from '../access/attestations.ts';

const PROFILE = 'http://hl7.no/fhir/StructureDefinition/no-domain-Trustframework-Auditevent';
const CONTROLLER: Party = { name: 'Samplan Fjordvik', organization: '310000019', sector: 'municipal' };
const AT = '2026-11-22T08:00:00.000Z';

const DOCTOR: Caller = {
  name: 'Helse Fjordvik HF',
  organization: '310602019',
  sector: 'specialist',
  may: { read: true, write: true },
  grants: [],
  client: 'epj-fjordvik',
  purpose: 'COC',
  person: {
    identifiers: [{ system: 'urn:oid:2.16.578.1.12.4.1.4.4', value: ATTESTED.hpr }],
    isHealthPersonnel: true,
    level: 4,
  },
};

function attestedDoctor(attestation: object): Caller {
  const claims = { 'nhn:tillitsrammeverk:parameters': attestation };
  return attested(DOCTOR, attestationOf(claims, { at: AT, toleranceSeconds: 5 }));
}

const traceOf = (by: Caller, interaction: Interaction, more: Partial<Trace> = {}): Trace => ({
  id: 'e1',
  at: AT,
  interaction,
  by,
  controller: CONTROLLER,
  person: 'p1',
  entities: [{ key: 'Goal/g1/_history/2', kind: 'goal' }],
  outcome: 'success',
  ...more,
});

let validator: Validator;
beforeAll(() => {
  validator = createValidator({ packages: ['profiles/package', 'test/audit/no-domain'] });
});

function faultsOf(event: AuditEvent): readonly string[] {
  return validator
    .validate(event, { profiles: [PROFILE] })
    .filter(({ severity, rule }) => severity === 'error' || rule === 'profile-not-found')
    .map(({ path, rule }) => `${path} ${rule}`);
}

/** The profile knows persons only; the systems between which it went are organizations (docs/rest.md). */
const SYSTEMS = ['AuditEvent.agent[0].who reference-target', 'AuditEvent.agent[1].who reference-target'];

const INTERACTIONS: readonly [Interaction, Partial<Trace>][] = [
  ['read', {}],
  ['vread', {}],
  ['history', {}],
  ['search', { query: 'Goal?patient=' }],
  ['create', {}],
  ['update', {}],
  ['operation', { operation: 'validate' }],
  ['read', { outcome: 'refused', reason: 'not-found' }],
];

describe.each(Object.entries(ATTESTATIONS))('what a person with an attestation does (%s)', (_, attestation) => {
  test.each(INTERACTIONS)('%s %j fulfils HL7 Norway’s AuditEvent but for the two systems', (interaction, more) => {
    const by = attestedDoctor(attestation);
    expect(faultsOf(auditEvent(traceOf(by, interaction, more)))).toEqual(SYSTEMS);
    const inEmergency: Caller = { ...by, purpose: 'ETREAT', emergency: { reason: 'bevisstløs' } };
    expect(faultsOf(auditEvent(traceOf(inEmergency, interaction, more)))).toEqual(SYSTEMS);
  });

  test('also with the time and the whole decision', () => {
    const relation = 'care_relation' in attestation ? 'care_relation' : 'care_relationship';
    const whole = {
      ...attestation,
      toa: Date.parse(AT) / 1000,
      [relation]: { decision_ref: { id: '23423255', description: 'Innlagt pasient', user_selected: false } },
    };
    expect(faultsOf(auditEvent(traceOf(attestedDoctor(whole), 'read')))).toEqual(SYSTEMS);
  });
});

describe('the profile notices', () => {
  const event = (): AuditEvent => auditEvent(traceOf(attestedDoctor(ATTESTATIONS.hospital), 'read'));

  test('an entry about nobody', () => {
    const { person: _person, ...ofNobody } = traceOf(attestedDoctor(ATTESTATIONS.gp), 'read');
    expect(faultsOf(auditEvent(ofNobody))).toContain('AuditEvent.extension slice-min');
  });

  test('a person of whom it is not told where she works: nothing is attested', () => {
    expect(faultsOf(auditEvent(traceOf(DOCTOR, 'read')))).toContain('AuditEvent.agent[2].who reference-profile');
  });

  test('a purpose that is none', () => {
    const other = { ...event(), purposeOfEvent: [{ coding: [{ system: 'urn:oid:1.2.3', code: 'TREAT' }] }] };
    expect(faultsOf(other)).toContain('AuditEvent.purposeOfEvent[0].coding slice-min');
  });

  test('a decision without its time', () => {
    const changed = structuredClone(event());
    changed.extension?.find(({ extension }) => extension)?.extension?.pop();
    expect(faultsOf(changed).some((fault) => /^AuditEvent\.extension\[\d\]\.extension.*min/u.test(fault))).toBe(true);
  });

  test('an encounter that is no encounter', () => {
    const changed = structuredClone(event());
    const [encounter] = changed.extension ?? [];
    if (encounter) encounter.valueReference = { reference: '#role' };
    expect(faultsOf(changed)).toContain('AuditEvent.extension[0].value reference-target');
  });
});
