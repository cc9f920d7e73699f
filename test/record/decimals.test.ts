import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { boxed, numberIn, parseSpelled, parseStored, rebuilt, spellingOf, unboxed } from '../../src/record/decimals.ts';
import { canonical, equal } from '../../src/record/json.ts';
import { scanJson } from '../../src/validation/json-scan.ts';

const TEXT = '{"a":[{"value":1.50,"unit":"kg"},{"value":2}],"b":{"c":1e2,"d":"1.50"}}';

/** http://hl7.org/fhir/R4/datatypes.html#decimal: the precision of a decimal is preserved. */
describe('a decimal', () => {
  test('is a number, and is written as it was spelled', () => {
    const value = parseSpelled(TEXT) as { a: { value: number }[]; b: object };
    expect(value).toEqual(JSON.parse(TEXT));
    expect(JSON.stringify(value)).toBe(TEXT);
    expect(value.a[0] && spellingOf(value.a[0], 'value')).toBe('1.50');
    expect(value.a[1] && spellingOf(value.a[1], 'value')).toBeUndefined();
  });

  test('of any spelling comes back from a text that is stored', () => {
    const digits = fc.stringMatching(/^-?(?:0|[1-9]\d{0,24})(?:\.\d{1,20})?(?:[eE][+-]?\d{1,2})?$/);
    fc.assert(
      fc.property(digits, fc.string(), (number, text) => {
        const stored = JSON.stringify({ text, value: 0 }).replace(/0\}$/, `${number}}`);
        scanJson(stored, 1, {
          lostDigits: (_path, isSameValue) => {
            if (isSameValue) expect(JSON.stringify(parseStored(stored))).toBe(stored);
          },
        });
      }),
      { numRuns: 2_000 },
    );
  });

  test('that is changed is written as what it is now', () => {
    const value = parseSpelled('{"value":1.50}') as { value: number };
    value.value = 1.75;
    expect([JSON.stringify(value), spellingOf(value, 'value')]).toEqual(['{"value":1.75}', undefined]);
  });

  test('is spelled as before in an object that takes the place of its own', () => {
    const value = parseSpelled('{"value":1.50,"unit":"kg","code":"kg"}') as object;
    const less = rebuilt(value, Object.entries(value).slice(0, 2));
    expect(JSON.stringify(less)).toBe('{"value":1.50,"unit":"kg"}');
    expect(JSON.stringify(rebuilt(value, [['unit', 'g']]))).toBe('{"unit":"g"}');
  });

  test('can be put elsewhere in a copy', () => {
    const copy = boxed(parseSpelled('{"from":{"value":1.50},"to":{"value":1}}')) as Record<string, { value: unknown }>;
    const moved = { to: { value: copy['from']?.value } };
    expect([numberIn(moved.to.value), numberIn('1.50')]).toEqual([1.5, '1.50']);
    expect(unboxed(moved)).toEqual({ to: { value: 1.5 } });
    expect(JSON.stringify(unboxed(moved))).toBe('{"to":{"value":1.50}}');
  });

  test('is equal to the same number however that is spelled: a partner that does not keep it changes nothing', () => {
    const [one, other] = [parseSpelled('{"value":1.50}'), JSON.parse('{"value":1.5}')];
    expect(equal(one, other)).toBe(true);
    expect(canonical(one)).toBe(canonical(other));
  });
});

test('an element that is called __proto__ stays an element beside a decimal that is spelled', () => {
  const text = '{"value":1.50,"__proto__":{"code":"kg"}}';
  const quantity = parseStored(text) as { readonly code?: string };
  expect(Object.keys(quantity)).toEqual(['value', '__proto__']);
  expect(quantity.code).toBeUndefined();
  expect(JSON.stringify(quantity)).toBe(text);
});
