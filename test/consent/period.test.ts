import { describe, expect, test } from '@jest/globals';
import type { Consent, Period } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { decide, nextChange } from '../../src/consent/decide.ts';
import { policyFor } from '../../src/consent/policy.ts';
import { covers } from '../../src/record/period.ts';
import { access, goal, opposition, partIn, patient, provisionFor, recordWith, TRUST } from '../record/fixtures.ts';

function isPermitted(consents: readonly Consent[], at: string): boolean {
  const part = goal();
  const record = recordWith([part, ...consents]);
  return decide(record, partIn(record, part), TRUST, 'coordination', at).effect === 'permit';
}

const permitDuring = (period: Period): Consent => access(TRUST, { provision: provisionFor('permit', TRUST, period) });
const denyDuring = (period: Period): Consent => opposition(TRUST, { provision: provisionFor('deny', TRUST, period) });

const justBefore = (instant: string): string => new Date(Date.parse(instant) - 1).toISOString();

/** Last moment of the last day in Norway: one hour ahead of UTC in winter, two in summer. */
const ENDS: readonly (readonly [string, string, string])[] = [
  ['a day in winter', '2026-11-21', '2026-11-21T23:00:00.000Z'],
  ['a day in summer', '2026-07-31', '2026-07-31T22:00:00.000Z'],
  ['the day before summer time begins', '2026-03-28', '2026-03-28T23:00:00.000Z'],
  ['the day summer time begins', '2026-03-29', '2026-03-29T22:00:00.000Z'],
  ['the day before summer time ends', '2026-10-24', '2026-10-24T22:00:00.000Z'],
  ['the day summer time ends', '2026-10-25', '2026-10-25T23:00:00.000Z'],
  ['the last day of a year', '2026-12-31', '2026-12-31T23:00:00.000Z'],
  ['a month', '2026-03', '2026-03-31T22:00:00.000Z'],
  ['a month of thirty days', '2026-11', '2026-11-30T23:00:00.000Z'],
  ['February', '2026-02', '2026-02-28T23:00:00.000Z'],
  ['February in a leap year', '2028-02', '2028-02-29T23:00:00.000Z'],
  ['December', '2026-12', '2026-12-31T23:00:00.000Z'],
  ['a year', '2026', '2026-12-31T23:00:00.000Z'],
];

const STARTS: readonly (readonly [string, string, string])[] = [
  ['a day in winter', '2026-11-22', '2026-11-21T23:00:00.000Z'],
  ['a day in summer', '2026-07-01', '2026-06-30T22:00:00.000Z'],
  ['the day summer time begins', '2026-03-29', '2026-03-28T23:00:00.000Z'],
  ['the day summer time ends', '2026-10-25', '2026-10-24T22:00:00.000Z'],
  ['a month', '2026-07', '2026-06-30T22:00:00.000Z'],
  ['a year', '2026', '2025-12-31T23:00:00.000Z'],
  ['an instant with an offset', '2026-11-22T11:00:00+01:00', '2026-11-22T10:00:00.000Z'],
  ['an instant in UTC', '2026-11-22T10:00:00Z', '2026-11-22T10:00:00.000Z'],
];

describe('the period of a consent', () => {
  test.each(ENDS)('that ends with %s (%s) is over at midnight in Norway', (_, end, midnight) => {
    expect(isPermitted([permitDuring({ end })], justBefore(midnight))).toBe(true);
    expect(isPermitted([permitDuring({ end })], midnight)).toBe(false);
  });

  test.each(ENDS)('of an opposition that ends with %s (%s) gives way to a permit at midnight', (_, end, midnight) => {
    expect(isPermitted([access(TRUST), denyDuring({ end })], justBefore(midnight))).toBe(false);
    expect(isPermitted([access(TRUST), denyDuring({ end })], midnight)).toBe(true);
  });

  test.each(STARTS)('that starts with %s (%s) begins then, not before', (_, start, moment) => {
    expect(isPermitted([permitDuring({ start })], justBefore(moment))).toBe(false);
    expect(isPermitted([permitDuring({ start })], moment)).toBe(true);
  });

  test('that ends at an instant lasts until then, whatever offset it is written with', () => {
    for (const end of ['2026-11-22T11:00:00+01:00', '2026-11-22T10:00:00Z', '2026-11-22T05:00:00.000-05:00']) {
      expect(isPermitted([permitDuring({ end })], '2026-11-22T09:59:59.999Z')).toBe(true);
      expect(isPermitted([permitDuring({ end })], '2026-11-22T10:00:01.000Z')).toBe(false);
    }
  });

  test('covers everything where it says nothing', () => {
    expect(covers(undefined, '2026-11-22T10:00:00.000Z')).toBe(true);
    expect(covers({}, '1900-01-01T00:00:00.000Z')).toBe(true);
  });
});

describe('the next change', () => {
  const at = '2026-11-22T10:00:00.000Z';

  test('is the nearest start or end to come, also inside nested provisions', () => {
    const nested: Consent = access(TRUST, {
      id: 'nested',
      provision: { type: 'deny', provision: [provisionFor('permit', TRUST, { start: '2026-11-24' })] },
    });
    const record = (...consents: Consent[]) => recordWith(consents);
    expect(nextChange(record(permitDuring({ start: '2026-01-01', end: '2026-12-31' })), at)).toBe(
      '2026-12-31T23:00:00.000Z',
    );
    expect(nextChange(record(permitDuring({ end: '2026-12-31' }), nested), at)).toBe('2026-11-23T23:00:00.000Z');
  });

  test('is not to come when every boundary lies behind', () => {
    expect(nextChange(recordWith([permitDuring({ start: '2025', end: '2026-11-21' })]), at)).toBeUndefined();
    expect(nextChange(recordWith([access(TRUST)]), at)).toBeUndefined();
  });

  const date = fc
    .date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
    .map((day) => day.toISOString());
  const boundary = fc.tuple(date, fc.constantFrom(4, 7, 10, 24)).map(([text, length]) => text.slice(0, length));
  const period = fc.record({ start: boundary, end: boundary }, { requiredKeys: [] });

  test('never comes too late: until then every answer stays as it is', () => {
    fc.assert(
      fc.property(period, period, date, fc.nat(), (permit, deny, now, later) => {
        const consents = [permitDuring(permit), denyDuring(deny)];
        const end = Date.parse(nextChange(recordWith(consents), now) ?? '2030-01-01T00:00:00.000Z');
        const between = new Date(Date.parse(now) + (later % (end - Date.parse(now)))).toISOString();
        expect(isPermitted(consents, between)).toBe(isPermitted(consents, now));
      }),
      { numRuns: 500 },
    );
  });

  const child = fc.integer({ min: 0, max: 700 }).map((days) => day(2010, days));
  const day = (year: number, days: number): string => new Date(Date.UTC(year, 0, 1 + days)).toISOString().slice(0, 10);
  const row = fc.record({
    from: fc.integer({ min: 0, max: 700 }).map((days) => day(2026, days)),
    regime: fc.constantFrom('nothing' as const, 'opt-in' as const),
  });

  test('nor later than a birthday’s days of grace, or a row of the policy', () => {
    fc.assert(
      fc.property(child, row, date, fc.nat(), (birthDate, { from, regime }, now, later) => {
        const given: Partial<Consent> = { dateTime: '2025-12-01', performer: [{ reference: 'RelatedPerson/leila' }] };
        const record = recordWith([patient({ birthDate }), goal(), access(TRUST, given)]);
        const rows = [{ sectors: ['specialist'], kinds: ['goal'], regime, basis: 'avtalen', from } as const];
        const policy = policyFor({ policy: rows, graceDays: {} }, 'any');
        const answer = (at: string): string =>
          decide(record, partIn(record, goal()), { ...TRUST, policy }, 'coordination', at).reason;
        const end = Date.parse(nextChange(record, now, policy) ?? '2030-01-01T00:00:00.000Z');
        const between = new Date(Date.parse(now) + (later % (end - Date.parse(now)))).toISOString();
        expect(answer(between)).toBe(answer(now));
      }),
      { numRuns: 500 },
    );
  });
});
