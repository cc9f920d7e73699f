import { describe, expect, test } from '@jest/globals';
import type { Consent } from '@medplum/fhirtypes';
import { decide } from '../../src/consent/decide.ts';
import { deriveDenials } from '../../src/consent/derive-denials.ts';
import type { Party } from '../../src/consent/party.ts';
import {
  AT,
  access,
  FJORDVIK,
  GRANLI,
  NAV,
  opposition,
  partIn,
  planMade,
  provisionFor,
  publication,
  recordWith,
  TRUST,
} from '../record/fixtures.ts';

/** A consent can itself disclose: who sees which (design: "each of these is a part with a visibility rule"). */
function answer(consent: Consent, recipient: Party, others: readonly Consent[] = [], owner: Party = GRANLI): string {
  const record = recordWith([consent, ...others], { owner });
  const { effect, reason } = decide(record, partIn(record, consent), recipient, 'coordination', AT);
  return `${effect}: ${reason}`;
}

const UNTOLD = 'deny: not-for-recipients';
const over = { end: '2026-11-21' };

describe('who sees a consent', () => {
  test.each<readonly [string, Consent, readonly Consent[], string]>([
    ['A, without B', planMade(), [], UNTOLD],
    ['A, with B for it', planMade(), [access(TRUST)], 'permit: consented'],
    ['A declined, without B', planMade({ status: 'rejected' }), [], UNTOLD],
    ['A, with B expired', planMade(), [access(TRUST, { provision: provisionFor('permit', TRUST, over) })], UNTOLD],
    ['A, with B for another', planMade(), [access(NAV)], UNTOLD],
    ['A, under an opposition', planMade(), [access(TRUST), opposition(TRUST)], 'deny: opposed'],
    ['B for it', access(TRUST), [], 'permit: consented'],
    ['B for it, under an opposition', access(TRUST), [opposition(TRUST)], 'deny: opposed'],
    ['B for another', access(NAV), [], UNTOLD],
    ['B for another, with B for it', access(NAV), [access(TRUST, { id: 'b' })], UNTOLD],
    ['B for another, withdrawn', access(NAV, { status: 'inactive' }), [access(TRUST, { id: 'b' })], UNTOLD],
    ['C, with B for it', publication(), [access(TRUST)], UNTOLD],
    ['D to it', opposition(TRUST), [access(TRUST)], 'deny: opposed'],
    ['D to another', opposition(NAV), [access(TRUST)], UNTOLD],
    ['D to it, lifted', opposition(TRUST, { status: 'inactive' }), [access(TRUST)], UNTOLD],
  ])('the trust and %s', (_, consent, others, expected) => {
    expect(answer(consent, TRUST, others)).toBe(expected);
  });

  test('an opposition is seen by its owner, when it names another', () => {
    expect(answer(opposition(NAV), TRUST, [], TRUST)).toBe('permit: own-part');
  });

  test('an opposition that names its owner is not given back to it', () => {
    expect(answer(opposition(TRUST), TRUST, [], TRUST)).toBe('deny: opposed');
  });
});

describe('the notice that a permit has ended', () => {
  const derived = (ended: Consent): readonly Consent[] =>
    deriveDenials(recordWith([]), recordWith([ended]), AT, () => 'derived');

  test.each(['inactive', 'rejected'] as const)('goes to the one it was about, past the denial (%s)', (status) => {
    for (const recipient of [FJORDVIK, TRUST, NAV]) {
      const ended = access(recipient, { status });
      expect(answer(ended, recipient, derived(ended))).toBe('permit: notice');
      expect(answer(ended, recipient, [opposition(recipient)])).toBe('permit: notice');
      expect(answer(ended, recipient, [opposition(undefined)])).toBe('permit: notice');
    }
  });

  test('goes to no one else', () => {
    const ended = access(TRUST, { status: 'inactive' });
    expect(answer(ended, NAV, derived(ended))).toBe(UNTOLD);
    expect(answer(ended, FJORDVIK, [access(FJORDVIK, { id: 'b' }), ...derived(ended)])).toBe(UNTOLD);
  });

  test('lets nothing else through, and the denial itself stays untold', () => {
    const ended = access(TRUST, { status: 'inactive' });
    const [denial] = derived(ended);
    expect(denial).toBeDefined();
    if (!denial) return;
    expect(answer(denial, TRUST, [ended])).toBe('deny: not-for-recipients');
    expect(answer(planMade(), TRUST, [ended, denial])).toBe('deny: opposed');
  });

  test.each(['draft', 'proposed', 'active', 'entered-in-error'] as const)(
    'is not made of a permit that is %s',
    (status) => {
      expect(answer(access(TRUST, { status }), TRUST, [opposition(TRUST)])).toBe('deny: opposed');
    },
  );

  test('is not made of a withdrawn plan-made consent', () => {
    expect(answer(planMade({ status: 'inactive' }), TRUST, [opposition(TRUST)])).toBe('deny: opposed');
  });
});
