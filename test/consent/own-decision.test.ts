import { describe, expect, test } from '@jest/globals';
import type { Consent } from '@medplum/fhirtypes';
import { isNotHers } from '../../src/consent/own-decision.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { AT, access, opposition, patient, planMade, recordWith, TRUST } from '../record/fixtures.ts';

const byHer = [{ reference: 'Patient/ingrid' }];
const byMother = [{ reference: 'RelatedPerson/mother' }];
const decided = {
  extension: [{ url: SAMPLAN.capacityDecision, valueReference: { reference: 'DocumentReference/decision' } }],
};
/** She is so old on the day of the question. */
const BORN = {
  11: '2015-01-01',
  13: '2013-01-01',
  15: '2010-11-23',
  16: '2010-11-22',
  40: '1986-01-01',
  unknown: undefined,
} as const;

describe('who decides what a person decides by herself', () => {
  const yes = access(TRUST, { performer: byHer } as Partial<Consent>);
  const no = opposition(TRUST, { performer: byHer } as Partial<Consent>);
  const rejected = planMade({ status: 'rejected', performer: byHer } as Partial<Consent>);
  const mothers = access(TRUST, { id: 'mothers', performer: byMother } as Partial<Consent>);
  const mothersNo = opposition(TRUST, { id: 'mothers-no', performer: byMother } as Partial<Consent>);
  const forHer = access(undefined, { id: 'for-her', performer: byMother, ...decided } as Partial<Consent>);
  test.each<[string, keyof typeof BORN, Consent, boolean, readonly Consent[], ReturnType<typeof isNotHers>]>([
    ['a yes at 11', 11, yes, false, [], 'parents'],
    ['a yes at 13', 13, yes, false, [], 'parents'],
    ['a yes on the last day before 16', 15, yes, false, [], 'parents'],
    ['a yes at 16', 16, yes, false, [], undefined],
    ['a yes at 40', 40, yes, false, [], undefined],
    ['a yes where the birth date is not known', 'unknown', yes, false, [], undefined],
    ['a no at 11', 11, no, false, [], undefined],
    ['a refused plan at 13', 13, rejected, false, [], undefined],
    ['a yes where another decides for her', 40, yes, false, [forHer], 'another'],
    [
      'a yes where another did, and the decision is over',
      40,
      yes,
      false,
      [{ ...forHer, status: 'inactive' }],
      undefined,
    ],
    ['a no where another decides for her', 40, no, false, [forHer], undefined],
    ['the end of what she said, at 13', 13, yes, true, [yes], undefined],
    ['the end of her no, at 13', 13, no, true, [no], undefined],
    ['the end of what her mother said, at 13', 13, mothers, true, [mothers], 'parents'],
    ['the end of what her mother said, at 16', 16, mothers, true, [mothers], undefined],
    ['the end of her mother’s no, at 13', 13, mothersNo, true, [mothersNo], 'parents'],
    ['the end of what another decided for her', 40, forHer, true, [forHer], 'another'],
    [
      'the end of what nobody says who gave, at 40',
      40,
      { ...mothers, performer: undefined } as unknown as Consent,
      true,
      [],
      undefined,
    ],
    [
      'the end of what nobody says who gave, at 13',
      13,
      { ...mothers, performer: undefined } as unknown as Consent,
      true,
      [],
      'parents',
    ],
  ])('%s', (_name, age, consent, isWithdrawn, there, expected) => {
    const birthDate = BORN[age];
    const record = recordWith([patient(birthDate === undefined ? {} : { birthDate }), ...there]);
    expect(isNotHers(record, consent, isWithdrawn, AT)).toBe(expected);
  });
});
