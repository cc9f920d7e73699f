import { describe, expect, test } from '@jest/globals';
import type { Consent } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { decide } from '../../src/consent/decide.ts';
import { consentKind } from '../../src/consent/kind.ts';
import { publication } from '../../src/consent/publication.ts';
import {
  AT,
  publication as consentC,
  FJORDVIK,
  opposition,
  partsOfEveryKind,
  recordWith,
  STORE,
} from '../record/fixtures.ts';
import { anyConsent } from './random-consents.ts';

const SEED = Number(process.env['SEED'] ?? 20_261_127);
const RUNS = { seed: SEED, numRuns: 1_000 };

const someConsents = fc
  .integer({ min: 0, max: 4 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => anyConsent(`consent-${index}`))));
const recordOf = (consents: readonly Consent[]) =>
  recordWith([...Object.values(partsOfEveryKind()), ...consents], { owner: FJORDVIK });
/** What goes to the store, by `Type/id`, but for the news that something of hers has ended. */
const sent = (consents: readonly Consent[]): readonly string[] => {
  const record = recordOf(consents);
  return [...record.parts].flatMap(([key, part]) => {
    const { effect, reason } = decide(record, part, STORE, 'coordination', AT);
    return effect === 'permit' && reason !== 'notice' ? [key] : [];
  });
};

describe(`what goes to a national store (invariant I2; seed ${SEED})`, () => {
  test('nothing without a consent C that is active', () => {
    fc.assert(
      fc.property(someConsents, (consents) => {
        const others = consents.filter((one) => consentKind(one) !== 'publish' || one.status !== 'active');
        expect(sent(others)).toEqual([]);
        expect(publication(recordOf(others), STORE, AT)).toBe('refused');
      }),
      RUNS,
    );
  });

  test('nothing where she opposes it, whatever else she has said', () => {
    fc.assert(
      fc.property(someConsents, (consents) => {
        const all = [...consents, consentC({ id: 'c' }), opposition(STORE, { id: 'd' })];
        expect(sent(all)).toEqual([]);
        expect(publication(recordOf(all), STORE, AT)).toBe('refused');
      }),
      RUNS,
    );
  });

  test('no consent and no team ever, and where anything goes she lets the store keep her plan', () => {
    let permitted = 0;
    fc.assert(
      fc.property(someConsents, (consents) => {
        const keys = sent([...consents, consentC({ id: 'c' })]);
        expect(keys.filter((key) => /^(?:Consent|CareTeam|RelatedPerson|Communication)\//u.test(key))).toEqual(
          keys.filter((key) => key === 'Communication/minutes'),
        );
        if (keys.length === 0) return;
        permitted += 1;
        expect(publication(recordOf([...consents, consentC({ id: 'c' })]), STORE, AT)).toBe('permitted');
      }),
      RUNS,
    );
    expect(permitted).toBeGreaterThan(100);
  });
});
