import { describe, expect, test } from '@jest/globals';
import type { Consent, Resource } from '@medplum/fhirtypes';
import { type Decision, decide } from '../../src/consent/decide.ts';
import { deriveDenials } from '../../src/consent/derive-denials.ts';
import type { Party } from '../../src/consent/party.ts';
import {
  AT,
  access,
  conflictTaskAbout,
  FJORDVIK,
  GRANLI,
  NAV,
  opposition,
  partIn,
  partsOfEveryKind,
  planMade,
  provisionFor,
  publication,
  recordWith,
  TRUST,
} from '../record/fixtures.ts';

/** Kinds that hold the plan itself (hpl § 22), and kinds that a health service gets by opt-out (hpl § 25, § 45). */
const PLAN_KINDS = ['plan', 'sub-plan', 'goal', 'measure', 'need', 'meeting', 'minutes', 'document'] as const;
const COORDINATION_KINDS = ['person', 'team', 'relative', 'need-report'] as const;

type Kind = (typeof PLAN_KINDS)[number] | (typeof COORDINATION_KINDS)[number];

const RECIPIENTS = [FJORDVIK, TRUST, NAV];

function reasons(consents: readonly Consent[], recipient: Party, owner: Party): Readonly<Record<Kind, string>> {
  const parts = partsOfEveryKind();
  const record = recordWith([...Object.values(parts), ...consents], { owner });
  const reason = (resource: Resource): string => {
    const { effect, reason } = decide(record, partIn(record, resource), recipient, 'coordination', AT);
    return `${effect}: ${reason}`;
  };
  return Object.fromEntries(Object.entries(parts).map(([kind, resource]) => [kind, reason(resource)])) as Record<
    Kind,
    string
  >;
}

function forAll(kinds: readonly Kind[], answer: string): Partial<Record<Kind, string>> {
  return Object.fromEntries(kinds.map((kind) => [kind, answer]));
}

const ALL: readonly Kind[] = [...COORDINATION_KINDS, ...PLAN_KINDS];

/** What each regime gives of parts that others own. */
const REGIMES = {
  'nothing but what health services share by opt-out': ({ sector }: Party) => ({
    ...forAll(PLAN_KINDS, 'deny: no-consent'),
    ...forAll(COORDINATION_KINDS, sector === 'other' ? 'deny: no-consent' : 'permit: opt-out-regime'),
  }),
  everything: () => forAll(ALL, 'permit: consented'),
  nothing: () => forAll(ALL, 'deny: opposed'),
  'nothing, but for whose withdrawal it is': () => ({ ...forAll(ALL, 'deny: opposed'), person: 'permit: notice' }),
} as const;

type Regime = keyof typeof REGIMES;

/** A recipient is never the one who holds the other consent. */
const another = (recipient: Party): Party => (recipient === TRUST ? FJORDVIK : TRUST);
const running = { start: '2026-11-01', end: '2026-11-30' };
const over = { start: '2025-11-22', end: '2026-11-21' };
const toCome = { start: '2026-11-23' };

/** Withdrawal or refusal as the gate keeps it: with the denial that follows from it. */
function withDenial(consents: readonly Consent[]): readonly Consent[] {
  const denials = deriveDenials(recordWith([]), recordWith(consents), AT, () => 'derived');
  expect(denials).toHaveLength(1);
  return [...consents, ...denials];
}

const NOTICE = 'nothing, but for whose withdrawal it is';
const OPT_OUT = 'nothing but what health services share by opt-out';

const SITUATIONS: readonly (readonly [string, (to: Party) => readonly Consent[], Regime])[] = [
  ['no consent', () => [], OPT_OUT],
  ['only consent A, that a plan is made', () => [planMade()], OPT_OUT],
  ['only consent C, publication', () => [publication()], OPT_OUT],
  ['B for it', (to) => [access(to)], 'everything'],
  ['B for everyone', () => [access(undefined)], 'everything'],
  ['B for another', (to) => [access(another(to))], OPT_OUT],
  ['B for it, running', (to) => [access(to, { provision: provisionFor('permit', to, running) })], 'everything'],
  ['B for it, expired yesterday', (to) => [access(to, { provision: provisionFor('permit', to, over) })], OPT_OUT],
  ['B for it, from tomorrow', (to) => [access(to, { provision: provisionFor('permit', to, toCome) })], OPT_OUT],
  [
    'B for it expired, and renewed',
    (to) => [access(to, { provision: provisionFor('permit', to, over) }), access(to, { id: 'renewed' })],
    'everything',
  ],
  ['B for it, still a draft', (to) => [access(to, { status: 'draft' })], OPT_OUT],
  ['B for it, proposed', (to) => [access(to, { status: 'proposed' })], OPT_OUT],
  ['B for it, entered in error', (to) => [access(to, { status: 'entered-in-error' })], OPT_OUT],
  ['B for it, withdrawn', (to) => withDenial([access(to, { status: 'inactive' })]), NOTICE],
  ['B for it, refused', (to) => withDenial([access(to, { status: 'rejected' })]), NOTICE],
  ['B for another, withdrawn', (to) => withDenial([access(another(to), { status: 'inactive' })]), OPT_OUT],
  [
    'B for it withdrawn at one place and in force at another',
    (to) => [access(to, { id: 'in-force' }), ...withDenial([access(to, { status: 'inactive' })])],
    NOTICE,
  ],
  ['an opposition to it', (to) => [opposition(to)], 'nothing'],
  ['an opposition to all', () => [opposition(undefined)], 'nothing'],
  ['an opposition to another', (to) => [opposition(another(to))], OPT_OUT],
  [
    'an opposition to it, running',
    (to) => [opposition(to, { provision: provisionFor('deny', to, running) })],
    'nothing',
  ],
  ['an opposition to it, over', (to) => [opposition(to, { provision: provisionFor('deny', to, over) })], OPT_OUT],
  [
    'an opposition to it, from tomorrow',
    (to) => [opposition(to, { provision: provisionFor('deny', to, toCome) })],
    OPT_OUT,
  ],
  ['an opposition to it that was lifted', (to) => [opposition(to, { status: 'inactive' })], OPT_OUT],
  ['B for it and an opposition to it', (to) => [access(to), opposition(to)], 'nothing'],
  ['B for it and an opposition to all', (to) => [access(to), opposition(undefined)], 'nothing'],
  ['B for everyone and an opposition to it', (to) => [access(undefined), opposition(to)], 'nothing'],
  ['B for it and an opposition to another', (to) => [access(to), opposition(another(to))], 'everything'],
  [
    'B for it and an opposition to it that is over',
    (to) => [access(to), opposition(to, { provision: provisionFor('deny', to, over) })],
    'everything',
  ],
  [
    'two consents B, one that permits it and one that denies it',
    (to) => [access(to), access(to, { id: 'denied', provision: provisionFor('deny', to) })],
    'nothing',
  ],
];

describe('decide, about parts that others own', () => {
  for (const [situation, consents, regime] of SITUATIONS) {
    test.each(RECIPIENTS)(`with ${situation}, $sector gets ${regime}`, (recipient) => {
      expect(reasons(consents(recipient), recipient, GRANLI)).toEqual(REGIMES[regime](recipient));
    });
  }

  test.each(RECIPIENTS)('a withdrawn B alone gives $sector nothing of the plan', (recipient) => {
    for (const status of ['inactive', 'rejected'] as const) {
      expect(reasons([access(recipient, { status })], recipient, GRANLI)).toMatchObject(
        forAll(PLAN_KINDS, 'deny: no-consent'),
      );
    }
  });

  test('the order in which consents came decides nothing', () => {
    const consents = [access(TRUST), opposition(TRUST), planMade()];
    expect(reasons(consents, TRUST, GRANLI)).toEqual(reasons([...consents].reverse(), TRUST, GRANLI));
  });
});

describe('decide, about parts the recipient owns', () => {
  const OWN: readonly (readonly [string, (to: Party) => readonly Consent[], string])[] = [
    ['no consent', () => [], 'permit: own-part'],
    ['B for it', (to) => [access(to)], 'permit: own-part'],
    ['B expired', (to) => [access(to, { provision: provisionFor('permit', to, over) })], 'permit: own-part'],
    ['an opposition to another', (to) => [opposition(another(to))], 'permit: own-part'],
    ['an opposition to it', (to) => [opposition(to)], 'deny: opposed'],
    ['an opposition to all', () => [opposition(undefined)], 'deny: opposed'],
  ];

  for (const [situation, consents, answer] of OWN) {
    test.each(RECIPIENTS)(`with ${situation}, $sector is answered ${answer}`, (recipient) => {
      expect(reasons(consents(recipient), recipient, recipient)).toEqual(forAll(ALL, answer));
    });
  }
});

describe('decide, about parts the recipient owns, when B is withdrawn', () => {
  test.each(RECIPIENTS)('$sector is told whose withdrawal it is, and nothing else', (recipient) => {
    const consents = withDenial([access(recipient, { status: 'inactive' })]);
    expect(reasons(consents, recipient, recipient)).toEqual(REGIMES[NOTICE]());
  });
});

describe('decide, about conflicts', () => {
  test.each(RECIPIENTS)('a conflict never goes to $sector, be it the owner and permitted', (recipient) => {
    const task = conflictTaskAbout('Goal/goal', ['description', 'text'], recipient);
    for (const owner of [recipient, GRANLI]) {
      const record = recordWith([task, access(recipient), access(undefined, { id: 'all' })], { owner });
      const decision = decide(record, partIn(record, task), recipient, 'coordination', AT);
      expect(decision).toMatchObject({ effect: 'deny', reason: 'not-for-recipients' });
    }
  });
});

describe('decide, about the legal basis', () => {
  const decisionOn = (kind: Kind, consents: readonly Consent[], owner: Party = GRANLI): Decision => {
    const resource = partsOfEveryKind()[kind];
    const record = recordWith([resource, ...consents], { owner });
    return decide(record, partIn(record, resource), TRUST, 'coordination', AT);
  };

  test.each<readonly [string, Decision, string]>([
    ['an opposition', decisionOn('goal', [opposition(TRUST)]), 'pbrl § 5-3'],
    ['consent', decisionOn('goal', [access(TRUST)]), 'hpl § 22'],
    ['the lack of consent', decisionOn('goal', []), 'hpl § 22'],
    ['opt-out', decisionOn('team', []), 'hpl § 25'],
  ])('%s names its section', (_, decision, section) => {
    expect(decision.legalBasis).toBe(section);
  });
});
