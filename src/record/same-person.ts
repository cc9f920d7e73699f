import type { Patient } from '@medplum/fhirtypes';
import { nationalIdentifiers } from './identity.ts';
import { type PersonNumber, personNumber } from './person-number.ts';

/**
 * Whether nothing in these Patients says that they are different persons: no two fødselsnummer, no two D-numbers, and
 * no two birth dates, be they stated or in a number. That they are the same, something else must say.
 *
 * @example
 * canBeOne([{ resourceType: 'Patient', birthDate: '1990-02-01' }, { resourceType: 'Patient', birthDate: '1990' }]); // true
 */
export function canBeOne(patients: readonly Patient[]): boolean {
  const numbers = numbersOf(patients);
  return numbersAgree(numbers) && allAgree([...patients.flatMap(stated), ...numbers.flatMap(inNumber)]);
}

/**
 * Whether a Patient came to be about somebody else: another number, and another birth date. A number alone may have
 * been corrected.
 */
export function isAnother(before: Patient, after: Patient): boolean {
  return !numbersAgree(numbersOf([before, after])) && !allAgree([before, after].flatMap(stated));
}

interface Numbered extends PersonNumber {
  readonly value: string;
}

function numbersOf(patients: readonly Patient[]): readonly Numbered[] {
  return patients.flatMap(nationalIdentifiers).flatMap((identifier) => {
    const number = personNumber(identifier);
    return number ? [{ ...number, value: identifier.value }] : [];
  });
}

/** A person has one number of a kind. */
function numbersAgree(numbers: readonly Numbered[]): boolean {
  return numbers.every((one) => numbers.every(({ kind, value }) => kind !== one.kind || value === one.value));
}

function stated({ birthDate }: Patient): readonly string[] {
  return typeof birthDate === 'string' ? [birthDate] : [];
}

function inNumber({ birthDate }: Numbered): readonly string[] {
  return birthDate === undefined ? [] : [birthDate];
}

/** Dates of different precision agree as far as both go; that of a number (`YY-MM-DD`) says no century. */
function allAgree(dates: readonly string[]): boolean {
  return dates.every((one) => dates.every((other) => agree(one, other)));
}

function agree(one: string, other: string): boolean {
  const bothSayCentury = [one, other].every((date) => CENTURY.test(date));
  const [left = '', right = ''] = bothSayCentury ? [one, other] : [one, other].map((date) => date.replace(CENTURY, ''));
  return left.startsWith(right) || right.startsWith(left);
}

const CENTURY = /^\d\d(?=\d\d)/u;
