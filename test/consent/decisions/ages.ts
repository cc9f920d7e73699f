import type { Consent } from '@medplum/fhirtypes';
import { SAMPLAN } from '../../../src/record/systems.ts';
import { access, opposition, TRUST, team } from '../../record/fixtures.ts';
import { type Chapter, CONSENTED, OPPOSED, OPT_OUT } from './case.ts';

const givenBy = (reference: string): Partial<Consent> => ({
  performer: [{ reference: reference as 'Patient/ingrid' }],
});
const HER = givenBy('Patient/ingrid');
const MOTHER = givenBy('RelatedPerson/leila');
const CHILD_WELFARE = givenBy('Organization/child-welfare');
const DECIDED = {
  extension: [{ url: SAMPLAN.capacityDecision, valueReference: { reference: 'DocumentReference/decision' } }],
};
const NOT_TOLD = { meta: { security: [{ system: 'urn:oid:2.16.578.1.12.4.1.1.9603', code: 'NORN_FORANS' }] } };
const by = (...more: readonly Partial<Consent>[]): readonly Consent[] => [access(TRUST, Object.assign({}, ...more))];
const given = (dateTime: string): Partial<Consent> => ({ dateTime });
const LAPSED = 'deny: consent-not-in-force (pbrl § 4-3)';

/** Sixteen, eighteen and twelve on 19 November 2026, three days before the table is read. */
const SIXTEEN = { birthDate: '2010-11-19' };
const EIGHTEEN = { birthDate: '2008-11-19' };
const TWELVE = { birthDate: '2014-11-19' };

export const AGES: Chapter = {
  title: 'Ages',
  text: 'On 22 November 2026. With B for the recipient that a parent gave before the birthday, unless told. The shipped table has 30 days of grace at 16 and 18; at 12 a new consent is owed and the old one goes on.',
  cases: [
    { says: 'she turned 16 three days ago', consents: by(MOTHER), ...SIXTEEN, answer: CONSENTED },
    {
      says: 'the last moment of the days of grace',
      consents: by(MOTHER),
      ...SIXTEEN,
      at: '2026-12-18T22:59:59.999Z',
      answer: CONSENTED,
    },
    { says: 'a moment later', consents: by(MOTHER), ...SIXTEEN, at: '2026-12-18T23:00:00.000Z', answer: LAPSED },
    {
      says: 'a moment later; about the team',
      consents: by(MOTHER),
      part: team(),
      ...SIXTEEN,
      at: '2026-12-18T23:00:00.000Z',
      answer: OPT_OUT,
    },
    {
      says: 'child welfare gave it, the days of grace are over',
      consents: by(CHILD_WELFARE),
      ...SIXTEEN,
      at: '2027-01-01T00:00:00.000Z',
      answer: LAPSED,
    },
    {
      says: 'nobody says who gave it, the days of grace are over',
      consents: by(),
      ...SIXTEEN,
      at: '2027-01-01T00:00:00.000Z',
      answer: LAPSED,
    },
    {
      says: 'she gave it herself at 16, the days of grace are over',
      consents: by(HER, given('2026-11-20')),
      ...SIXTEEN,
      at: '2027-01-01T00:00:00.000Z',
      answer: CONSENTED,
    },
    {
      says: 'she gave it herself on her birthday',
      consents: by(HER, given('2026-11-19')),
      ...SIXTEEN,
      answer: CONSENTED,
    },
    {
      says: 'a parent opposed it, the days of grace are over: a no holds',
      consents: [...by(HER, given('2026-11-20')), opposition(TRUST, MOTHER)],
      ...SIXTEEN,
      at: '2027-01-01T00:00:00.000Z',
      answer: OPPOSED,
    },
    { says: 'she turned 12 three days ago', consents: by(MOTHER), ...TWELVE, answer: CONSENTED },
    {
      says: 'she turned 12 long ago, and is not 16',
      consents: by(MOTHER),
      ...TWELVE,
      at: '2030-01-01T00:00:00.000Z',
      answer: CONSENTED,
    },
    {
      says: 'she turned 18 three days ago; given at 17 with a capacity decision',
      consents: by(MOTHER, DECIDED),
      ...EIGHTEEN,
      answer: CONSENTED,
    },
    {
      says: 'as before, the days of grace are over',
      consents: by(MOTHER, DECIDED),
      ...EIGHTEEN,
      at: '2026-12-18T23:00:00.000Z',
      answer: LAPSED,
    },
  ],
};

export const BY_OTHERS: Chapter = {
  title: 'Who gave it',
  text: 'Consent.performer and verification. With B for the recipient of 28 August 2026.',
  cases: [
    { says: 'herself at 40', consents: by(HER), birthDate: '1986-03-14', answer: CONSENTED },
    { says: 'nobody is named, she is 40', consents: by(), birthDate: '1986-03-14', answer: CONSENTED },
    { says: 'a relative, she is 40', consents: by(MOTHER), birthDate: '1986-03-14', answer: LAPSED },
    {
      says: 'a relative with a capacity decision, she is 40',
      consents: by(MOTHER, DECIDED),
      birthDate: '1986-03-14',
      answer: CONSENTED,
    },
    { says: 'a parent, she is 17', consents: by(MOTHER), birthDate: '2009-03-14', answer: LAPSED },
    {
      says: 'a parent with a capacity decision, she is 17',
      consents: by(MOTHER, DECIDED),
      birthDate: '2009-03-14',
      answer: CONSENTED,
    },
    { says: 'a parent, she is 14', consents: by(MOTHER), birthDate: '2012-03-14', answer: CONSENTED },
    { says: 'herself at 14', consents: by(HER), birthDate: '2012-03-14', answer: LAPSED },
    {
      says: 'herself at 14, in what parents are not told',
      consents: by(HER, NOT_TOLD),
      birthDate: '2012-03-14',
      answer: CONSENTED,
    },
    {
      says: 'herself at 11, in what parents are not told',
      consents: by(HER, NOT_TOLD),
      birthDate: '2015-03-14',
      answer: LAPSED,
    },
    { says: 'a parent, she is 8', consents: by(MOTHER), birthDate: '2018-03-14', answer: CONSENTED },
    { says: 'a relative, her age is not known', consents: by(MOTHER), answer: LAPSED },
    {
      says: 'herself, a flag of another system that is not verified',
      consents: by(HER, { verification: [{ verified: false }] }),
      answer: LAPSED,
    },
    {
      says: 'herself, a flag of another system that is verified',
      consents: by(HER, { verification: [{ verified: true }] }),
      answer: CONSENTED,
    },
  ],
};
