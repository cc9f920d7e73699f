import type { Consent, ConsentProvision } from '@medplum/fhirtypes';
import {
  access,
  actor,
  concept,
  FJORDVIK,
  goal,
  measure,
  NAV,
  opposition,
  organizationByNumber,
  provisionFor,
  TRUST,
} from '../../record/fixtures.ts';
import { type Chapter, CONSENTED, NO_CONSENT, OPPOSED, permitFor } from './case.ts';

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const OPT_IN = { policyRule: concept(ACT_CODE, 'OPTIN') };
const OPT_OUT = { policyRule: concept(ACT_CODE, 'OPTOUT') };
const NORWAY = concept('http://hl7.no/fhir/CodeSystem/no-basis-legal-formality-or-basis', 'PBRL5-3');
const GOALS = [{ system: 'http://hl7.org/fhir/resource-types', code: 'Goal' }];
const MEASURES = [{ system: 'http://hl7.org/fhir/resource-types', code: 'ServiceRequest' }];
const forTrust: ConsentProvision = { actor: [actor(organizationByNumber(TRUST.organization))] };
const spelled = (provision: ConsentProvision, more: Partial<Consent> = {}): Consent =>
  access(TRUST, { provision, ...more });

export const DEEPEST: Chapter = {
  title: 'Within one Consent the deepest match, across Consents any denial',
  text: 'Nested provisions are exceptions to what they are nested in.',
  cases: [
    {
      says: 'permit, but not goals',
      consents: [permitFor({ provision: [{ type: 'deny', class: GOALS }] })],
      answer: OPPOSED,
    },
    {
      says: 'permit, but not goals; about a measure',
      consents: [permitFor({ provision: [{ type: 'deny', class: GOALS }] })],
      part: measure(),
      answer: CONSENTED,
    },
    {
      says: 'permit, not goals, but this goal',
      consents: [
        permitFor({
          provision: [
            {
              type: 'deny',
              class: GOALS,
              provision: [{ type: 'permit', data: [{ meaning: 'instance', reference: { reference: 'Goal/goal' } }] }],
            },
          ],
        }),
      ],
      answer: CONSENTED,
    },
    {
      says: 'a denial of measures, with an exception for all: it permits nothing outside of it',
      consents: [spelled({ type: 'deny', class: MEASURES, provision: [provisionFor('permit', TRUST)] })],
      answer: NO_CONSENT,
    },
    {
      says: 'two that permit, one that denies',
      consents: [
        access(TRUST),
        access(undefined, { id: 'all' }),
        access(TRUST, { id: 'no', provision: provisionFor('deny', TRUST) }),
      ],
      answer: OPPOSED,
    },
    { says: 'D lifted', consents: [access(TRUST), opposition(TRUST, { status: 'inactive' })], answer: CONSENTED },
  ],
};

export const SPELLINGS: Chapter = {
  title: 'Three spellings',
  text: 'All are read; what is written here has a typed root.',
  cases: [
    { says: 'IHE PCF: root permit', consents: [spelled({ type: 'permit', ...forTrust })], answer: CONSENTED },
    {
      says: 'IHE PCF: root deny with a nested permit',
      consents: [spelled({ type: 'deny', provision: [provisionFor('permit', TRUST)] })],
      answer: CONSENTED,
    },
    {
      says: 'OPTIN with a nested permit',
      consents: [spelled({ provision: [provisionFor('permit', TRUST)] }, OPT_IN)],
      answer: CONSENTED,
    },
    {
      says: 'OPTIN with a nested permit for another',
      consents: [spelled({ provision: [provisionFor('permit', NAV)] }, OPT_IN)],
      answer: NO_CONSENT,
    },
    {
      says: 'OPTOUT with a nested denial',
      consents: [spelled({ provision: [provisionFor('deny', TRUST)] }, OPT_OUT)],
      answer: OPPOSED,
    },
    {
      says: 'OPTOUT with a nested denial of another',
      consents: [spelled({ provision: [provisionFor('deny', NAV)] }, OPT_OUT)],
      answer: CONSENTED,
    },
    {
      says: 'HL7 Norway: PBRL5-3, typed deny',
      consents: [
        access(TRUST, { id: 'b' }),
        opposition(TRUST, { category: [concept('http://loinc.org', '59284-0')], policyRule: NORWAY }),
      ],
      answer: OPPOSED,
    },
    {
      says: 'HL7 Norway: PBRL5-3, no type',
      consents: [
        access(TRUST, { id: 'b' }),
        opposition(TRUST, {
          category: [concept('http://loinc.org', '59284-0')],
          policyRule: NORWAY,
          provision: forTrust,
        }),
      ],
      answer: OPPOSED,
    },
    { says: 'root without a type, and no policy that explains it', consents: [spelled(forTrust)], answer: NO_CONSENT },
    {
      says: 'root permit, nested without a type',
      consents: [spelled({ type: 'permit', provision: [forTrust] })],
      answer: OPPOSED,
    },
    {
      says: 'no provision at all',
      consents: [{ ...access(TRUST), provision: undefined } as unknown as Consent],
      answer: NO_CONSENT,
    },
  ],
};

const END = { period: { start: '2026-11-01', end: '2026-11-22' } };

export const PERIODS: Chapter = {
  title: 'Until when',
  text: 'A day ends at midnight in Norway. With B for the recipient until 22 November 2026.',
  cases: [
    {
      says: 'the day before it begins',
      consents: [permitFor(END)],
      at: '2026-10-31T22:59:59.999Z',
      answer: NO_CONSENT,
    },
    {
      says: 'at midnight when it begins',
      consents: [permitFor(END)],
      at: '2026-10-31T23:00:00.000Z',
      answer: CONSENTED,
    },
    {
      says: 'the last moment of its last day',
      consents: [permitFor(END)],
      at: '2026-11-22T22:59:59.999Z',
      answer: CONSENTED,
    },
    { says: 'a moment later', consents: [permitFor(END)], at: '2026-11-22T23:00:00.000Z', answer: NO_CONSENT },
    {
      says: 'a moment later; about its own part',
      consents: [permitFor(END)],
      owner: TRUST,
      at: '2026-11-22T23:00:00.000Z',
      answer: 'permit: own-part (hpl § 39)',
    },
    {
      says: 'D for the same days, a moment later, with another B',
      consents: [access(TRUST), opposition(TRUST, { provision: { ...provisionFor('deny', TRUST), ...END } })],
      part: goal(),
      at: '2026-11-22T23:00:00.000Z',
      answer: CONSENTED,
    },
    {
      says: 'a nested permit that is over, in a permit for all others',
      consents: [permitFor({ provision: [{ ...provisionFor('deny', FJORDVIK), ...END }] })],
      who: TRUST,
      at: '2026-11-22T23:00:00.000Z',
      answer: CONSENTED,
    },
  ],
};
