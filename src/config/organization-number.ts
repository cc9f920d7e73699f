const WEIGHTS = [3, 2, 7, 6, 5, 4, 3, 2];

/**
 * True when the last of nine digits is the modulus-11 check digit of the others (Brønnøysundregistrene).
 *
 * @example
 * hasValidCheckDigit('310000019')
 */
export function hasValidCheckDigit(organization: string): boolean {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(organization[index]), 0);
  // A remainder of 1 would need the digit 10: no number is given out with it, and no digit equals 10 here either.
  return (11 - (sum % 11)) % 11 === Number(organization[8]);
}
