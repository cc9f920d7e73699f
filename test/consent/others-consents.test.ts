import { expect, test } from '@jest/globals';
import type { Consent, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { decide } from '../../src/consent/decide.ts';
import { mayChange } from '../../src/consent/may-change.ts';
import type { Party } from '../../src/consent/party.ts';
import { stricterOf } from '../../src/consent/permits-more.ts';
import { whatFollows } from '../../src/consent/what-follows.ts';
import { mayEnd } from '../../src/record/ending.ts';
import { putBack } from '../../src/record/put-back.ts';
import { keyOf, type PlanRecord, recordOf } from '../../src/record/record.ts';
import { withParts } from '../../src/record/with-parts.ts';
import { AT, FJORDVIK, GRANLI, goal, measure, minutes, NAV, patient, plan, TRUST, team } from '../record/fixtures.ts';
import { anyConsent, anyEdit } from './random-consents.ts';

const { SEED = '20261122', RUNS = '300' } = process.env;
const options = { seed: Number(SEED), numRuns: Number(RUNS) };

const LABEL = { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' };
const PARTS: readonly Resource[] = [
  patient(),
  team(),
  plan(),
  goal(),
  goal('labelled', { meta: { security: [LABEL] }, startDate: '2026-06-10' }),
  measure('measure', { occurrenceDateTime: '2026-06-10' }),
  minutes('minutes', { sent: '2026-06-10' }),
];
const SCHOOL: Party = { name: 'Fjordvik skole', organization: '310605018', sector: 'other' };
const RECIPIENTS = [TRUST, NAV, GRANLI, SCHOOL];
/** Now, within the periods that end, and after all of them. */
const MOMENTS = [AT, '2026-12-25T10:00:00.000Z', '2027-01-15T10:00:00.000Z', '2027-08-01T10:00:00.000Z'];

/** Parts of Granli kommune, and consents that Fjordvik kommune registered. */
function recordOfConsents(consents: readonly Consent[]): PlanRecord {
  const parts = PARTS.map((resource) => ({ resource, owner: '310606014' }));
  return recordOf(
    'ingrid',
    [...parts, ...consents.map((resource) => ({ resource, owner: FJORDVIK.organization }))],
    new Map(),
  );
}

/** What becomes of the record when a partner gives back its Consents edited, as an exchange does it. */
function edited(before: PlanRecord, by: Party, texts: readonly (readonly [Consent, Consent])[]) {
  const put = putBack(
    before,
    texts.map(([held, theirs]) => ({ theirs, echoed: held, sent: held })),
    {
      partner: by.name,
      mayChange: mayChange(before, by.organization),
      mayEnd: (part, ending) => mayEnd(before, part, ending, by.organization, AT),
    },
  );
  const merged = withParts(before, put.changed.values(), by.organization);
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `derived-${ids}`;
  };
  const following = whatFollows(before, merged, AT, newId, { by: by.organization, knows: () => true });
  return { put, after: withParts(merged, following, by.organization) };
}

/** Whoever sees whatever, now or later, by sending or in an emergency; that a consent ended is told without content. */
function sights(record: PlanRecord): readonly string[] {
  const parts = [...record.parts.values()].filter(({ kind }) => kind !== 'consent' && kind !== 'notice');
  return RECIPIENTS.flatMap((to) =>
    MOMENTS.flatMap((at) =>
      (['coordination', 'emergency'] as const).flatMap((purpose) =>
        parts.flatMap((part) => {
          const { effect, reason } = decide(record, part, to, purpose, at);
          return effect === 'permit' && reason !== 'notice'
            ? [`${to.name} ${keyOf(part.resource)} ${purpose} ${at}`]
            : [];
        }),
      ),
    ),
  );
}

const world = fc.record({
  consent: anyConsent('one'),
  others: fc.tuple(anyConsent('two'), anyConsent('three')),
  edit: anyEdit,
});

test('no edit of another’s Consent lets anybody see more, whatever else she consented to', () => {
  let taken = 0;
  let left = 0;
  fc.assert(
    fc.property(world, ({ consent, others, edit }) => {
      const before = recordOfConsents([consent, ...others]);
      const { put, after } = edited(before, TRUST, [[consent, edit(consent)]]);
      taken += put.changed.size;
      left += put.proposals.length;
      const known = new Set(sights(before));
      expect(
        sights(after)
          .filter((one) => !known.has(one))
          .slice(0, 3),
      ).toEqual([]);
    }),
    options,
  );
  // Neither is everything let in nor everything held back.
  expect([taken > options.numRuns / 20, left > options.numRuns / 20]).toEqual([true, true]);
});

test('nor do several edits of several Consents at once', () => {
  fc.assert(
    fc.property(world, anyEdit, ({ consent, others: [second, third], edit }, other) => {
      const before = recordOfConsents([consent, second, third]);
      const texts = [
        [consent, edit(consent)],
        [second, other(second)],
      ] as const;
      const known = new Set(sights(before));
      expect(
        sights(edited(before, TRUST, texts).after)
          .filter((one) => !known.has(one))
          .slice(0, 3),
      ).toEqual([]);
    }),
    options,
  );
});

test('its owner edits it as it likes', () => {
  fc.assert(
    fc.property(world, ({ consent, edit }) => {
      const theirs = edit(consent);
      const { put } = edited(recordOfConsents([consent]), FJORDVIK, [[consent, theirs]]);
      expect(put.proposals).toEqual([]);
      // The order of a list is no edit.
      const now = put.changed.get(keyOf(consent)) ?? consent;
      expect(stricterOf(now, theirs, recordOfConsents([]))).toBeUndefined();
    }),
    options,
  );
});
