import { describe, expect, test } from '@jest/globals';
import type { Consent, ConsentProvision } from '@medplum/fhirtypes';
import { permitsMore, stricterOf } from '../../src/consent/permits-more.ts';
import { written } from '../../src/consent/written.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import {
  access,
  actor,
  concept,
  NAV,
  opposition,
  organizationByNumber,
  planMade,
  provisionFor,
  recordWith,
  TRUST,
} from '../record/fixtures.ts';

const RECORD = recordWith([]);
const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const OPT_IN = { policyRule: concept('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'OPTIN') };

const ofType = (...codes: readonly string[]) =>
  codes.map((code) => ({ system: 'http://hl7.org/fhir/resource-types', code }));
const permit = provisionFor('permit', TRUST);
const noMeasures: ConsentProvision = { type: 'deny', class: ofType('ServiceRequest') };
const toTrustAndNav = [TRUST, NAV].map(({ organization }) => actor(organizationByNumber(organization)));
const b = (provision: ConsentProvision | undefined, more: Partial<Consent> = {}): Consent => {
  const { provision: _, ...consent } = access(TRUST, more);
  return provision ? { ...consent, provision } : consent;
};
const until = (end: string): Consent => b({ ...permit, period: { start: '2026-09-01', end } });
const denying = b({ ...permit, provision: [noMeasures] });
const ofNobodyKnown = b({
  ...permit,
  actor: [...toTrustAndNav, actor({ display: 'Somebody' })],
  provision: [noMeasures],
});
const nestedIn = (type: 'deny', ...provision: ConsentProvision[]): Consent => b({ type, provision });
const btg = [{ system: ACT_REASON, code: 'BTG' }];

type Case = readonly [name: string, before: Consent, after: Consent];

const LESS: readonly Case[] = [
  ['it is withdrawn', b(permit), b(permit, { status: 'inactive' })],
  ['it is refused', b(permit, { status: 'proposed' }), b(permit, { status: 'rejected' })],
  ['it was an error', b(permit), b(permit, { status: 'entered-in-error' })],
  ['it is withdrawn, with what it denies', denying, { ...denying, status: 'inactive' }],
  ['it ends earlier', until('2026-12-31'), until('2026-11-30')],
  ['it ends at all', b(permit), until('2026-12-31')],
  ['one of two recipients is taken out', b({ ...permit, actor: toTrustAndNav }), b(permit)],
  ['it is for one instead of everyone', b({ type: 'permit' }), b(permit)],
  ['it is for one kind only', b(permit), b({ ...permit, class: ofType('Goal') })],
  [
    'one kind of two is taken out',
    b({ ...permit, class: ofType('Goal', 'CarePlan') }),
    b({ ...permit, class: ofType('Goal') }),
  ],
  ['a denial is added', b(permit), denying],
  ['a denial reaches further', denying, b({ ...permit, provision: [{ type: 'deny' }] })],
  ['a permit is turned to a denial', b(permit), b(provisionFor('deny', TRUST))],
  [
    'an exception that permits is taken out',
    nestedIn('deny', permit, provisionFor('permit', NAV)),
    nestedIn('deny', permit),
  ],
  [
    'a nested permit ends earlier',
    nestedIn('deny', permit),
    nestedIn('deny', { ...permit, period: { end: '2026-11-30' } }),
  ],
  ['all that permits is taken out', b(permit), b(undefined)],
  [
    'its verification is taken back',
    b(permit, { verification: [{ verified: true }] }),
    b(permit, { verification: [{ verified: false }] }),
  ],
  ['it turns out to be a flag', b(permit), b(permit, { verification: [{ verified: false }] })],
  ['the person opposes what she did not', opposition(TRUST, { status: 'inactive' }), opposition(TRUST)],
  ['an opposition is against everyone', opposition(TRUST), opposition(undefined)],
  ['a plan is not wanted any more', planMade(), planMade({ status: 'inactive' })],
  [
    'it is spelled otherwise',
    b({ provision: [permit] }, OPT_IN),
    written(b({ provision: [permit] }, OPT_IN)) as Consent,
  ],
  [
    'it has another narrative and identifier',
    b(permit),
    b(permit, { text: { status: 'generated', div: '<div/>' }, identifier: [{ value: '1' }] }),
  ],
];

const MORE: readonly Case[] = [
  ['it is taken up again', b(permit, { status: 'inactive' }), b(permit)],
  ['it comes into force', b(permit, { status: 'proposed' }), b(permit)],
  ['a refusal was an error', b(permit, { status: 'rejected' }), b(permit, { status: 'entered-in-error' })],
  ['it ends later', until('2026-11-30'), until('2026-12-31')],
  ['it ends no more', until('2026-11-30'), b(permit)],
  ['it begins earlier', until('2026-11-30'), b({ ...permit, period: { start: '2026-08-01', end: '2026-11-30' } })],
  ['another recipient is added', b(permit), b({ ...permit, actor: toTrustAndNav })],
  ['it is for everyone', b(permit), b({ type: 'permit' })],
  [
    'another kind is added',
    b({ ...permit, class: ofType('Goal') }),
    b({ ...permit, class: ofType('Goal', 'CarePlan') }),
  ],
  ['it is for every kind', b({ ...permit, class: ofType('Goal') }), b(permit)],
  ['a denial is taken out', denying, b(permit)],
  [
    'a denial reaches less far',
    denying,
    b({ ...permit, provision: [{ ...noMeasures, period: { end: '2026-11-30' } }] }),
  ],
  ['what denies ends earlier', denying, b({ ...permit, period: { end: '2026-11-30' }, provision: [noMeasures] })],
  ['what denies was an error', denying, { ...denying, status: 'entered-in-error' }],
  ['it ends, and whom it denies can’t be told', ofNobodyKnown, { ...ofNobodyKnown, status: 'inactive' }],
  [
    'it ends, and names emergencies',
    b({ ...permit, provision: [{ ...noMeasures, purpose: btg }] }),
    b({ ...permit, provision: [{ ...noMeasures, purpose: btg }] }, { status: 'inactive' }),
  ],
  ['a denial is turned to a permit', b(provisionFor('deny', TRUST)), b(permit)],
  ['a denial gets an exception', nestedIn('deny', permit), nestedIn('deny', permit, provisionFor('permit', NAV))],
  ['an untyped root gets a type', b({ actor: toTrustAndNav }), b({ type: 'permit', actor: toTrustAndNav })],
  [
    'its policy turns to opt-out',
    b({ actor: toTrustAndNav }, OPT_IN),
    b({ actor: toTrustAndNav }, { policyRule: concept('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'OPTOUT') }),
  ],
  [
    'a flag is verified',
    b(permit, { verification: [{ verified: false }] }),
    b(permit, { verification: [{ verified: false }, { verified: true }] }),
  ],
  ['a flag is none any more', b(permit, { verification: [{ verified: false }] }), b(permit)],
  ['an opposition is lifted', opposition(TRUST), opposition(TRUST, { status: 'inactive' })],
  ['an opposition is against one only', opposition(undefined), opposition(TRUST)],
  [
    'an opposition becomes a consent',
    opposition(TRUST),
    opposition(TRUST, { category: [concept(SAMPLAN.consentKind, 'access')] }),
  ],
  [
    'an opposition becomes one that the gate derived',
    opposition(TRUST),
    opposition(TRUST, { meta: { tag: [{ system: SAMPLAN.origin, code: 'derived' }] } }),
  ],
  ['a plan is wanted after all', planMade({ status: 'inactive' }), planMade()],
  ['it was given by somebody else', b(permit), b(permit, { performer: [{ reference: 'RelatedPerson/1' }] })],
  ['it was given later', b(permit), b(permit, { dateTime: '2026-11-20' })],
  [
    'it is about what parents are not told',
    b(permit),
    b(permit, { meta: { security: [{ system: 'urn:oid:2.16.578.1.12.4.1.1.9603', code: 'NORN_FORANS' }] } }),
  ],
  [
    'it says something that nobody here knows',
    b(permit),
    { ...b(permit), extension: [{ url: 'http://example.org/x', valueBoolean: true }] },
  ],
];

describe('a Consent, edited, permits no more', () => {
  test.each(LESS)('where %s', (_, before, after) => {
    expect(permitsMore(before, after, RECORD)).toBe(false);
  });
});

describe('a Consent, edited, might permit more', () => {
  test.each(MORE)('where %s', (_, before, after) => {
    expect(permitsMore(before, after, RECORD)).toBe(true);
  });
});

describe('of two texts the stricter', () => {
  test.each<readonly [string, Consent, Consent, ReturnType<typeof stricterOf>]>([
    ['is what came', until('2026-12-31'), until('2026-11-30'), 'incoming'],
    ['is what is there', until('2026-11-30'), until('2026-12-31'), 'present'],
    ['is neither', b(permit), b(provisionFor('permit', NAV)), 'neither'],
    ['is none where they say the same', b(permit), b(permit, { language: 'nb' }), undefined],
  ])('%s', (_, present, incoming, stricter) => {
    expect(stricterOf(present, incoming, RECORD)).toBe(stricter);
  });
});
