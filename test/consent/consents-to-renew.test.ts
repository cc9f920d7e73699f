import { describe, expect, test } from '@jest/globals';
import type { Consent } from '@medplum/fhirtypes';
import { consentsToRenew } from '../../src/consent/consents-to-renew.ts';
import { policyFor } from '../../src/consent/policy.ts';
import { AT, access, NAV, opposition, patient, planMade, publication, recordWith, TRUST } from '../record/fixtures.ts';

const givenBy = (reference: string, more: Partial<Consent> = {}): Partial<Consent> => ({
  performer: [{ reference: reference as 'Patient/ingrid' }],
  ...more,
});
const MOTHER = givenBy('RelatedPerson/leila');
const renewed = (birthDate: string | undefined, consents: readonly Consent[], at = AT) =>
  consentsToRenew(recordWith([patient(birthDate ? { birthDate } : {}), ...consents]), at);

describe('consents to renew', () => {
  test.each([
    [12, '2014-11-19', '2027-02-16T23:00:00.000Z', false],
    [16, '2010-11-19', '2026-12-18T23:00:00.000Z', true],
    [18, '2008-11-19', '2026-12-18T23:00:00.000Z', true],
  ] as const)('at %d, what a parent gave before, until the days of grace are over', (age, birthDate, until, lapses) => {
    const since = '2026-11-18T23:00:00.000Z';
    for (const consent of [access(TRUST, MOTHER), planMade(MOTHER), publication(MOTHER)]) {
      expect(renewed(birthDate, [consent])).toMatchObject([{ consent, age, since, until, lapses }]);
    }
  });

  test('not the day before the birthday, and from its first moment', () => {
    const consents = [access(TRUST, MOTHER)];
    expect(renewed('2010-11-19', consents, '2026-11-18T22:59:59.999Z')).toEqual([]);
    expect(renewed('2010-11-19', consents, '2026-11-18T23:00:00.000Z')).toHaveLength(1);
  });

  test('still owed when the days of grace are over', () => {
    expect(renewed('2010-11-19', [access(TRUST, MOTHER)], '2027-06-01T00:00:00.000Z')).toHaveLength(1);
  });

  test.each<readonly [string, readonly Consent[]]>([
    ['what she gave herself', [access(TRUST, givenBy('Patient/ingrid'))]],
    ['what others gave since', [access(TRUST, { ...MOTHER, dateTime: '2026-11-20' })]],
    ['an opposition', [opposition(TRUST, MOTHER)]],
    ['what is withdrawn', [access(TRUST, { ...MOTHER, status: 'inactive' })]],
    [
      'what she has given anew',
      [access(TRUST, MOTHER), access(TRUST, givenBy('Patient/ingrid', { id: 'new', dateTime: '2026-11-20' }))],
    ],
  ])('not %s', (_, consents) => {
    expect(renewed('2010-11-19', consents)).toEqual([]);
  });

  test('still, where she gave anew for another only', () => {
    const other = access(NAV, givenBy('Patient/ingrid', { id: 'new', dateTime: '2026-11-20' }));
    expect(renewed('2010-11-19', [access(TRUST, MOTHER), other])).toHaveLength(1);
  });

  test('not for an adult whose nearest gave it, nor where her age is not known', () => {
    expect(renewed('1986-03-14', [access(TRUST, MOTHER)])).toEqual([]);
    expect(renewed(undefined, [access(TRUST, MOTHER)])).toEqual([]);
  });

  test('by the days of grace that the configuration has', () => {
    const record = recordWith([patient({ birthDate: '2010-11-19' }), access(TRUST, MOTHER)]);
    const policy = policyFor({ policy: [], graceDays: { 16: 3 } }, 'any');
    expect(consentsToRenew(record, AT, policy)).toMatchObject([{ until: '2026-11-21T23:00:00.000Z' }]);
  });
});
