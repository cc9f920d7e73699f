import { isVisibleText } from './visible-text.ts';

/** What R4 says of URIs beyond their having no white space (http://hl7.org/fhir/R4/datatypes.html#uri). */

const WITHOUT_SPACE = /^[^\s\0]+$/;
const NO_WHITESPACE = /^\S+$/;
const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/;
const CANONICAL = /^(?:[A-Za-z][A-Za-z0-9+.-]*:\S|#)\S*$/;
const OID = '[0-2](?:\\.(?:0|[1-9][0-9]*))+';
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
// A version or a fragment may follow.
const URN = new RegExp(`^urn:(?:oid:${OID}|uuid:${UUID})(?:[|#?]\\S*)?$`);

/** A URN of a kind that has a form of its own; R4 writes UUIDs in small letters. */
function isOidOrUuid(value: string): boolean {
  return value.charCodeAt(0) === 117 /* u */ && (value.startsWith('urn:oid:') || value.startsWith('urn:uuid:'));
}

function isWebAddress(value: string): boolean {
  return (value.startsWith('http://') || value.startsWith('https://')) && isVisibleText(value);
}

/** A uri or url. */
export function isUri(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    (isOidOrUuid(value) ? URN.test(value) : isVisibleText(value) || NO_WHITESPACE.test(value))
  );
}

/** What names a resource by its url, which is absolute, or by `#id`. */
export function isCanonical(value: unknown): boolean {
  return typeof value === 'string' && (isWebAddress(value) || (isOidOrUuid(value) ? URN : CANONICAL).test(value));
}

/** A URI that means the same wherever it stands. */
export function isAbsoluteUri(value: unknown): boolean {
  return typeof value === 'string' && (isWebAddress(value) || (isOidOrUuid(value) ? URN : ABSOLUTE).test(value));
}

/** What an element's id and a literal reference are: strings by their type, without spaces by what R4 says of them. */
export function isWithoutSpace(value: unknown): value is string {
  return typeof value === 'string' && (isVisibleText(value) || WITHOUT_SPACE.test(value));
}
