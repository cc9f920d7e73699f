import type { Json } from '../../record/json.ts';
import type { Kind } from './kind.ts';

/** What JSON holds of each R4 primitive (http://hl7.org/fhir/R4/datatypes.html#primitive); undefined: any text. */
const FORMS: Readonly<Record<string, RegExp | undefined>> = {
  code: /^[^\s]+( [^\s]+)*$/u,
  id: /^[A-Za-z0-9\-.]{1,64}$/u,
  uri: /^\S+$/u,
  url: /^\S+$/u,
  canonical: /^\S+$/u,
  oid: /^urn:oid:[0-2](\.(0|[1-9]\d*))+$/u,
  uuid: /^urn:uuid:[0-9a-f-]{36}$/u,
  date: /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/u,
  dateTime:
    /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?$/u,
  instant: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/u,
  time: /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?$/u,
};

const NUMBERS: Readonly<Record<string, (value: number) => boolean>> = {
  decimal: () => true,
  integer: (value) => Number.isInteger(value),
  unsignedInt: (value) => Number.isInteger(value) && value >= 0,
  positiveInt: (value) => Number.isInteger(value) && value > 0,
};

/** The value as it is, where the R4 type can hold it. */
export function plainKind(type: string): Kind {
  const holds = holdsOf(type);
  const same = (value: Json): Json | undefined => (holds(value) ? value : undefined);
  return { toFhir: same, toSource: same, fits: holds, isExact: true };
}

/** True for values that JSON of the R4 type may have. */
function holdsOf(type: string): (value: Json) => boolean {
  const isNumber = NUMBERS[type];
  if (isNumber) return (value) => typeof value === 'number' && isNumber(value);
  if (type === 'boolean') return (value) => typeof value === 'boolean';
  const form = FORMS[type];
  return (value) => typeof value === 'string' && (form === undefined ? /\S/u.test(value) : form.test(value));
}

/** A number that the source writes as text: `"2"`, and 2 in FHIR. */
export function numberKind(type: string): Kind {
  const holds = holdsOf(type);
  return {
    toFhir(value) {
      const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/u.test(value) ? Number(value) : undefined;
      return number !== undefined && holds(number) ? number : undefined;
    },
    toSource: (value) => (holds(value) ? String(value) : undefined),
    fits: holds,
  };
}

/** Text whose line ends and outer white space do not matter. */
export function textKind(): Kind {
  return {
    toFhir: (value) => (typeof value === 'string' && /\S/u.test(value) ? clean(value) : undefined),
    toSource: (value) => (typeof value === 'string' ? value : undefined),
    fits: (value) => typeof value === 'string',
  };
}

function clean(text: string): string {
  return text.replaceAll(/\r\n?/gu, '\n').trim();
}

/** Yes or no in the source, one of two values in FHIR. */
export function flagKind(yes: Json, no: Json | undefined): Kind {
  return {
    toFhir: (value) => (value === true ? yes : value === false ? no : undefined),
    toSource: (value) => (value === yes ? true : value === no ? false : undefined),
    fits: (value) => value === yes || value === no,
    isExact: true,
  };
}
