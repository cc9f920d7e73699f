import { addressesOf } from '../../src/fhir/routes.ts';
import { SERVED_TYPES } from '../../src/fhir/served-types.ts';
import { searchParameters } from '../../src/search/parameters.ts';
import { broken } from './bytes.ts';
import type { Dice } from './dice.ts';
import { resourceOf } from './resources.ts';

/** What is sent. */
export interface Sent {
  readonly method: string;
  /** After the base, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** What is there already, so that some of it is met. */
export interface Known {
  readonly person: string;
  readonly ids: Readonly<Record<string, readonly string[]>>;
}

const VALUES = [
  ...[
    '',
    'a',
    'active',
    '1',
    '-1',
    '2026',
    'ge2026-11',
    'sa2026-01-01T00:00:00Z',
    'ap100',
    'urn:x|1',
    '|',
    '||',
    'a,b',
    'a\\,b',
  ],
  ...[
    'Patient/1',
    'http://example.org/Patient/1',
    'æøå',
    '%',
    '%E0%A4%A',
    '💥',
    '*',
    'true',
    '9999999999',
    '9'.repeat(400),
    '$',
    '_id',
  ],
];
const MODIFIERS = [
  ':exact',
  ':contains',
  ':missing',
  ':not',
  ':text',
  ':in',
  ':above',
  ':identifier',
  ':Patient',
  ':nothing',
  ':iterate',
];
const RESULTS = [
  '_sort',
  '_count',
  '_summary',
  '_elements',
  '_total',
  '_include',
  '_revinclude',
  '_format',
  '_pretty',
  '_page',
  '_since',
  '_at',
  '_type',
  '_has',
];
const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  ['if-match', ['W/"1"', '"2"', '*', 'x', 'W/""', '']],
  ['if-none-match', ['W/"1"', '*', 'x']],
  ['if-none-exist', ['identifier=urn:x|1', 'a=b', '', 'identifier=', '_id=1&_id=2']],
  ['if-modified-since', ['Sat, 01 Jan 2026 00:00:00 GMT', 'x']],
  ['prefer', ['return=minimal', 'return=OperationOutcome', 'handling=lenient', 'respond-async', '=;,']],
  ['accept', ['application/fhir+xml', 'application/json', 'text/html', '*/*;q=0', 'x']],
  ['accept-language', ['nb', 'nn', 'xx', ',;q']],
  [
    'content-type',
    ['application/fhir+xml', 'application/json-patch+json', 'application/x-www-form-urlencoded', 'text/plain', '', 'x'],
  ],
  ['x-request-id', ['abcdefgh', '<script>', 'a'.repeat(300)]],
  ['x-http-method-override', ['DELETE']],
];

/** A request as an honest, a careless or an evil client sends it; about a fourth are sound. */
export function requestFor(dice: Dice, known: Known): Sent {
  const address = dice.one(addressesOf());
  const type = address.type === '' ? dice.one(SERVED_TYPES) : address.type;
  const id = (): string => dice.one([...(known.ids[type] ?? []), 'none', dice.one(VALUES)].filter((one) => one !== ''));
  const path = address.path
    .replaceAll(':id', () => encodeURIComponent(id()))
    .replaceAll(':version', () => dice.one(['1', '2', '0', 'x']));
  const query = dice.isOneIn(address.query === 'any' ? 2 : 6) ? queryFor(type, dice) : '';
  const method = dice.isOneIn(40)
    ? dice.one(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'])
    : address.method;
  const hasBody = !['GET', 'HEAD', 'TRACE'].includes(method);
  const content = hasBody ? bodyFor(address.name, type, dice, known) : undefined;
  const headers: Record<string, string> = content ? { 'content-type': content.type } : {};
  for (const [name, values] of HEADERS) if (dice.isOneIn(25)) headers[name] = dice.one(values);
  return {
    method,
    path: `/${path}${query === '' ? '' : `?${query}`}`,
    headers,
    ...(content ? { body: dice.isOneIn(6) ? broken(content.bytes, dice) : content.bytes } : {}),
  };
}

function queryFor(type: string, dice: Dice): string {
  const names = [...searchParameters(type).map((one) => one.name), ...RESULTS];
  return Array.from({ length: dice.below(3) + 1 }, () => {
    const chain = dice.isOneIn(12) ? `.${dice.one(names)}` : '';
    const name = `${dice.one(names)}${dice.isOneIn(8) ? dice.one(MODIFIERS) : ''}${chain}`;
    const value = dice.isOneIn(5) ? dice.one(names) : dice.one(VALUES);
    return `${encodeURIComponent(name)}=${dice.isOneIn(30) ? value.replaceAll(/[^\w%]/gu, '') : encodeURIComponent(value)}`;
  }).join('&');
}

function bodyFor(
  name: string,
  type: string,
  dice: Dice,
  known: Known,
): { readonly bytes: Buffer; readonly type: string } {
  const json = (value: unknown, kind = 'application/fhir+json') => ({
    bytes: Buffer.from(JSON.stringify(value)),
    type: kind,
  });
  const subject = `Patient/${dice.isOneIn(4) ? 'none' : known.person}`;
  switch (name) {
    case 'search':
      return { bytes: Buffer.from(queryFor(type, dice)), type: 'application/x-www-form-urlencoded' };
    case 'patch':
      return json(patchFor(dice), 'application/json-patch+json');
    case 'bundle':
      return json(bundleFor(dice, known));
    case 'create':
    case 'update':
      return json(resourceOf(type, dice, subject));
    default:
      return json({
        resourceType: 'Parameters',
        parameter: Array.from({ length: dice.below(4) }, () => parameterFor(dice, subject)),
      });
  }
}

function patchFor(dice: Dice): unknown {
  const path = (): string =>
    dice.one([
      '/status',
      '/description',
      '/description/text',
      '/',
      '',
      '/a~2',
      '/__proto__/x',
      '/name/0',
      '/name/-',
      '/id',
    ]);
  return Array.from({ length: dice.below(3) }, () => ({
    op: dice.one(['add', 'remove', 'replace', 'move', 'copy', 'test', 'merge']),
    path: path(),
    from: path(),
    value: dice.one<unknown>(['x', 1, null, {}, [], { text: 'x' }]),
  }));
}

function bundleFor(dice: Dice, known: Known): unknown {
  return {
    resourceType: 'Bundle',
    type: dice.one(['batch', 'transaction', 'transaction', 'history', 'x']),
    entry: Array.from({ length: dice.below(5) }, (_, index) => {
      const type = dice.one(SERVED_TYPES);
      const method = dice.one(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'x']);
      const url = dice.one([
        type,
        `${type}/${dice.one([...(known.ids[type] ?? []), 'none'])}`,
        `${type}?${queryFor(type, dice)}`,
        '',
        '/',
        '$sync',
      ]);
      return {
        ...(dice.isOneIn(2) ? { fullUrl: `urn:uuid:${index}` } : {}),
        request: {
          method,
          url,
          ...(dice.isOneIn(4) ? { ifMatch: 'W/"1"' } : {}),
          ...(dice.isOneIn(6) ? { ifNoneExist: 'identifier=urn:x|1' } : {}),
        },
        ...(dice.isOneIn(5)
          ? {}
          : {
              resource: resourceOf(
                type,
                dice,
                dice.isOneIn(3) ? `urn:uuid:${dice.below(3)}` : `Patient/${known.person}`,
              ),
            }),
      };
    }),
  };
}

function parameterFor(dice: Dice, subject: string): unknown {
  const name = dice.one([
    'patient',
    'identifier',
    'to',
    'take',
    'value',
    'version',
    'consent',
    'resource',
    'since',
    'mode',
    'partner',
    'x',
    '',
  ]);
  const value = dice.one<Record<string, unknown>>([
    { valueString: 'x' },
    { valueCode: 'record' },
    { valueReference: { reference: subject } },
    { valueIdentifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: '310601047' } },
    { valuePositiveInt: 1 },
    { valueInstant: 'x' },
    { resource: resourceOf(dice.one(['Patient', 'Consent', 'Goal']), dice, subject) },
    {},
  ]);
  return { name, ...value };
}
