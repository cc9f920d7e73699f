import { expect, test } from '@jest/globals';
import type { Consent } from '@medplum/fhirtypes';
import { consentFindings } from '../../src/consent/consent-findings.ts';
import {
  AT,
  access,
  concept,
  opposition,
  patient,
  planMade,
  provisionFor,
  recordWith,
  TRUST,
} from '../record/fixtures.ts';

const MOTHER: Partial<Consent> = { performer: [{ reference: 'RelatedPerson/leila' }] };
const HER: Partial<Consent> = { performer: [{ reference: 'Patient/ingrid' }] };
const OPT_IN = { policyRule: concept('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'OPTIN') };

const rules = (consent: Consent, birthDate = '1986-03-14', at = AT): readonly string[] =>
  consentFindings(recordWith([patient({ birthDate }), consent]), at).map(({ rule, path, severity }) => {
    expect(severity).toBe('warning');
    return `${rule} ${path}`;
  });

test.each<readonly [string, Consent, string | undefined, string]>([
  ['an untyped root that no policy explains', access(TRUST, { provision: {} }), undefined, 'consent-provision-type'],
  [
    'an untyped nested provision',
    access(TRUST, { ...OPT_IN, provision: { provision: [{}] } }),
    undefined,
    'consent-provision-type',
  ],
  ['a relative for an adult', access(TRUST, MOTHER), undefined, 'consent-capacity-decision'],
  ['a child for herself', access(TRUST, HER), '2015-01-01', 'consent-given-by-child'],
  ['a parent before she was 16, long ago', planMade(MOTHER), '2010-09-01', 'consent-lapsed-with-age'],
])('%s', (_, consent, birthDate, rule) => {
  const at = '2027-03-01T00:00:00.000Z';
  const element = rule === 'consent-provision-type' ? 'provision' : 'performer';
  expect(rules(consent, birthDate, at)).toEqual([`${rule} Consent.where(id = '${consent.id}').${element}`]);
});

test.each<readonly [string, Consent, string | undefined]>([
  ['a permit that she gave', access(TRUST, HER), undefined],
  [
    'an opt-in',
    access(TRUST, { ...HER, ...OPT_IN, provision: { provision: [provisionFor('permit', TRUST)] } }),
    undefined,
  ],
  ['a parent for a child', access(TRUST, MOTHER), '2018-01-01'],
  ['an opposition, whoever made it', opposition(TRUST, MOTHER), undefined],
  ['a consent that is over', access(TRUST, { ...MOTHER, status: 'inactive' }), undefined],
])('nothing about %s', (_, consent, birthDate) => {
  expect(rules(consent, birthDate)).toEqual([]);
});
