import type { Coding, Consent, ConsentProvision } from '@medplum/fhirtypes';
import { SAMPLAN } from '../../../src/record/systems.ts';
import {
  access,
  actor,
  concept,
  FJORDVIK,
  goal,
  minutes,
  NAV,
  organizationByNumber,
  TRUST,
} from '../../record/fixtures.ts';
import { type Chapter, CONSENTED, NO_CONSENT, OPPOSED } from './case.ts';

const REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const TREATMENT: Coding[] = ['TREAT', 'HPAYMT', 'HOPERAT'].map((code) => ({ system: REASON, code }));

/** As IHE PCF writes one: privacy scope, LOINC category, who gave it, where it is kept, and the policy by its address. */
const pcf = (provision: ConsentProvision): Consent => {
  const { policyRule: _, ...consent } = access(undefined);
  return {
    ...consent,
    category: [concept('http://loinc.org', '59284-0'), concept(SAMPLAN.consentKind, 'access')],
    performer: [{ reference: 'Patient/ingrid' }],
    organization: [{ reference: 'Organization/custodian' }],
    sourceReference: { reference: 'DocumentReference/signed' },
    policy: [{ uri: 'https://fjordvik.example/personvern/samtykke-2026' }],
    provision: { purpose: TREATMENT, ...provision },
  };
};
const to = (...numbers: readonly string[]): ConsentProvision['actor'] =>
  numbers.map((number) => actor(organizationByNumber(number)));
const YEAR = { start: '2022-01', end: '2022-12' };
const of2022 = minutes('minutes', { sent: '2022-06-01T10:00:00+02:00' });
const of2023 = minutes('minutes', { sent: '2023-06-01T10:00:00+02:00' });
const byHege = goal('goal', { expressedBy: { reference: 'Practitioner/hege' } });
const authored = { data: [{ meaning: 'authoredby', reference: { reference: 'Practitioner/hege' } }] } as const;
const instance = { data: [{ meaning: 'instance', reference: { reference: 'Goal/goal' } }] } as const;
const NORMAL = { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'N' };
const RESTRICTED = { ...NORMAL, code: 'R' };
const labelled = (label: Coding) => goal('goal', { meta: { security: [label] } });

export const IHE_PCF: Chapter = {
  title: 'IHE Privacy Consent on FHIR',
  text: 'The cases of IHE ITI PCF, as our own instances.',
  cases: [
    { says: 'basic: permit for treatment', consents: [pcf({ type: 'permit' })], answer: CONSENTED },
    { says: 'basic: dissent for treatment', consents: [pcf({ type: 'deny' })], answer: OPPOSED },
    { says: 'basic: expired', consents: [pcf({ type: 'permit', period: { end: '2022-12-31' } })], answer: NO_CONSENT },
    {
      says: 'intermediate: only what is of 2022; of 2022',
      consents: [pcf({ type: 'permit', dataPeriod: YEAR })],
      part: of2022,
      answer: CONSENTED,
    },
    {
      says: 'intermediate: only what is of 2022; of 2023',
      consents: [pcf({ type: 'permit', dataPeriod: YEAR })],
      part: of2023,
      answer: NO_CONSENT,
    },
    {
      says: 'intermediate: all but what is of 2022; of 2022',
      consents: [pcf({ type: 'permit', provision: [{ type: 'deny', dataPeriod: YEAR }] })],
      part: of2022,
      answer: OPPOSED,
    },
    {
      says: 'intermediate: all but what is of 2022; of 2023',
      consents: [pcf({ type: 'permit', provision: [{ type: 'deny', dataPeriod: YEAR }] })],
      part: of2023,
      answer: CONSENTED,
    },
    {
      says: 'intermediate: by author; hers',
      consents: [pcf({ type: 'permit', ...authored, data: [...authored.data] })],
      part: byHege,
      answer: CONSENTED,
    },
    {
      says: 'intermediate: by author; of nobody that is named',
      consents: [pcf({ type: 'permit', data: [...authored.data] })],
      answer: NO_CONSENT,
    },
    {
      says: 'intermediate: all but an author; hers',
      consents: [pcf({ type: 'permit', provision: [{ type: 'deny', data: [...authored.data] }] })],
      part: byHege,
      answer: OPPOSED,
    },
    {
      says: 'intermediate: by instance; that one',
      consents: [pcf({ type: 'permit', data: [...instance.data] })],
      answer: CONSENTED,
    },
    {
      says: 'intermediate: by instance; another',
      consents: [pcf({ type: 'permit', data: [...instance.data] })],
      part: goal('other'),
      answer: NO_CONSENT,
    },
    {
      says: 'intermediate: all but an instance; that one',
      consents: [pcf({ type: 'permit', provision: [{ type: 'deny', data: [...instance.data] }] })],
      answer: OPPOSED,
    },
    {
      says: 'intermediate: nested permit for one actor; that one',
      consents: [pcf({ type: 'deny', provision: [{ type: 'permit', actor: to(TRUST.organization) ?? [] }] })],
      answer: CONSENTED,
    },
    {
      says: 'intermediate: nested permit for one actor; another',
      consents: [pcf({ type: 'deny', provision: [{ type: 'permit', actor: to(NAV.organization) ?? [] }] })],
      answer: NO_CONSENT,
    },
    {
      says: 'intermediate: nested denial of one actor; another',
      consents: [pcf({ type: 'permit', provision: [{ type: 'deny', actor: to(FJORDVIK.organization) ?? [] }] })],
      answer: CONSENTED,
    },
    {
      says: 'intermediate: research added as a purpose',
      consents: [pcf({ type: 'permit', purpose: [...TREATMENT, { system: REASON, code: 'HRESCH' }] })],
      answer: CONSENTED,
    },
    {
      says: 'advanced: only what is labelled N; labelled N',
      consents: [pcf({ type: 'permit', securityLabel: [NORMAL] })],
      part: labelled(NORMAL),
      answer: CONSENTED,
    },
    {
      says: 'advanced: only what is labelled N; labelled R',
      consents: [pcf({ type: 'permit', securityLabel: [NORMAL] })],
      part: labelled(RESTRICTED),
      answer: NO_CONSENT,
    },
    {
      says: 'advanced: dissent with break-glass; to be sent',
      consents: [pcf({ type: 'deny', provision: [{ type: 'permit', purpose: [{ system: REASON, code: 'BTG' }] }] })],
      answer: OPPOSED,
    },
    {
      says: 'advanced: dissent with break-glass; read in an emergency',
      consents: [pcf({ type: 'deny', provision: [{ type: 'permit', purpose: [{ system: REASON, code: 'BTG' }] }] })],
      purpose: 'emergency',
      answer: 'permit: emergency (pbrl § 5-3)',
    },
    {
      says: 'advanced: dissent that names break-glass; read in an emergency',
      consents: [pcf({ type: 'deny', purpose: [...TREATMENT, { system: REASON, code: 'BTG' }] })],
      purpose: 'emergency',
      answer: OPPOSED,
    },
  ],
};
