import { createHash } from 'node:crypto';

/** FHIR systems of fødselsnummer and D-number. */
export const FNR = 'urn:oid:2.16.578.1.12.4.1.4.1';
export const DNR = 'urn:oid:2.16.578.1.12.4.1.4.2';

const FIRST_WEIGHTS = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const SECOND_WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/**
 * A synthetic fødselsnummer (80 added to the month, as the tax administration's test population has it) with both
 * check digits valid. The same person gets the same number on the same birth date.
 *
 * @param serial which of the numbers possible on that date to begin at, 0–200
 *
 * @example
 * nationalIdentityNumber('1968-03-14', 'female', 0); // '148368…'
 */
export function nationalIdentityNumber(birthDate: string, gender: 'female' | 'male', serial: number): string {
  return numberOn(birthDate.slice(8, 10), birthDate, gender, serial);
}

/**
 * The synthetic D-number of the same person: 40 is added to the day.
 *
 * @example
 * dNumber('1968-03-14', 'female', 0); // '548368…'
 */
export function dNumber(birthDate: string, gender: 'female' | 'male', serial: number): string {
  return numberOn(String(Number(birthDate.slice(8, 10)) + 40), birthDate, gender, serial);
}

function numberOn(day: string, birthDate: string, gender: 'female' | 'male', serial: number): string {
  const [year, month] = [birthDate.slice(0, 4), birthDate.slice(5, 7)];
  const date = `${day}${String(Number(month) + 80)}${year.slice(2)}`;
  const first = Number(year) < 2000 ? 0 : 500;
  const parity = gender === 'male' ? 1 : 0;
  for (let individual = first + serial * 2 + parity; individual < first + 500; individual += 2) {
    const number = withCheckDigits(`${date}${String(individual).padStart(3, '0')}`);
    if (number !== undefined) {
      return number;
    }
  }
  throw new Error(`No identity number is left from serial ${serial}`);
}

/** The same UUID for the same name in every run, so that a run can be compared with another. */
export function namedUuid(name: string): string {
  const hash = createHash('sha256').update(`samplan-demo/${name}`).digest('hex');
  const variant = (8 + (Number.parseInt(hash.slice(16, 17), 16) % 4)).toString(16);
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

function withCheckDigits(nine: string): string | undefined {
  const first = checkDigit(nine, FIRST_WEIGHTS);
  const second = first === undefined ? undefined : checkDigit(`${nine}${first}`, SECOND_WEIGHTS);
  return first === undefined || second === undefined ? undefined : `${nine}${first}${second}`;
}

/** Modulus 11; undefined where the digit would be 10, which no number has. */
function checkDigit(digits: string, weights: readonly number[]): number | undefined {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  const digit = (11 - (sum % 11)) % 11;
  return digit === 10 ? undefined : digit;
}
