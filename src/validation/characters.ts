// The type string's regex forbids \v and \f; no store or XML can hold the others. The prose only advises against control characters.
const FORBIDDEN = /[\0\v\f\ufffe\uffff]/;
// Halves of pairs are looked for with the rest: a second look at every text would cost as much again, and few texts have pairs.
const FORBIDDEN_OR_HALF = /[\0\v\f\ud800-\udfff\ufffe\uffff]/;

/**
 * True for a text of Unicode characters that FHIR takes in (http://hl7.org/fhir/R4/datatypes.html#string): no half of a surrogate
 * pair, and none of those that are no characters.
 *
 * @example
 * isOfCharacters('\ud800'); // false
 */
export function isOfCharacters(text: string): boolean {
  return !FORBIDDEN_OR_HALF.test(text) || (text.isWellFormed() && !FORBIDDEN.test(text));
}
