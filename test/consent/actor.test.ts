import { describe, expect, test } from '@jest/globals';
import type { Consent, Reference } from '@medplum/fhirtypes';
import { decide } from '../../src/consent/decide.ts';
import {
  AT,
  access,
  actor,
  COORDINATING_UNIT,
  FJORDVIK,
  goal,
  NAV,
  opposition,
  organization,
  organizationByNumber,
  partIn,
  recordWith,
  roleAt,
  TRUST,
} from '../record/fixtures.ts';

const DIRECTORY = [
  organization('fjordvik', FJORDVIK.organization),
  organization('coordinating-unit', COORDINATING_UNIT, 'fjordvik'),
  organization('office', undefined, 'coordinating-unit'),
  organization('trust', TRUST.organization),
  roleAt('coordinator', 'coordinating-unit'),
  { resourceType: 'HealthcareService', id: 'service', providedBy: { reference: 'Organization/office' } } as const,
];

const for_ = (type: 'permit' | 'deny', ...references: readonly Reference[]): Consent =>
  (type === 'permit' ? access : opposition)(undefined, { provision: { type, actor: references.map(actor) } });

function answer(recipient: typeof FJORDVIK, ...consents: readonly Consent[]): string {
  const part = goal();
  const record = recordWith([part, ...consents], { directory: DIRECTORY });
  return decide(record, partIn(record, part), recipient, 'coordination', AT).reason;
}

/** Ways in which a consent can name Fjordvik kommune. */
const SPELLINGS: readonly (readonly [string, Reference])[] = [
  ['its organization number', organizationByNumber(FJORDVIK.organization)],
  ['its entry in the directory', { reference: 'Organization/fjordvik' }],
  ['a version of its entry', { reference: 'Organization/fjordvik/_history/3' }],
];

/** Ways in which a consent can name a part of Fjordvik kommune. */
const UNITS: readonly (readonly [string, Reference])[] = [
  ['a unit that is part of it', { reference: 'Organization/coordinating-unit' }],
  ['a unit of a unit', { reference: 'Organization/office' }],
  ['someone in a role there', { reference: 'PractitionerRole/coordinator' }],
  ['a service that it provides', { reference: 'HealthcareService/service' }],
];

describe('the actor of a consent', () => {
  test.each(SPELLINGS)('named by %s, is permitted and nobody else is', (_, reference) => {
    expect(answer(FJORDVIK, for_('permit', reference))).toBe('consented');
    expect(answer(TRUST, for_('permit', reference))).toBe('no-consent');
    expect(answer(NAV, for_('permit', reference))).toBe('no-consent');
  });

  test.each(UNITS)('named by %s, permits the unit and not the whole', (_, reference) => {
    expect(answer(FJORDVIK, for_('permit', reference))).toBe('no-consent');
    expect(answer({ ...FJORDVIK, organization: COORDINATING_UNIT }, for_('permit', reference))).toBe('consented');
  });

  test('that is named in another role than the recipient’s permits nobody', () => {
    const custodian = { role: { coding: [{ code: 'CST' }] }, reference: organizationByNumber(TRUST.organization) };
    expect(answer(TRUST, access(undefined, { provision: { type: 'permit', actor: [custodian] } }))).toBe('no-consent');
  });

  test.each([...SPELLINGS, ...UNITS])('named by %s, is denied and nobody else is', (_, reference) => {
    const everyone = access(undefined, { id: 'everyone' });
    expect(answer(FJORDVIK, everyone, for_('deny', reference))).toBe('opposed');
    expect(answer(TRUST, everyone, for_('deny', reference))).toBe('consented');
  });

  test('may be one of several', () => {
    const both = for_('permit', organizationByNumber(NAV.organization), { reference: 'Organization/trust' });
    expect(answer(NAV, both)).toBe('consented');
    expect(answer(TRUST, both)).toBe('consented');
    expect(answer(FJORDVIK, both)).toBe('no-consent');
  });

  test.each<readonly [string, Reference]>([
    ['an entry that is not in the directory', { reference: 'Organization/unknown' }],
    ['a name only', { display: 'Fjordvik kommune' }],
    [
      'a number of another kind',
      { identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.102', value: FJORDVIK.organization } },
    ],
    ['a person', { reference: 'Patient/ingrid' }],
  ])('named by %s, permits nobody', (_, reference) => {
    for (const recipient of [FJORDVIK, TRUST, NAV])
      expect(answer(recipient, for_('permit', reference))).toBe('no-consent');
  });

  test('named by the municipality, does not permit one of its units that stands alone', () => {
    const unit = { ...FJORDVIK, organization: COORDINATING_UNIT };
    expect(answer(unit, for_('permit', { reference: 'Organization/fjordvik' }))).toBe('no-consent');
  });

  test('is found although units are part of each other in a circle', () => {
    const circle = [organization('a', undefined, 'b'), organization('b', TRUST.organization, 'a')];
    const part = goal();
    const record = recordWith([part, for_('permit', { reference: 'Organization/a' })], { directory: circle });
    expect(decide(record, partIn(record, part), TRUST, 'coordination', AT).reason).toBe('consented');
  });
});
