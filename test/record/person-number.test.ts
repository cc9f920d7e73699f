import { describe, expect, test } from '@jest/globals';
import type { Patient } from '@medplum/fhirtypes';
import type { BusinessIdentifier } from '../../src/record/identity.ts';
import { numberFindings } from '../../src/record/number-findings.ts';
import { isSyntheticNumber, personNumber } from '../../src/record/person-number.ts';
import { canBeOne, isAnother } from '../../src/record/same-person.ts';
import { NATIONAL } from '../../src/record/systems.ts';
import { patient, relative } from './fixtures.ts';

const fnr = (value: string): BusinessIdentifier => ({ system: NATIONAL.birthNumber, value });
const dnr = (value: string): BusinessIdentifier => ({ system: NATIONAL.dNumber, value });

/** Synthetic (month + 80), with check digits that fit. */
const FNR = '14836830068';
const OTHER_FNR = '05895500275';

describe('the digits of a number', () => {
  test.each<readonly [string, BusinessIdentifier, ReturnType<typeof personNumber>]>([
    ['a fødselsnummer', fnr('14036812345'), { kind: 'birth-number', birthDate: '68-03-14' }],
    ['month + 40', fnr('14436812345'), { kind: 'birth-number', birthDate: '68-03-14' }],
    ['month + 65', fnr('13717404089'), { kind: 'birth-number', birthDate: '74-06-13' }],
    ['month + 80', fnr(FNR), { kind: 'birth-number', birthDate: '68-03-14' }],
    ['December + 65', fnr('31777412345'), { kind: 'birth-number', birthDate: '74-12-31' }],
    ['a D-number', dnr('54036812345'), { kind: 'd-number', birthDate: '68-03-14' }],
    ['a synthetic D-number', dnr('54836812345'), { kind: 'd-number', birthDate: '68-03-14' }],
    ['a D-number under the system of fødselsnummer', fnr('54036812345'), { kind: 'd-number', birthDate: '68-03-14' }],
    ['29 February in a leap year', fnr('29029612345'), { kind: 'birth-number', birthDate: '96-02-29' }],
    ['29 February in another year', fnr('29029512345'), { kind: 'birth-number', birthDate: undefined }],
    ['a month that is none', fnr('14206812345'), { kind: 'birth-number', birthDate: undefined }],
    ['too few digits', fnr('1403681234'), undefined],
    ['a masked number', fnr('210377xxxxx'), undefined],
    ['a felles hjelpenummer', { system: NATIONAL.jointHelpNumber, value: '81234567890' }, undefined],
    ['a DUF-number', { system: NATIONAL.immigrationNumber, value: '201234567890' }, undefined],
  ])('of %s', (_, identifier, expected) => {
    expect(personNumber(identifier)).toEqual(expected);
  });
});

describe('Patients that can be one person', () => {
  const of = (more: Partial<Patient>): Patient => patient(more);
  test.each<readonly [string, Partial<Patient>, Partial<Patient>]>([
    ['nothing said', {}, {}],
    ['a D-number and a fødselsnummer of one date', { identifier: [dnr('54836812345')] }, { identifier: [fnr(FNR)] }],
    ['the same number twice', { identifier: [fnr(FNR)] }, { identifier: [fnr('148368 30068')] }],
    ['a number and its date', { identifier: [fnr(FNR)] }, { birthDate: '1968-03-14' }],
    ['dates of different precision', { birthDate: '1968' }, { birthDate: '1968-03-14' }],
    [
      'a help number and a fødselsnummer',
      { identifier: [{ system: NATIONAL.jointHelpNumber, value: '1' }] },
      { identifier: [fnr(FNR)] },
    ],
    ['a number whose digits are no date', { identifier: [dnr('99999999999')] }, { birthDate: '1968-03-14' }],
  ])('%s', (_, one, other) => {
    expect(canBeOne([of(one), of(other)])).toBe(true);
    expect(canBeOne([of(other), of(one)])).toBe(true);
  });

  test.each<readonly [string, Partial<Patient>, Partial<Patient>]>([
    ['two fødselsnummer', { identifier: [fnr('14836830068')] }, { identifier: [fnr('14836830149')] }],
    ['two D-numbers', { identifier: [dnr('54836812345')] }, { identifier: [dnr('54836812426')] }],
    [
      'a D-number and a fødselsnummer of another date',
      { identifier: [dnr('54836812345')] },
      { identifier: [fnr(OTHER_FNR)] },
    ],
    ['a number and another date', { identifier: [fnr(FNR)] }, { birthDate: '1968-03-15' }],
    ['two birth dates', { birthDate: '1968-03-14' }, { birthDate: '1968-04' }],
    ['the same day a century apart', { birthDate: '1918-03-14' }, { birthDate: '2018-03-14' }],
  ])('not with %s', (_, one, other) => {
    expect(canBeOne([of(one), of(other)])).toBe(false);
    expect(canBeOne([of(other), of(one)])).toBe(false);
  });

  test('two numbers in one Patient are two persons too', () => {
    expect(canBeOne([of({ identifier: [fnr(FNR), fnr('14836830149')] })])).toBe(false);
  });
});

describe('a Patient that came to be somebody else', () => {
  const before = patient({ identifier: [fnr(FNR)], birthDate: '1968-03-14' });
  test('has another number and another birth date', () => {
    expect(isAnother(before, patient({ identifier: [fnr(OTHER_FNR)], birthDate: '1955-09-05' }))).toBe(true);
  });
  test.each<readonly [string, Partial<Patient>]>([
    ['a corrected number', { identifier: [fnr(OTHER_FNR)], birthDate: '1968-03-14' }],
    ['a corrected birth date', { identifier: [fnr(FNR)], birthDate: '1968-03-15' }],
    ['another number, and no birth date', { identifier: [fnr(OTHER_FNR)] }],
    ['no number any more', { birthDate: '1955-09-05' }],
  ])('is not told by %s alone', (_, after) => {
    expect(isAnother(before, patient(after))).toBe(false);
  });
});

describe('a number that cannot be right', () => {
  const rules = (...identifier: readonly BusinessIdentifier[]) =>
    numberFindings(patient({ identifier: [...identifier] })).map(({ severity, path }) => [severity, path]);

  test.each(['13031353453', '12050050295', '13717404089', '19779998080', FNR])('is not %s', (number) => {
    expect(rules(fnr(number))).toEqual([]);
  });

  test.each(['05076600324', '13057444850', '12094812345', '14836830069', '14206812345'])('is %s', (number) => {
    expect(rules(fnr(FNR), fnr(number))).toEqual([['warning', 'Patient.identifier[1].value']]);
  });

  test('is told of a relative too, and never repeated', () => {
    const findings = numberFindings(relative('mother', { identifier: [dnr('54836812345')] }));
    expect(findings.map(({ rule }) => rule)).toEqual(['identity-number-check-digits']);
    expect(JSON.stringify(findings)).not.toContain('54836812345');
  });

  test('is not told of what the profile refuses, nor of other numbers', () => {
    expect(rules(fnr('210377xxxxx'), { system: NATIONAL.jointHelpNumber, value: '1' })).toEqual([]);
  });
});

describe('a number is synthetic', () => {
  test.each(['01410100000', '31520100000', '01660100000', '31770100000', '01810100000', '31920100000', '54836830068'])(
    'with 40, 65 or 80 added to the month: %s',
    (number) => expect(isSyntheticNumber(number)).toBe(true),
  );

  test.each(['01010100000', '31120100000', '01130100000', '01400100000', '01530100000', '01650100000', '01780100000'])(
    'and not with the month as it is, or one that there is not: %s',
    (number) => expect(isSyntheticNumber(number)).toBe(false),
  );

  test.each(['0181010000', '018101000000', '0181010000a', '018101 00000', ''])(
    'and not without eleven digits: %j',
    (number) => expect(isSyntheticNumber(number)).toBe(false),
  );
});
