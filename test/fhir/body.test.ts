import { describe, expect, test } from '@jest/globals';
import { SamplanError } from '../../src/errors.ts';
import { BODY_LIMIT, parseJson, readResource, readText, readWritten } from '../../src/fhir/body.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function errorOf(read: () => unknown): SamplanError {
  try {
    read();
  } catch (error) {
    if (error instanceof SamplanError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('reading a body', () => {
  test('a resource of the expected type is read, with or without a byte order mark', () => {
    expect(readResource(bytes('{"resourceType":"Goal"}'), 'Goal')).toEqual({ resourceType: 'Goal' });
    expect(readResource(bytes('\uFEFF{"resourceType":"Goal"}'), 'Goal')).toEqual({ resourceType: 'Goal' });
  });

  test.each([
    ['nothing', '', 'malformed', 'line 1, column 1'],
    ['broken JSON', '{\n "resourceType": "Goal",\n}', 'malformed', 'line 3, column 1'],
    ['an array', '[]', 'malformed', 'line 1, column 1'],
    ['null', 'null', 'malformed', 'line 1, column 1'],
    ['no resourceType', '{}', 'malformed', 'Goal.resourceType'],
    ['an unknown type', '{"resourceType":"Plan"}', 'malformed', 'Goal.resourceType'],
    ['another type', '{"resourceType":"Task"}', 'malformed', 'Goal.resourceType'],
    ['a resourceType that is no text', '{"resourceType":["Goal"]}', 'malformed', 'Goal.resourceType'],
    ['the same key twice', '{"resourceType":"Goal",\n"resourceType":"Task"}', 'malformed', 'line 2, column 1'],
    ['a __proto__ key', '{"resourceType":"Goal","__proto__":{}}', 'malformed', 'line 1, column 24'],
    [
      '101 levels',
      `{"resourceType":"Goal","x":${'['.repeat(100)}${']'.repeat(100)}}`,
      'too-deep',
      'line 1, column 127',
    ],
  ])('%s is refused with its place', (_name, text, code, where) => {
    expect(errorOf(() => readResource(bytes(text), 'Goal'))).toMatchObject({ code, where });
  });

  test('100 levels are taken in', () => {
    const text = `{"resourceType":"Goal","x":${'['.repeat(99)}1${']'.repeat(99)}}`;
    expect(readResource(bytes(text), 'Goal').resourceType).toBe('Goal');
  });

  test('a type is named in the refusal only if it looks like one', () => {
    expect(errorOf(() => readResource(bytes('{"resourceType":"Task"}'), 'Goal')).found).toBe('Task');
    expect(errorOf(() => readResource(bytes('{"resourceType":"Kari Nordmann"}'), 'Goal')).found).toBe('something else');
  });

  test.each([
    ['in the middle', [0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d], 'byte 3'],
    ['at the start', [0xff, 0xfe, 0x7b], 'byte 0'],
    ['cut off at the end', [0x22, 0xc3], 'byte 2'],
    ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22], 'byte 2'],
  ])('invalid UTF-8 %s is refused with the byte that cannot stand there', (_name, values, where) => {
    expect(errorOf(() => readText(Uint8Array.from(values)))).toMatchObject({ code: 'malformed', where });
  });

  test('a body of the limit is read and one byte more is refused', () => {
    expect(readText(new Uint8Array(BODY_LIMIT).fill(0x20))).toHaveLength(BODY_LIMIT);
    expect(errorOf(() => readText(new Uint8Array(BODY_LIMIT + 1).fill(0x20))).code).toBe('too-large');
  });

  test('what is read cannot reach the prototype of objects', () => {
    const value = parseJson('{"constructor":{"prototype":{"polluted":true}}}');
    expect(Object.hasOwn(value as object, 'constructor')).toBe(true);
    expect('polluted' in {}).toBe(false);
  });
});

describe('numbers in a body that is to be kept', () => {
  test('are refused where digits would be lost, each with its place', () => {
    const error = errorOf(() =>
      readResource(
        bytes(
          '{"resourceType":"Goal","target":[{"detailQuantity":{"value":1.00000000000000001}},{"detailInteger":2.0}]}',
        ),
        'Goal',
      ),
    );
    expect(error.code).toBe('invalid');
    expect(error.findings).toMatchObject([
      { rule: 'decimal-digits', path: 'Goal.target[0].detail.value', element: 'Quantity.value' },
      { rule: 'integer-form', path: 'Goal.target[1].detail', element: 'Goal.target.detail[x]' },
    ]);
    expect(JSON.stringify(error.findings)).not.toContain('1.0000');
  });

  test('are taken in where every digit is kept', () => {
    const text = '{"resourceType":"Goal","target":[{"detailQuantity":{"value":1.5}},{"detailInteger":2}]}';
    expect(readResource(bytes(text), 'Goal')).toEqual(JSON.parse(text));
  });

  test('keep their precision', () => {
    const text = '{"resourceType":"Goal","target":[{"detailQuantity":{"value":1.50}}]}';
    const { resource, findings } = readWritten(bytes(text), 'Goal');
    expect([resource, findings]).toMatchObject([{ target: [{ detailQuantity: { value: 1.5 } }] }, []]);
    expect(JSON.stringify(resource)).toBe(text);
  });

  test('no more than a hundred are told', () => {
    const targets = Array.from({ length: 300 }, () => '{"detailInteger":2.0}').join(',');
    const error = errorOf(() => readResource(bytes(`{"resourceType":"Goal","target":[${targets}]}`), 'Goal'));
    expect(error.findings).toHaveLength(100);
  });
});
