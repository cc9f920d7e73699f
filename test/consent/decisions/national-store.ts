import type { Party } from '../../../src/consent/party.ts';
import { policyFor } from '../../../src/consent/policy.ts';
import {
  access,
  condition,
  goal,
  NAV,
  needReport,
  opposition,
  patient,
  planMade,
  provisionFor,
  publication,
  STORE,
  TRUST,
  team,
} from '../../record/fixtures.ts';
import { type Case, type Chapter, OPPOSED } from './case.ts';

const PUBLISHED = 'permit: consented (pbrl § 4-1)';
const NOT_PUBLISHED = 'deny: no-consent (pbrl § 4-1)';
const OUTSIDE = 'deny: outside-agreement (pjl § 9)';
const NOT_FOR_IT = 'deny: not-for-recipients (pjl § 19)';

const goalsOnly = {
  provision: { type: 'permit' as const, class: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Goal' }] },
};
const allButGoals = {
  provision: { type: 'permit' as const, provision: [{ ...goalsOnly.provision, type: 'deny' as const }] },
};
const withoutNeeds: Party = {
  ...STORE,
  policy: policyFor(
    {
      policy: [{ sectors: ['national'], kinds: ['need'], regime: 'nothing', basis: 'avtalen punkt 2' }],
      graceDays: {},
    },
    'Avtale med lageret',
  ),
};

const CASES: readonly Omit<Case, 'who'>[] = [
  { says: 'nothing', answer: NOT_PUBLISHED },
  { says: 'nothing; about a part that came from there', owner: STORE, answer: NOT_PUBLISHED },
  { says: 'B for everyone', consents: [access(undefined)], answer: NOT_PUBLISHED },
  { says: 'B that names the store', consents: [access(STORE)], answer: NOT_PUBLISHED },
  { says: 'C', consents: [publication()], answer: PUBLISHED },
  { says: 'C; about who she is', consents: [publication()], part: patient(), answer: PUBLISHED },
  { says: 'nothing; about who she is', part: patient(), answer: NOT_PUBLISHED },
  { says: 'C; about the team', consents: [publication()], part: team(), answer: OUTSIDE },
  { says: 'C; about a need report', consents: [publication()], part: needReport(), answer: OUTSIDE },
  { says: 'C; about A', consents: [publication()], part: planMade(), answer: NOT_FOR_IT },
  { says: 'C; about C itself', part: publication(), answer: NOT_FOR_IT },
  { says: 'C withdrawn', consents: [publication({ status: 'inactive' })], answer: NOT_PUBLISHED },
  { says: 'C refused', consents: [publication({ status: 'rejected' })], answer: NOT_PUBLISHED },
  { says: 'C proposed', consents: [publication({ status: 'proposed' })], answer: NOT_PUBLISHED },
  {
    says: 'C, over since yesterday',
    consents: [publication({ provision: provisionFor('permit', undefined, { end: '2026-11-21' }) })],
    answer: NOT_PUBLISHED,
  },
  {
    says: 'C that names another store',
    consents: [publication({ provision: provisionFor('permit', TRUST) })],
    answer: NOT_PUBLISHED,
  },
  {
    says: 'C, by a relative of an adult',
    consents: [publication({ performer: [{ reference: 'RelatedPerson/leila' }] })],
    birthDate: '1968-03-14',
    answer: 'deny: consent-not-in-force (pbrl § 4-3)',
  },
  { says: 'C for goals', consents: [publication(goalsOnly)], answer: PUBLISHED },
  { says: 'C for goals; about a need', consents: [publication(goalsOnly)], part: condition(), answer: NOT_PUBLISHED },
  {
    says: 'C for all but goals; about who she is',
    consents: [publication(allButGoals)],
    part: patient(),
    answer: PUBLISHED,
  },
  { says: 'C for all but goals', consents: [publication(allButGoals)], answer: OPPOSED },
  { says: 'C, and D to all', consents: [publication(), opposition(undefined)], answer: OPPOSED },
  { says: 'C, and D to the store', consents: [publication(), opposition(STORE)], answer: OPPOSED },
  { says: 'C, and D to another', consents: [publication(), opposition(NAV)], answer: PUBLISHED },
  {
    says: 'C, and A withdrawn',
    consents: [publication(), planMade({ status: 'inactive' })],
    answer: 'deny: plan-withdrawn (pbrl § 4-1)',
  },
  {
    says: 'C; a part with label NORS',
    consents: [publication()],
    part: goal('goal', { meta: { security: [{ system: 'urn:oid:2.16.578.1.12.4.1.1.9603', code: 'NORS' }] } }),
    answer: 'deny: labelled (pjl § 17)',
  },
  {
    says: 'C; in an emergency',
    consents: [publication()],
    purpose: 'emergency',
    answer: 'deny: no-consent (hpl § 22)',
  },
];

export const NATIONAL_STORE: Chapter = {
  title: 'Publication in a national store',
  text: 'What a national store gets: with C only, of the person and the plan only, and never by a B. It owns nothing.',
  cases: [
    ...CASES.map((one): Case => ({ ...one, who: STORE })),
    {
      says: 'C; the agreement leaves needs out; about a need',
      consents: [publication()],
      part: condition(),
      who: withoutNeeds,
      answer: 'deny: outside-agreement (avtalen punkt 2)',
    },
    { says: 'C; about a goal, to a health trust', consents: [publication()], answer: 'deny: no-consent (hpl § 22)' },
  ],
};
