import { describe, expect, test } from '@jest/globals';
import type { Consent, ConsentProvision } from '@medplum/fhirtypes';
import { decide } from '../../src/consent/decide.ts';
import { consentKind } from '../../src/consent/kind.ts';
import type { Party } from '../../src/consent/party.ts';
import { organizationsNamed } from '../../src/consent/provision.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import {
  AT,
  access,
  actor,
  concept,
  FJORDVIK,
  goal,
  NAV,
  opposition,
  organizationByNumber,
  partIn,
  provisionFor,
  recordWith,
  TRUST,
} from '../record/fixtures.ts';

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const HL7_NORWAY = 'http://hl7.no/fhir/CodeSystem/no-basis-legal-formality-or-basis';

const OPT_IN = { policyRule: concept(ACT_CODE, 'OPTIN') };
const OPT_OUT = { policyRule: concept(ACT_CODE, 'OPTOUT') };

/** What comes of these consents for a goal that somebody else owns. */
function answer(recipient: Party, ...consents: readonly Consent[]): string {
  const part = goal();
  const record = recordWith([part, ...consents]);
  return decide(record, partIn(record, part), recipient, 'coordination', AT).reason;
}

const nest = (type: 'permit' | 'deny' | undefined, ...nested: ConsentProvision[]): ConsentProvision => ({
  ...(type ? { type } : {}),
  provision: nested,
});

const permitted = (party: Party): ConsentProvision => provisionFor('permit', party);
const denied = (party: Party): ConsentProvision => provisionFor('deny', party);
const untyped = (party: Party): ConsentProvision => ({
  actor: [actor(organizationByNumber(party.organization))],
});

/** HL7 Norway's withdrawal profile: category LOINC 59284-0, policyRule PBRL5-3 (HL7Norway/Consent). */
function norwegianDenial(provision: ConsentProvision): Consent {
  return opposition(undefined, {
    category: [concept('http://loinc.org', '59284-0')],
    policyRule: concept(HL7_NORWAY, 'PBRL5-3'),
    provision,
  });
}

const hidden = { [TRUST.name]: 'opposed', [NAV.name]: 'no-consent' };
const shown = { [TRUST.name]: 'consented', [NAV.name]: 'no-consent' };
const silent = { [TRUST.name]: 'no-consent', [NAV.name]: 'no-consent' };

describe('spellings of a provision', () => {
  test.each<readonly [string, Consent, Readonly<Record<string, string>>]>([
    ['a root that permits an actor (IHE PCF)', access(TRUST), shown],
    ['a root that denies an actor', access(TRUST, { provision: denied(TRUST) }), hidden],
    ['opt-in with a nested permit', access(TRUST, { ...OPT_IN, provision: nest(undefined, permitted(TRUST)) }), shown],
    ['opt-in without any', access(TRUST, { ...OPT_IN, provision: {} }), silent],
    [
      'a typed root that denies, with a nested permit',
      access(TRUST, { provision: nest('deny', permitted(TRUST)) }),
      shown,
    ],
    [
      'opt-out with a nested deny',
      access(TRUST, { ...OPT_OUT, provision: nest(undefined, denied(TRUST)) }),
      { [TRUST.name]: 'opposed', [NAV.name]: 'consented' },
    ],
    [
      'opt-out without any',
      access(TRUST, { ...OPT_OUT, provision: {} }),
      { [TRUST.name]: 'consented', [NAV.name]: 'consented' },
    ],
    [
      'a root that permits all, with a nested deny',
      access(TRUST, { provision: nest('permit', denied(TRUST)) }),
      { [TRUST.name]: 'opposed', [NAV.name]: 'consented' },
    ],
    [
      'a root that permits all, with an untyped nested provision',
      access(TRUST, { provision: nest('permit', untyped(TRUST)) }),
      { [TRUST.name]: 'opposed', [NAV.name]: 'consented' },
    ],
    ['HL7 Norway: deny an actor', norwegianDenial(denied(TRUST)), hidden],
    ['HL7 Norway: deny all', norwegianDenial({ type: 'deny' }), { [TRUST.name]: 'opposed', [NAV.name]: 'opposed' }],
    ['HL7 Norway: untyped root', norwegianDenial(untyped(TRUST)), hidden],
    ['an untyped root under a policy that tells nothing', access(TRUST, { provision: untyped(TRUST) }), silent],
    ['an untyped nested provision', access(TRUST, { ...OPT_IN, provision: nest(undefined, untyped(TRUST)) }), hidden],
  ])('%s', (_, consent, expected) => {
    for (const recipient of [TRUST, NAV])
      expect([recipient.name, answer(recipient, consent)]).toEqual([recipient.name, expected[recipient.name]]);
  });

  test('a Consent without a provision permits nothing', () => {
    const { provision: _, ...bare } = access(TRUST);
    expect(answer(TRUST, bare)).toBe('no-consent');
  });

  test('an untyped root with no policyRule at all permits nothing', () => {
    const { policyRule: _, ...bare } = access(TRUST, { provision: untyped(TRUST) });
    expect(answer(TRUST, bare)).toBe('no-consent');
  });

  test('an opt-in for one silences nobody else: a permit of their own still holds', () => {
    const optIn = access(NAV, { id: 'opt-in', ...OPT_IN, provision: nest(undefined, permitted(NAV)) });
    expect(answer(TRUST, optIn, access(TRUST))).toBe('consented');
    expect(answer(NAV, optIn, access(TRUST))).toBe('consented');
  });
});

describe('nested provisions', () => {
  test('the deepest that covers the recipient wins', () => {
    const provision = nest('permit', { ...nest('deny', permitted(TRUST)) });
    expect(answer(TRUST, access(undefined, { provision }))).toBe('consented');
    expect(answer(FJORDVIK, access(undefined, { provision }))).not.toBe('consented');
  });

  test('of two that cover the recipient, the deny wins, whichever comes first', () => {
    for (const nested of [
      [permitted(TRUST), denied(TRUST)],
      [denied(TRUST), permitted(TRUST)],
    ]) {
      expect(answer(TRUST, access(undefined, { provision: nest('deny', ...nested) }))).toBe('opposed');
    }
  });

  test('count only in their own period', () => {
    const during = (end: string): Consent =>
      access(TRUST, { provision: nest('permit', provisionFor('deny', TRUST, { end })) });
    expect(answer(TRUST, during('2026-11-22'))).toBe('opposed');
    expect(answer(TRUST, during('2026-11-21'))).toBe('consented');
  });

  test('count only in the period of what they are nested in', () => {
    const during = (end: string): Consent =>
      access(TRUST, { provision: { period: { end }, ...nest('deny', permitted(TRUST)) } });
    expect(answer(TRUST, during('2026-11-22'))).toBe('consented');
    expect(answer(TRUST, during('2026-11-21'))).toBe('no-consent');
  });

  test('for another leave the recipient with the root', () => {
    expect(answer(NAV, access(undefined, { provision: nest('permit', denied(TRUST)) }))).toBe('consented');
  });
});

describe('organizations that a consent names', () => {
  test('are those of every provision, however deep', () => {
    const consent = access(FJORDVIK, {
      provision: { ...permitted(FJORDVIK), provision: [{ ...denied(TRUST), provision: [permitted(NAV)] }] },
    });
    expect([...organizationsNamed(consent, recordWith([]))].sort()).toEqual([
      FJORDVIK.organization,
      TRUST.organization,
      NAV.organization,
    ]);
  });

  test('are none where it is about everyone', () => {
    expect(organizationsNamed(access(undefined), recordWith([])).size).toBe(0);
  });
});

describe('the kind of a consent', () => {
  test.each(['plan-made', 'access', 'publish', 'opposition'] as const)('is what its category says: %s', (kind) => {
    const category = [concept('http://loinc.org', '59284-0'), concept(SAMPLAN.consentKind, kind)];
    expect(consentKind(access(TRUST, { category }))).toBe(kind);
  });

  test('is an opposition where HL7 Norway says PBRL5-3', () => {
    expect(consentKind(norwegianDenial({ type: 'deny' }))).toBe('opposition');
  });

  test('is none of ours where neither says so', () => {
    const category = [concept('http://loinc.org', '59284-0')];
    expect(consentKind(access(TRUST, { category }))).toBeUndefined();
    expect(answer(TRUST, access(TRUST, { category }))).toBe('no-consent');
  });

  test('is not told by the same code of another system', () => {
    expect(consentKind(access(TRUST, { category: [concept('http://example.org/kinds', 'access')] }))).toBeUndefined();
  });
});
