import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type JsonPath, positionOf, scanJson } from '../../src/validation/json-scan.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('scanning JSON', () => {
  test('every value that JSON.stringify writes passes, in whatever spacing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(4), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        fc.pre(!text.includes('"__proto__"'));
        expect(scanJson(text, 100)).toBeUndefined();
      }),
    );
  });

  test('a text with one character changed is a syntax fault exactly when JSON.parse refuses it', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '0',
      '1',
      '-',
      '.',
      'e',
      '+',
      't',
      'null',
      ' ',
      '\n',
      'u',
      'å',
      '\t',
    ];
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.nat(),
        fc.nat(2),
        fc.constantFrom(...pieces),
        (value, at, removed, piece) => {
          const original = JSON.stringify(value);
          const position = at % (original.length + 1);
          const text = original.slice(0, position) + piece + original.slice(position + removed);
          const fault = scanJson(text, 100);
          fc.pre(fault === undefined || fault.kind === 'syntax');
          expect(fault === undefined).toBe(isJson(text));
        },
      ),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['', 0],
    ['{', 1],
    ['{"a"}', 4],
    ['{"a":1,}', 7],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['{"a":01}', 6],
    ['{"a":1.}', 6],
    ['{"a":"x\ny"}', 7],
    ['{"a":"\\x"}', 6],
    ['{"a":"\\u12g4"}', 6],
    ['{"a":"open', 10],
    ['{a:1}', 1],
    ['nul', 0],
    ['{} {}', 3],
    ['[1}', 2],
    ['NaN', 0],
  ])('%j is refused at character %i', (text, at) => {
    expect(isJson(text)).toBe(false);
    expect(scanJson(text, 100)).toMatchObject({ kind: 'syntax', at });
  });

  test('a key that stands twice in one object is refused, also when one is spelled with an escape', () => {
    expect(scanJson('{"a":1,"b":{"a":1},"a":2}', 100)).toMatchObject({ kind: 'duplicate-key', at: 19 });
    expect(scanJson('{"a":1,"\\u0061":2}', 100)).toMatchObject({ kind: 'duplicate-key', at: 7 });
    expect(scanJson('[{"a":1},{"a":1}]', 100)).toBeUndefined();
  });

  test('a key __proto__ is refused wherever it stands', () => {
    expect(scanJson('{"a":[{"__proto__":{}}]}', 100)).toMatchObject({ kind: 'prototype-key', at: 7 });
    expect(scanJson('{"\\u005f_proto__":{}}', 100)).toMatchObject({ kind: 'prototype-key', at: 1 });
  });

  test('nesting is counted in objects and arrays together, and closed levels do not count', () => {
    expect(scanJson('[{"a":[]}]', 3)).toBeUndefined();
    expect(scanJson('[{"a":[[]]}]', 3)).toMatchObject({ kind: 'depth', at: 7 });
    expect(scanJson('[[],[],[],[]]', 2)).toBeUndefined();
  });

  test('a million levels are refused without recursion', () => {
    expect(scanJson('['.repeat(1_000_000), 100)).toMatchObject({ kind: 'depth', at: 100 });
  });

  test('a fault shows punctuation but never a letter or digit of the sender', () => {
    expect(scanJson('{"name":Kari}', 100)?.found).toBe('a letter or digit');
    expect(scanJson('{"name"}', 100)?.found).toBe('}');
  });

  test('a position is a line and a column from one', () => {
    expect(positionOf('{\n  "a": x', 9)).toBe('line 2, column 8');
    expect(positionOf('x', 0)).toBe('line 1, column 1');
  });
});

describe('numbers whose digits JSON.parse does not keep', () => {
  const lost = (text: string) => {
    const paths: JsonPath[] = [];
    const fault = scanJson(text, 100, { lostDigits: (path) => paths.push(path) });
    return fault ?? paths;
  };

  test.each([
    '1.00',
    '1.50',
    '1e2',
    '1e0',
    '15E-1',
    '0.1000',
    '-0.0',
    '3.1415926535897932384626433832795028841',
    '9007199254740993',
  ])('%s is told, with where it stands', (number) => {
    expect(lost(number)).toEqual([[]]);
    expect(lost(`{"a":[1,{"b\\u0063":2,"d":${number}}],"e":1}`)).toEqual([['a', 1, 'd']]);
  });

  test.each(['0', '-0', '1', '-17', '1.5', '0.001', '1234567890123456', '1e-7', '1e+21', '9007199254740992'])(
    '%s is kept',
    (number) => {
      expect(lost(number)).toEqual([]);
    },
  );

  test('what any number is written as by JSON.stringify is kept', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(lost(JSON.stringify(number))).toEqual([]);
      }),
    );
  });

  test('digits in texts and keys are no numbers', () => {
    expect(lost('{"1.00":"1.00"}')).toEqual([]);
  });
});

test('a key that stands twice is told with its place, and does not end the scan, where somebody listens', () => {
  const paths: JsonPath[] = [];
  expect(scanJson('{"a":[{"b":1,"b":2}],"a":3}', 100, { duplicateKey: (path) => paths.push(path) })).toBeUndefined();
  expect(paths).toEqual([['a', 0, 'b'], ['a']]);
});

describe('the value of a number that is written otherwise', () => {
  const isSame = (text: string) => {
    const told: boolean[] = [];
    scanJson(text, 1, { lostDigits: (_path, isSameValue) => told.push(isSameValue) });
    return told;
  };

  test.each(['1.00', '1.50', '100.0', '1e2', '15E-1', '-0.0', '0.000', '2.50e1'])('%s is the same', (number) => {
    expect(isSame(number)).toEqual([true]);
  });

  test.each(['3.1415926535897932384626433832795028841', '9007199254740993', '1e400', '1.00000000000000001'])(
    '%s is another',
    (number) => {
      expect(isSame(number)).toEqual([false]);
    },
  );
});
