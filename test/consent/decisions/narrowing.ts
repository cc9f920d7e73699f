import type { Consent, Group, Reference, Resource } from '@medplum/fhirtypes';
import { SAMPLAN } from '../../../src/record/systems.ts';
import {
  access,
  actor,
  concept,
  FJORDVIK,
  GRANLI,
  goal,
  measure,
  minutes,
  NAV,
  opposition,
  organization,
  organizationByNumber,
  plan,
  roleAt,
  TRUST,
  team,
} from '../../record/fixtures.ts';
import { type Case, type Chapter, CONSENTED, NO_CONSENT, OPPOSED, permitFor } from './case.ts';

const DIRECTORY: readonly Resource[] = [
  organization('trust', TRUST.organization),
  organization('clinic', '310602027', 'trust'),
  roleAt('hege', 'trust'),
  roleAt('anna', 'clinic'),
];
const sector = (code: string): Reference => ({
  type: 'Group',
  identifier: { system: SAMPLAN.recipientSector, value: code },
});
const GROUP: Reference = { reference: '#specialists' };
const group = (...codes: readonly string[]): Group => ({
  resourceType: 'Group',
  id: 'specialists',
  type: 'practitioner',
  actual: false,
  characteristic: codes.map((code) => ({
    code: concept(SAMPLAN.recipientSector, 'sector'),
    valueCodeableConcept: concept(SAMPLAN.recipientSector, code),
    exclude: false,
  })),
});
const permitTo = (reference: Reference, more: Partial<Consent> = {}): Consent =>
  access(undefined, { provision: { type: 'permit', actor: [actor(reference)] }, ...more });
const denyTo = (reference: Reference, more: Partial<Consent> = {}): Consent =>
  opposition(undefined, { provision: { type: 'deny', actor: [actor(reference)] }, ...more });
const both = (
  reference: Reference,
  what: string,
  permits: string,
  denies: string,
  more: Partial<Consent> = {},
): Case[] => [
  { says: `B for ${what}`, consents: [permitTo(reference, more)], directory: DIRECTORY, answer: permits },
  {
    says: `B for all, D to ${what}`,
    consents: [access(undefined, { id: 'all' }), denyTo(reference, more)],
    directory: DIRECTORY,
    answer: denies,
  },
];

export const ACTORS: Chapter = {
  title: 'To whom',
  text: 'A permit reaches exactly whom it names. A denial reaches further, and whom it may mean.',
  cases: [
    { says: 'B for everyone', consents: [access(undefined)], answer: CONSENTED },
    ...both(organizationByNumber(TRUST.organization), 'its number', CONSENTED, OPPOSED),
    ...both({ reference: 'Organization/trust' }, 'its entry in the directory', CONSENTED, OPPOSED),
    ...both({ reference: 'Organization/clinic' }, 'a unit of it', NO_CONSENT, OPPOSED),
    ...both({ reference: 'PractitionerRole/hege' }, 'somebody in a role there', CONSENTED, OPPOSED),
    ...both({ reference: 'PractitionerRole/anna' }, 'somebody in a role in a unit of it', NO_CONSENT, OPPOSED),
    ...both(sector('specialist'), 'its sector', CONSENTED, OPPOSED),
    ...both(sector('municipal'), 'another sector', NO_CONSENT, CONSENTED),
    ...both(GROUP, 'a Group with its sector', CONSENTED, OPPOSED, { contained: [group('specialist')] }),
    ...both(GROUP, 'a Group with another sector', NO_CONSENT, CONSENTED, { contained: [group('municipal')] }),
    ...both(GROUP, 'a Group with two marks at once', NO_CONSENT, OPPOSED, {
      contained: [group('specialist', 'municipal')],
    }),
    ...both(GROUP, 'a Group that is not there', NO_CONSENT, OPPOSED),
    {
      says: 'B for the sector education; NAV asks',
      consents: [permitTo(sector('education'))],
      who: NAV,
      answer: NO_CONSENT,
    },
    {
      says: 'B for all, D to the sector education; NAV asks, whose sector is not told so closely',
      consents: [access(undefined, { id: 'all' }), denyTo(sector('education'))],
      who: NAV,
      answer: OPPOSED,
    },
    {
      says: 'B for the team; it takes part',
      consents: [permitTo({ reference: 'CareTeam/team' })],
      others: [team('team', { participant: [{ member: organizationByNumber(TRUST.organization) }] })],
      answer: CONSENTED,
    },
    {
      says: 'B for the team; it takes no part',
      consents: [permitTo({ reference: 'CareTeam/team' })],
      others: [team('team', { participant: [{ member: organizationByNumber(FJORDVIK.organization) }] })],
      answer: NO_CONSENT,
    },
    ...both({ display: 'Helse Fjordvik' }, 'a name only', NO_CONSENT, OPPOSED),
    ...both({ reference: 'Practitioner/unknown' }, 'a practitioner whose work is not known', NO_CONSENT, OPPOSED),
    ...both({ reference: 'RelatedPerson/leila' }, 'a relative', NO_CONSENT, CONSENTED),
  ],
};

const types = (...codes: readonly string[]) =>
  codes.map((code) => ({ system: 'http://hl7.org/fhir/resource-types', code }));
const data = (meaning: 'instance' | 'related' | 'dependents' | 'authoredby', reference: string) => ({
  data: [{ meaning, reference: { reference } }],
});
const leading = plan('plan', { goal: [{ reference: 'Goal/goal' }] });
const dependent = measure('measure', { basedOn: [{ reference: 'CarePlan/plan' }] });
const reason = (code: string) => ({
  purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code }],
});
const action = (code: string) => ({
  action: [concept('http://terminology.hl7.org/CodeSystem/consentaction', code)],
});
const IN_2025 = { dataPeriod: { start: '2025-01-01', end: '2025-12-31' } };
const told = (sent: string) => minutes('minutes', { sent });
const label = { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' };
const restricted = goal('goal', { meta: { security: [label] } });
const denied = (narrowed: object): readonly Consent[] => [
  access(TRUST, { id: 'b' }),
  opposition(TRUST, { provision: { type: 'deny', ...narrowed } }),
];
const hege = goal('goal', { expressedBy: { reference: 'PractitionerRole/hege' } });

export const SCOPES: Chapter = {
  title: 'Of what, and for what',
  text: 'Class, code, label, data, dataPeriod, purpose and action each narrow a provision.',
  cases: [
    { says: 'B for goals', consents: [permitFor({ class: types('Goal') })], answer: CONSENTED },
    { says: 'B for measures', consents: [permitFor({ class: types('ServiceRequest') })], answer: NO_CONSENT },
    {
      says: 'B for our kind goal',
      consents: [permitFor({ class: [{ system: SAMPLAN.partKind, code: 'goal' }] })],
      answer: CONSENTED,
    },
    {
      says: 'B for a class of another system',
      consents: [permitFor({ class: [{ system: 'urn:other', code: 'goal' }] })],
      answer: NO_CONSENT,
    },
    {
      says: 'D to a class of another system',
      consents: denied({ class: [{ system: 'urn:other', code: 'goal' }] }),
      answer: OPPOSED,
    },
    { says: 'B for this goal', consents: [permitFor(data('instance', 'Goal/goal'))], answer: CONSENTED },
    { says: 'B for another goal', consents: [permitFor(data('instance', 'Goal/other'))], answer: NO_CONSENT },
    {
      says: 'B for the plan and what it leads to',
      consents: [permitFor(data('related', 'CarePlan/plan'))],
      others: [leading],
      answer: CONSENTED,
    },
    {
      says: 'B for the plan and what it leads to; about a measure that only points at it',
      consents: [permitFor(data('related', 'CarePlan/plan'))],
      others: [leading],
      part: dependent,
      answer: NO_CONSENT,
    },
    {
      says: 'B for the plan and what depends on it; about that measure',
      consents: [permitFor(data('dependents', 'CarePlan/plan'))],
      others: [leading],
      part: dependent,
      answer: CONSENTED,
    },
    {
      says: 'B for what its owner wrote',
      consents: [
        permitFor({ data: [{ meaning: 'authoredby', reference: organizationByNumber(GRANLI.organization) }] }),
      ],
      answer: CONSENTED,
    },
    {
      says: 'B for what another wrote',
      consents: [permitFor({ data: [{ meaning: 'authoredby', reference: organizationByNumber(NAV.organization) }] })],
      answer: NO_CONSENT,
    },
    {
      says: 'B for what a person in a role wrote',
      consents: [permitFor(data('authoredby', 'PractitionerRole/hege'))],
      part: hege,
      directory: DIRECTORY,
      answer: CONSENTED,
    },
    {
      says: 'D to what a practitioner wrote; no author is named',
      consents: denied(data('authoredby', 'Practitioner/hege')),
      answer: OPPOSED,
    },
    {
      says: 'D to what another in a role wrote',
      consents: denied(data('authoredby', 'PractitionerRole/anna')),
      part: hege,
      directory: DIRECTORY,
      answer: CONSENTED,
    },
    {
      says: 'B for 2025; minutes of 2025',
      consents: [permitFor(IN_2025)],
      part: told('2025-12-31T12:00:00+01:00'),
      answer: CONSENTED,
    },
    {
      says: 'B for 2025; minutes of 2026',
      consents: [permitFor(IN_2025)],
      part: told('2026-01-01'),
      answer: NO_CONSENT,
    },
    {
      says: 'B for 2025; a goal that goes on',
      consents: [permitFor(IN_2025)],
      part: goal('goal', { startDate: '2025-05-01' }),
      answer: NO_CONSENT,
    },
    {
      says: 'D to 2025; a goal that goes on',
      consents: denied(IN_2025),
      part: goal('goal', { startDate: '2025-05-01' }),
      answer: OPPOSED,
    },
    {
      says: 'D to 2025; a goal since 2026',
      consents: denied(IN_2025),
      part: goal('goal', { startDate: '2026-01-01' }),
      answer: CONSENTED,
    },
    { says: 'D to 2025; a part without a date', consents: denied(IN_2025), answer: OPPOSED },
    {
      says: 'B for a code that the goal carries',
      consents: [permitFor({ code: [concept('urn:life-area', 'home')] })],
      part: goal('goal', { category: [concept('urn:life-area', 'home')] }),
      answer: CONSENTED,
    },
    {
      says: 'B for a code that it does not carry',
      consents: [permitFor({ code: [concept('urn:life-area', 'home')] })],
      answer: NO_CONSENT,
    },
    {
      says: 'B, but not what is labelled R; labelled R',
      consents: [permitFor({ provision: [{ type: 'deny', securityLabel: [label] }] })],
      part: restricted,
      answer: OPPOSED,
    },
    {
      says: 'B, but not what is labelled R; not labelled',
      consents: [permitFor({ provision: [{ type: 'deny', securityLabel: [label] }] })],
      answer: CONSENTED,
    },
    ...['COC', 'TREAT', 'CAREMGT'].map(
      (code): Case => ({ says: `B for the purpose ${code}`, consents: [permitFor(reason(code))], answer: CONSENTED }),
    ),
    ...['HRESCH', 'BTG', 'HPAYMT'].map(
      (code): Case => ({ says: `B for the purpose ${code}`, consents: [permitFor(reason(code))], answer: NO_CONSENT }),
    ),
    { says: 'D to research', consents: denied(reason('HRESCH')), answer: CONSENTED },
    { says: 'B to disclose', consents: [permitFor(action('disclose'))], answer: CONSENTED },
    { says: 'B to collect', consents: [permitFor(action('collect'))], answer: NO_CONSENT },
    { says: 'D to correcting', consents: denied(action('correct')), answer: CONSENTED },
  ],
};
