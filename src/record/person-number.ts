import type { BusinessIdentifier } from './identity.ts';
import { NATIONAL } from './systems.ts';

/**
 * What the digits of a fødselsnummer or D-number say. The system it came under does not decide: a D-number often stands
 * where a fødselsnummer belongs.
 */
export interface PersonNumber {
  readonly kind: 'birth-number' | 'd-number';
  /** `YY-MM-DD`; a number says no century that can be relied on. Undefined: the digits are no date. */
  readonly birthDate: string | undefined;
}

const SYSTEMS: readonly string[] = [NATIONAL.birthNumber, NATIONAL.dNumber];

/** What is added to the month of synthetic numbers: by NAV 40, by Norsk helsenett 65, by the tax administration 80. */
const MONTH_OFFSETS = [0, 40, 65, 80] as const;
/** What is added to the day of a D-number. */
const D_NUMBER_DAYS = 40;

/**
 * The digits of a fødselsnummer or D-number, synthetic ones as good as others. Undefined for any other identifier, and
 * where there are not eleven digits.
 *
 * @example
 * personNumber({ system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '54836830068' }); // { kind: 'd-number', birthDate: '68-03-14' }
 */
export function personNumber({ system, value }: BusinessIdentifier): PersonNumber | undefined {
  const digits = /^(\d\d)(\d\d)(\d\d)\d{5}$/u.exec(value);
  if (!SYSTEMS.includes(system) || !digits) return undefined;
  const [day, month, year] = [Number(digits[1]), Number(digits[2]), digits[3] ?? ''];
  const kind = day > D_NUMBER_DAYS ? 'd-number' : 'birth-number';
  return { kind, birthDate: dateOf(kind === 'd-number' ? day - D_NUMBER_DAYS : day, month, year) };
}

/**
 * Whether eleven digits are a synthetic fødselsnummer or D-number: one that no person has.
 *
 * @example
 * isSyntheticNumber('14836830068'); // true: month 03 with 80 added
 */
export function isSyntheticNumber(value: string): boolean {
  if (!/^\d{11}$/u.test(value)) return false;
  const month = Number(value.slice(2, 4));
  return MONTH_OFFSETS.some((offset) => offset > 0 && month > offset && month <= offset + 12);
}

function dateOf(day: number, withOffset: number, year: string): string | undefined {
  const month = MONTH_OFFSETS.map((offset) => withOffset - offset).find((one) => one >= 1 && one <= 12);
  if (month === undefined) return undefined;
  // 2000 was a leap year, so no 29 February is refused for its century.
  const date = new Date(Date.UTC(2000 + Number(year), month - 1, day));
  return date.getUTCDate() === day ? `${year}-${two(month)}-${two(day)}` : undefined;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
