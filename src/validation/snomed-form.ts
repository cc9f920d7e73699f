const MAX_EXPRESSION = 1000;

const SCTID = /^[1-9]\d{5,17}$/;

/** Dihedral group D5: the multiplication of Verhoeff's check digit. */
const D5 = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
].map((row) => [...row].map(Number));

const PERMUTATION = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
].map((row) => [...row].map(Number));

function hasCheckDigit(digits: string): boolean {
  let check = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    check = D5[check]?.[PERMUTATION[index % 8]?.[digit] ?? 0] ?? 0;
  }
  return check === 0;
}

/** A concept: partition 00 (of SNOMED International) or 10 (of an extension, which has seven digits of namespace). */
function isConceptId(text: string): boolean {
  if (!SCTID.test(text)) {
    return false;
  }
  const partition = text.slice(-3, -1);
  return (partition === '00' || (partition === '10' && text.length >= 11)) && hasCheckDigit(text);
}

/**
 * True when a SNOMED CT code is a concept identifier, or an expression of them: 6 to 18 digits, a concept's partition
 * and Verhoeff's check digit (SNOMED CT Release File Specification, SCTID). Whether the concept exists is not told.
 *
 * @example
 * isSnomedForm('734163000'); // true
 * isSnomedForm('734163001'); // false
 */
export function isSnomedForm(code: string): boolean {
  if (!/[:+=]/.test(code)) {
    return isConceptId(code);
  }
  // Longer than anyone writes: nothing is told of it.
  if (code.length > MAX_EXPRESSION) {
    return true;
  }
  // Postcoordinated: terms stand between bars, strings between quotes, numbers after #.
  const identifiers = code.replaceAll(/\|[^|]*\||"[^"]*"|#[+-]?[\d.]+/g, ' ').match(/\d+/g);
  return identifiers?.every(isConceptId) ?? false;
}
