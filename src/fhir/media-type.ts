import { SamplanError } from '../errors.ts';
import { weighted } from './weighted-list.ts';

const FHIR_JSON = 'application/fhir+json';
const JSON_TYPES: readonly string[] = [FHIR_JSON, 'application/json', 'text/json'];
const RANGES: readonly string[] = [...JSON_TYPES, 'application/*', '*/*'];
/** Values of `_format`. A plus that nobody encoded arrives as a space. */
const FORMATS: readonly string[] = ['json', ...JSON_TYPES, 'application/fhir json'];
/** Media type of POST `_search` bodies. */
const FORM = 'application/x-www-form-urlencoded';

/**
 * Content-Type of the answer that the client asked for, `_format` before `Accept` (http.html § 3.1.0.1.9-10).
 * Throws `not-acceptable` for everything but JSON of FHIR R4.
 *
 * @example
 * answerType('application/fhir+json, *\/*;q=0.1', undefined) // 'application/fhir+json; charset=utf-8'
 */
export function answerType(accept: string | undefined, format: string | undefined): string {
  if (format !== undefined) {
    const [type = '', ...parameters] = format.split(';').map((piece) => piece.trim().toLowerCase());
    if (!FORMATS.includes(type) || parameters.some(isOtherVersion)) throw notAcceptable('_format');
    return `${FHIR_JSON}; charset=utf-8`;
  }
  if (accept === undefined || accept.trim() === '') return `${FHIR_JSON}; charset=utf-8`;
  const range = weighted(accept).find(
    ({ value, parameters }) =>
      RANGES.includes(value.toLowerCase()) && isR4(parameters['fhirversion']) && isUtf8(parameters['charset']),
  );
  if (range === undefined) throw notAcceptable('http.Accept');
  return `${range.value.toLowerCase() === 'application/json' ? 'application/json' : FHIR_JSON}; charset=utf-8`;
}

/** Throws `unsupported-media-type` unless the body is said to be JSON of FHIR R4 in UTF-8. */
export function requireJson(contentType: string | undefined): void {
  requireType(contentType, [FHIR_JSON, 'application/json']);
}

/** Throws `unsupported-media-type` unless the body is said to be a JSON Patch in UTF-8. */
export function requirePatch(contentType: string | undefined): void {
  requireType(contentType, ['application/json-patch+json']);
}

/** Throws `unsupported-media-type` unless the body is said to be a form in UTF-8. */
export function requireForm(contentType: string | undefined): void {
  requireType(contentType, [FORM]);
}

function requireType(contentType: string | undefined, allowed: readonly string[]): void {
  const [item] = weighted(contentType ?? '');
  if (
    item !== undefined &&
    allowed.includes(item.value.toLowerCase()) &&
    isUtf8(item.parameters['charset']) &&
    isR4(item.parameters['fhirversion'])
  )
    return;
  const expected = `${allowed.join(' / ')}, charset utf-8`;
  throw new SamplanError(
    'unsupported-media-type',
    {
      nb: `Innholdet må sendes som ${allowed[0]} i UTF-8. Rett headeren Content-Type.`,
      nn: `Innhaldet må sendast som ${allowed[0]} i UTF-8. Rett headeren Content-Type.`,
      en: `The body must be sent as ${allowed[0]} in UTF-8. Correct the Content-Type header.`,
    },
    { where: 'http.Content-Type', expected, ...(contentType === undefined ? { found: 'no Content-Type' } : {}) },
  );
}

function notAcceptable(where: string): SamplanError {
  return new SamplanError(
    'not-acceptable',
    {
      nb: 'Samplan svarer bare med JSON (FHIR R4). Be om application/fhir+json.',
      nn: 'Samplan svarar berre med JSON (FHIR R4). Be om application/fhir+json.',
      en: 'Samplan answers in JSON (FHIR R4) only. Ask for application/fhir+json.',
    },
    { where, expected: FHIR_JSON },
  );
}

function isOtherVersion(parameter: string): boolean {
  return parameter.startsWith('fhirversion=') && !isR4(parameter.slice('fhirversion='.length));
}

function isR4(version: string | undefined): boolean {
  return version === undefined || /^4\.0(\.\d+)?$/.test(version);
}

function isUtf8(charset: string | undefined): boolean {
  return charset === undefined || /^utf-?8$/i.test(charset);
}
