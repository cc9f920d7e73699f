import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { primitiveChecks } from '../../src/validation/primitives.ts';
import { carePlan, found } from './found.ts';

const uuid = 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520';

const cases: readonly [type: string, valid: readonly unknown[], invalid: readonly unknown[]][] = [
  ['base64Binary', ['TWFu', 'TWE=', 'TQ==', 'TWFu\r\nTWFu'], ['', '=', 'TWF', 'TW=u', 'TQ===', 'TWF!', 3, '    ']],
  ['boolean', [true, false], ['true', 1, 0]],
  [
    'canonical',
    ['http://a.no/x|1.0', '#a', 'urn:oid:2.16.578.1|1.0'],
    ['', 'a b', '#\ud800', 'urn:x:\uffff', 'urn:oid:2.x', 1],
  ],
  ['code', ['active', 'in progress'], ['', ' active', 'active ', 'a  b', 'a\n\nb', 'a\ud800', '\uffff', 1]],
  [
    'date',
    ['2026', '2026-02', '2026-02-28', '2024-02-29'],
    ['', '26', '2026-13', '2026-02-29', '2026-04-31', '1900-02-29', '0000', '2026-1-1', '2026-02-28T10:00:00Z', 2026],
  ],
  [
    'dateTime',
    ['2026', '2026-02-28', '2026-02-28T10:00:00Z', '2026-02-28T10:00:00.123+01:00', '2016-12-31T23:59:60Z'],
    [
      '2026-02-28T10:00:00',
      '2026-02-28T10:00Z',
      '2026-02-28T25:00:00Z',
      '2026-02-30T10:00:00Z',
      '2026-02-28 10:00:00Z',
      '2026-02-28T10:00:00+15:00',
    ],
  ],
  ['decimal', [1, -1.5, 0, 1e10], ['1', '1.0', true]],
  ['id', ['a', 'A-1.b', 'x'.repeat(64)], ['', 'x'.repeat(65), 'a_b', 'æ', 'a b', 1]],
  ['instant', ['2026-02-28T10:00:00Z'], ['2026-02-28', '2026-02-28T10:00:00', '2026-02-31T10:00:00Z']],
  ['integer', [0, -1, 2147483647, -2147483648], [1.5, 2147483648, -2147483649, '1']],
  ['markdown', ['# a\n\n* b'], ['', 'a\ud800']],
  ['oid', ['urn:oid:2.16.578.1.12.4.1.4.1'], ['2.16.578', 'urn:oid:3.1', 'urn:oid:2.01']],
  ['positiveInt', [1], [0, -1, 1.5, '1']],
  [
    'string',
    ['a', ' ', 'æøå', 'a\u00a0b', 'a\r\n\tb', 'a\u{1f600}', '\ufffd'],
    ['', 'a\u000bb', 'a\u000cb', 'a\u0000b', '\ud800', 'a\udc00\ud800', '\ufffe', 'a\uffff', 'x'.repeat(1048577), 1],
  ],
  ['time', ['10:00:00', '10:00:00.5'], ['10:00', '24:00:00', '10:00:00Z']],
  ['unsignedInt', [0, 1], [-1, 0.5, '0']],
  [
    'uri',
    ['http://a.no', 'urn:x', 'a/b', 'URN:x', 'urn:oid:2.16.578.1', uuid, `${uuid}#x`],
    [
      '',
      'a b',
      'urn:a\ud800',
      'a\ufffe',
      'a\0',
      'urn:oid:1.2.x',
      'urn:oid:3.1',
      'urn:oid:2',
      'urn:uuid:x',
      `urn:uuid:${uuid.slice(9).toUpperCase()}`,
    ],
  ],
  ['url', ['http://a.no'], ['', 'a b', 'urn:uuid:x']],
  ['uuid', [uuid], [uuid.toUpperCase(), uuid.slice(9), `${uuid}0`]],
];

test('every primitive type of R4 has its cases', () => {
  expect(cases.map(([type]) => type)).toEqual(Object.keys(primitiveChecks).sort());
});

describe.each(cases)('%s', (type, valid, invalid) => {
  test.each(valid.map((value) => [value]))('takes %j', (value) => {
    expect(primitiveChecks[type]?.(value)).toBe(true);
  });

  test.each(invalid.map((value) => [value]))('refuses %j', (value) => {
    expect(primitiveChecks[type]?.(value)).toBe(false);
  });

  test('takes nothing that the published regex refuses', () => {
    const file = new URL(`../../profiles/base/types/${type}.json`, import.meta.url);
    const regex = /"regex":("(?:[^"\\]|\\.)*")/.exec(readFileSync(file, 'utf8'))?.[1];
    const published = new RegExp(`^(?:${JSON.parse(regex ?? '""')})$`);
    // JavaScript counts the no-break space as white space; the XML schema regexes of the specification do not.
    expect(valid.filter((value) => !published.test(String(value).replaceAll('\u00a0', 'x')))).toEqual([]);
  });
});

test('a primitive that does not have its form is an error at its path', () => {
  expect(found(carePlan({ created: '2026-02-30' }))).toEqual(['primitive-format @ CarePlan.created']);
  expect(found(carePlan({ id: 'a/b' }))).toEqual(['primitive-format @ CarePlan.id']);
  expect(found(carePlan({ instantiatesUri: ['urn:a', 'b c'] }))).toEqual([
    'primitive-format @ CarePlan.instantiatesUri[1]',
  ]);
});

test('a text longer than FHIR allows says so', () => {
  expect(found(carePlan({ title: 'x'.repeat(1048577) }))).toEqual(['value-too-long @ CarePlan.title']);
});

test('base64 of megabytes is checked without a stack', () => {
  expect(primitiveChecks['base64Binary']?.('A'.repeat(4_000_000))).toBe(true);
  expect(primitiveChecks['base64Binary']?.(`${'A'.repeat(4_000_000)}!`)).toBe(false);
});
