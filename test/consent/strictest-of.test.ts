import { expect, test } from '@jest/globals';
import type { Consent, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { decide } from '../../src/consent/decide.ts';
import { consentKind } from '../../src/consent/kind.ts';
import { strictestOf } from '../../src/consent/strictest-of.ts';
import { keyOf, type PlanRecord, recordOf } from '../../src/record/record.ts';
import {
  AT,
  access,
  FJORDVIK,
  GRANLI,
  goal,
  measure,
  NAV,
  patient,
  plan,
  provisionFor,
  TRUST,
  team,
} from '../record/fixtures.ts';
import { anyConsent } from './random-consents.ts';

const { SEED = '20261128', RUNS = '300' } = process.env;
const PARTS: readonly Resource[] = [patient(), team(), plan(), goal(), measure()];
/** Now, within the periods that end, and after all of them. */
const MOMENTS = [AT, '2026-12-25T10:00:00.000Z', '2027-08-01T10:00:00.000Z'];

function recordOfConsents(consents: readonly Consent[]): PlanRecord {
  const parts = PARTS.map((resource) => ({ resource, owner: '310606014' }));
  const said = consents.map((resource) => ({ resource, owner: FJORDVIK.organization }));
  return recordOf('ingrid', [...parts, ...said], new Map());
}

/** Whoever sees whatever by these consents, now or later. */
function sights(consents: readonly Consent[]): readonly string[] {
  const record = recordOfConsents(consents);
  const parts = [...record.parts.values()].filter(({ kind }) => kind !== 'consent');
  return [TRUST, NAV, GRANLI].flatMap((to) =>
    MOMENTS.flatMap((at) =>
      parts.flatMap((part) => {
        const { effect, reason } = decide(record, part, to, 'coordination', at);
        return effect === 'permit' && reason !== 'notice' ? [`${to.name} ${keyOf(part.resource)} ${at}`] : [];
      }),
    ),
  );
}

const nobody = recordOfConsents([]);

test('of two texts that are the same, that text stands', () => {
  fc.assert(
    fc.property(anyConsent('one'), (consent) => {
      expect(strictestOf(consent, consent, nobody)).toEqual(consent);
    }),
    { seed: Number(SEED), numRuns: Number(RUNS) },
  );
});

test('what stands of two texts lets nobody see what either of them does not, whatever else she consented to', () => {
  let seen = 0;
  fc.assert(
    fc.property(
      anyConsent('one'),
      anyConsent('two').map((other) => ({ ...other, id: 'one' })),
      anyConsent('three'),
      (owners, others, third) => {
        fc.pre(consentKind(owners) === consentKind(others));
        const now = sights([strictestOf(owners, others, nobody), third]);
        seen += now.length;
        for (const one of [owners, others]) {
          const known = new Set(sights([one, third]));
          expect(now.filter((sight) => !known.has(sight)).slice(0, 3)).toEqual([]);
        }
      },
    ),
    { seed: Number(SEED), numRuns: Number(RUNS) },
  );
  expect(seen).toBeGreaterThan(0);
});

test('the shorter time, the fewer recipients, the end: whoever says it', () => {
  const long = access(TRUST, { provision: provisionFor('permit', TRUST, { end: '2027-12-31' }) });
  const short = access(TRUST, { provision: provisionFor('permit', TRUST, { end: '2026-12-31' }) });
  for (const [owners, others] of [
    [long, short],
    [short, long],
  ] as const)
    expect(strictestOf(owners, others, nobody).provision?.period?.end).toBe('2026-12-31');
  expect(strictestOf(long, { ...long, status: 'inactive' }, nobody).status).toBe('inactive');
});

test('where each permits another it permits nobody', () => {
  const [one, other] = [access(TRUST), { ...access(NAV), id: access(TRUST).id ?? '' }];
  expect(sights([one]).filter((sight) => sight.startsWith(TRUST.name))).not.toEqual([]);
  expect(strictestOf(one, other, nobody).status).toBe('proposed');
});
