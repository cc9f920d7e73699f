import { SamplanError } from '../errors.ts';
import { weighted } from './weighted-list.ts';

const FHIR_JSON = 'application/fhir+json';
const FHIR_XML = 'application/fhir+xml';
const XML_TYPES: readonly string[] = [FHIR_XML, 'application/xml', 'text/xml'];

/** What a range of `Accept` is answered with. */
const RANGES: ReadonlyMap<string, string> = new Map([
  [FHIR_JSON, FHIR_JSON],
  ['application/json', 'application/json'],
  ['text/json', FHIR_JSON],
  [FHIR_XML, FHIR_XML],
  ['application/xml', 'application/xml'],
  ['text/xml', FHIR_XML],
  ['application/*', FHIR_JSON],
  ['*/*', FHIR_JSON],
]);

/** What a value of `_format` is answered with. A plus that nobody encoded arrives as a space. */
const FORMATS: ReadonlyMap<string, string> = new Map([
  ...['json', FHIR_JSON, 'application/json', 'text/json', 'application/fhir json'].map(
    (format) => [format, FHIR_JSON] as const,
  ),
  ...['xml', ...XML_TYPES, 'application/fhir xml'].map((format) => [format, FHIR_XML] as const),
]);

/** What people read and print, where an address has it: no FHIR. */
export type PrintedType = 'text/html' | 'application/pdf';

const PRINTED: ReadonlyMap<string, PrintedType> = new Map([
  ['html', 'text/html'],
  ['text/html', 'text/html'],
  ['pdf', 'application/pdf'],
  ['application/pdf', 'application/pdf'],
]);

/** Media type of POST `_search` bodies. */
const FORM = 'application/x-www-form-urlencoded';

/**
 * Content-Type of the answer that the client asked for, `_format` before `Accept` (http.html § 3.1.0.1.9-10).
 * Throws `not-acceptable` for everything but JSON and XML of FHIR R4, and where there is a page and a PDF, those.
 *
 * @param isPrinted whether there is
 * @example
 * answerType('application/fhir+json, *\/*;q=0.1', undefined) // 'application/fhir+json; charset=utf-8'
 */
export function answerType(accept: string | undefined, format: string | undefined, isPrinted = false): string {
  const printed = (type: string): string | undefined => (isPrinted ? PRINTED.get(type) : undefined);
  if (format !== undefined) {
    const [type = '', ...parameters] = format.split(';').map((piece) => piece.trim().toLowerCase());
    const asked = FORMATS.get(type) ?? printed(type);
    if (asked === undefined || parameters.some(isOtherVersion)) throw notAcceptable('_format', isPrinted);
    return withCharset(asked);
  }
  if (accept === undefined || accept.trim() === '') return withCharset(FHIR_JSON);
  const ofRange = (range: string): string | undefined =>
    RANGES.get(range) ?? (range.includes('/') ? printed(range) : undefined);
  const range = weighted(accept).find(
    ({ value, parameters }) =>
      ofRange(value.toLowerCase()) !== undefined && isR4(parameters['fhirversion']) && isUtf8(parameters['charset']),
  );
  const asked = range && ofRange(range.value.toLowerCase());
  if (asked === undefined) throw notAcceptable('http.Accept', isPrinted);
  return withCharset(asked);
}

/** What people read and print, if this is its Content-Type. */
export function printedType(contentType: string): PrintedType | undefined {
  return PRINTED.get(contentType.split(';')[0] ?? '');
}

function withCharset(type: string): string {
  return type === 'application/pdf' ? type : `${type}; charset=utf-8`;
}

/** True for a Content-Type of XML, ours or a client's. */
export function isXml(contentType: string | undefined): boolean {
  return XML_TYPES.includes((contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '');
}

/** Throws `unsupported-media-type` unless the body is said to be XML of FHIR R4 in UTF-8. */
export function requireXml(contentType: string | undefined): void {
  requireType(contentType, XML_TYPES);
}

/** Throws `unsupported-media-type` unless the body is said to be FHIR R4 in UTF-8. What came as XML is JSON by now (json-body.ts). */
export function requireJson(contentType: string | undefined): void {
  requireType(contentType, [FHIR_JSON, 'application/json'], [FHIR_XML]);
}

/** True for the Content-Type of a resource: as JSON, since what came as XML is JSON by now. */
export function isFhir(contentType: string | undefined): boolean {
  return weighted(contentType ?? '')[0]?.value.toLowerCase() === FHIR_JSON;
}

/** Throws `unsupported-media-type` unless the body is said to be a JSON Patch in UTF-8. */
export function requirePatch(contentType: string | undefined): void {
  requireType(contentType, ['application/json-patch+json'], [FHIR_JSON, FHIR_XML]);
}

/** Throws `unsupported-media-type` unless the body is said to be a form in UTF-8. */
export function requireForm(contentType: string | undefined): void {
  requireType(contentType, [FORM]);
}

function requireType(
  contentType: string | undefined,
  allowed: readonly string[],
  alsoReadAs: readonly string[] = [],
): void {
  const [item] = weighted(contentType ?? '');
  if (
    item !== undefined &&
    allowed.includes(item.value.toLowerCase()) &&
    isUtf8(item.parameters['charset']) &&
    isR4(item.parameters['fhirversion'])
  )
    return;
  const types = [...allowed, ...alsoReadAs];
  throw new SamplanError(
    'unsupported-media-type',
    {
      nb: `Innholdet må sendes i UTF-8 som ${types.join(' eller ')}. Rett headeren Content-Type.`,
      nn: `Innhaldet må sendast i UTF-8 som ${types.join(' eller ')}. Rett headeren Content-Type.`,
      en: `The body must be sent in UTF-8 as ${types.join(' or ')}. Correct the Content-Type header.`,
    },
    {
      where: 'http.Content-Type',
      expected: `${types.join(' / ')}, charset utf-8`,
      ...(contentType === undefined ? { found: 'no Content-Type' } : {}),
    },
  );
}

function notAcceptable(where: string, isPrinted: boolean): SamplanError {
  const expected = [FHIR_JSON, FHIR_XML, ...(isPrinted ? new Set(PRINTED.values()) : [])].join(', ');
  return new SamplanError(
    'not-acceptable',
    {
      nb: `Samplan svarer ikke slik her. Be om noe av dette: ${expected}.`,
      nn: `Samplan svarar ikkje slik her. Be om noko av dette: ${expected}.`,
      en: `Samplan does not answer so here. Ask for one of these: ${expected}.`,
    },
    { where, expected },
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
