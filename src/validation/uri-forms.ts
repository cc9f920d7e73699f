import { isOfCharacters } from './characters.ts';

/** What R4 says of URIs beyond their having no white space (http://hl7.org/fhir/R4/datatypes.html#uri). */

// Looked for rather than excluded: that is several times faster than to match the whole text.
const SPACE_OR_HALF = /[\s\0\ud800-\udfff\ufffe\uffff]/;
const SPACE = /\s/;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:./;
const OID = '[0-2](?:\\.(?:0|[1-9][0-9]*))+';
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
// A version or a fragment may follow.
const URN = new RegExp(`^urn:(?:oid:${OID}|uuid:${UUID})(?:[|#?]\\S*)?$`);

/** A URN of a kind that has a form of its own; R4 writes UUIDs in small letters. */
function isOidOrUuid(value: string): boolean {
  return value.charCodeAt(0) === 117 /* u */ && (value.startsWith('urn:oid:') || value.startsWith('urn:uuid:'));
}

/** Characters, and none of them white space. */
function hasNoSpace(value: string): boolean {
  return !SPACE_OR_HALF.test(value) || (!SPACE.test(value) && isOfCharacters(value));
}

function hasScheme(value: string): boolean {
  return value.startsWith('http://') || value.startsWith('https://') || SCHEME.test(value);
}

/** A uri or url. */
export function isUri(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && hasNoSpace(value) && (!isOidOrUuid(value) || URN.test(value));
}

/** A URI that means the same wherever it stands. */
export function isAbsoluteUri(value: unknown): boolean {
  return typeof value === 'string' && hasNoSpace(value) && (isOidOrUuid(value) ? URN.test(value) : hasScheme(value));
}

/** What names a resource by its url, which is absolute, or by `#id`. */
export function isCanonical(value: unknown): boolean {
  return isAbsoluteUri(value) || (typeof value === 'string' && value.charCodeAt(0) === 35 && hasNoSpace(value));
}

/** What an element's id and a literal reference are: strings by their type, without spaces by what R4 says of them. */
export function isWithoutSpace(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && hasNoSpace(value);
}
