import { isOfCharacters } from './characters.ts';
import { isCanonical, isUri } from './uri-forms.ts';

/**
 * The primitive types of R4 (http://hl7.org/fhir/R4/datatypes.html#primitive), each as a check of one JSON value.
 *
 * The published regexes are kept where they are linear; base64Binary's is not, and is checked in one scan.
 */
type PrimitiveCheck = (value: unknown) => boolean;

const MAX_INTEGER = 2147483647;

const YEAR = '(?:[0-9](?:[0-9](?:[0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)';
const MONTH = '(?:0[1-9]|1[0-2])';
const DAY = '(?:0[1-9]|[12][0-9]|3[01])';
const TIME = '(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?';
const ZONE = '(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))';

const DATE = new RegExp(`^${YEAR}(?:-${MONTH}(?:-${DAY})?)?$`);
const DATE_TIME = new RegExp(`^${YEAR}(?:-${MONTH}(?:-${DAY}(?:T${TIME}${ZONE})?)?)?$`);
const INSTANT = new RegExp(`^${YEAR}-${MONTH}-${DAY}T${TIME}${ZONE}$`);
const TIME_OF_DAY = new RegExp(`^${TIME}$`);
const CODE = /^\S+(?:\s\S+)*$/;
const ID = /^[A-Za-z0-9\-.]{1,64}$/;
const OID = /^urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+$/;
const UUID = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Longest string in R4, in characters (http://hl7.org/fhir/R4/datatypes.html#string). */
export const MAX_STRING = 1048576;

function isRealDay(value: string): boolean {
  if (value.length < 10 || value.charCodeAt(8) < 51 /* '3' */) {
    // Only the 29th to the 31st can be missing from a month; the 29th only from February.
    if (value.length < 10 || value.charCodeAt(8) !== 50 || value.charCodeAt(9) !== 57 || value.slice(5, 7) !== '02') {
      return true;
    }
  }
  const year = Number(value.slice(0, 4));
  const month = Number(value.slice(5, 7));
  const day = Number(value.slice(8, 10));
  if (month === 2) {
    return day <= (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28);
  }
  return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);
}

function matches(regex: RegExp): PrimitiveCheck {
  return (value) => typeof value === 'string' && regex.test(value);
}

/** As {@link matches}, for a form that every text of visible ASCII has: nearly all there are, told without the regex. */
function visibleOr(regex: RegExp): PrimitiveCheck {
  return (value) => {
    if (typeof value !== 'string') {
      return false;
    }
    let at = 0;
    while (at < value.length && isVisible(value.charCodeAt(at))) {
      at += 1;
    }
    return at === value.length ? at > 0 : regex.test(value) && isOfCharacters(value);
  };
}

function isVisible(code: number): boolean {
  return code > 32 && code < 127;
}

function isString(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.length <= MAX_STRING && isOfCharacters(value);
}

function isInteger(from: number): PrimitiveCheck {
  return (value) => typeof value === 'number' && Number.isInteger(value) && value >= from && value <= MAX_INTEGER;
}

function isBase64Character(code: number): boolean {
  // A-Z, a-z, 0-9, + and /
  return (code > 64 && code < 91) || (code > 96 && code < 123) || (code > 46 && code < 58) || code === 43;
}

function isBase64(value: unknown): boolean {
  if (typeof value !== 'string') {
    return false;
  }
  let count = 0;
  let padding = 0;
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (code === 61 /* = */) {
      padding += 1;
    } else if (padding === 0 && isBase64Character(code)) {
      count += 1;
    } else if (code !== 32 && code !== 10 && code !== 13 && code !== 9) {
      return false;
    }
  }
  return count > 0 && padding < 3 && (count + padding) % 4 === 0;
}

export const primitiveChecks: Readonly<Record<string, PrimitiveCheck>> = {
  base64Binary: isBase64,
  boolean: (value) => typeof value === 'boolean',
  canonical: isCanonical,
  code: visibleOr(CODE),
  date: (value) => typeof value === 'string' && DATE.test(value) && isRealDay(value),
  dateTime: (value) => typeof value === 'string' && DATE_TIME.test(value) && isRealDay(value),
  decimal: (value) => typeof value === 'number' && Number.isFinite(value),
  id: matches(ID),
  instant: (value) => typeof value === 'string' && INSTANT.test(value) && isRealDay(value),
  integer: isInteger(-2147483648),
  markdown: isString,
  oid: matches(OID),
  positiveInt: isInteger(1),
  string: isString,
  time: matches(TIME_OF_DAY),
  unsignedInt: isInteger(0),
  uri: isUri,
  url: isUri,
  uuid: matches(UUID),
};

/** JSON type that a primitive is written in. */
export function jsonTypeOf(type: string): 'string' | 'number' | 'boolean' {
  if (type === 'boolean') {
    return 'boolean';
  }
  return /^(?:decimal|integer|positiveInt|unsignedInt)$/.test(type) ? 'number' : 'string';
}

export function isPrimitive(type: string): boolean {
  return Object.hasOwn(primitiveChecks, type) || type === 'xhtml';
}
