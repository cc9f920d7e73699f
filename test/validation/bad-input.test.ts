import { describe, expect, test } from '@jest/globals';
import { isNarrative } from '../../src/validation/narrative.ts';
import { PackageError } from '../../src/validation/package-fault.ts';
import { primitiveChecks } from '../../src/validation/primitives.ts';
import { regexFault, safeRegex } from '../../src/validation/safe-regex.ts';
import { createValidator } from '../../src/validation/validation.ts';
import type { Work } from '../../src/validation/work.ts';
import { base, carePlan, found, type Json } from './found.ts';
import { packageOf, profileOf } from './made-package.ts';

const HL7 = 'http://hl7.org/fhir/StructureDefinition';

function faultsOf(element: readonly Json[]): readonly (readonly [string, string | undefined, string])[] {
  try {
    createValidator({
      packages: [packageOf({ 'a.json': profileOf('CarePlan', [{ id: 'CarePlan', path: 'CarePlan' }, ...element]) })],
    });
    return [];
  } catch (error) {
    return error instanceof PackageError ? error.faults.map(({ file, element: at, reason }) => [file, at, reason]) : [];
  }
}

/** Milliseconds, generous: what these guard against takes hours. */
const SOON = 10000;

function timed<T>(work: () => T): T {
  const start = performance.now();
  const result = work();
  expect(performance.now() - start).toBeLessThan(SOON);
  return result;
}

describe('a profile is refused at load', () => {
  const constraint = (expression: string) => [
    {
      id: 'CarePlan.title',
      path: 'CarePlan.title',
      constraint: [{ key: 'x-1', severity: 'error', human: 'x', expression }],
    },
  ];

  test.each([
    ['no FHIRPath', 'title.exists(', 'x-1 is not FHIRPath: an expression is missing before the end at character 14'],
    [
      'nested too deep',
      `${'('.repeat(100)}title${')'.repeat(100)}`,
      'x-1 is not FHIRPath: more than 64 levels of nesting at character 66',
    ],
    [
      'too long',
      `title = '${'x'.repeat(20000)}'`,
      'x-1 is not FHIRPath: longer than 16384 characters at character 16385',
    ],
    [
      'a regex that refers back',
      "title.matches('(a)\\\\1')",
      'x-1 has a regular expression that is not run: a reference back, or a word boundary, cannot be run in bounded time',
    ],
    [
      'a regex that comes from the resource',
      'title.matches(description)',
      'x-1 has a regular expression that is not written out',
    ],
  ])('for an invariant that is %s', (_, expression, reason) => {
    expect(faultsOf(constraint(expression))).toEqual([['a.json', 'CarePlan.title', reason]]);
  });

  test('for a regex on a type that looks ahead', () => {
    const extension = [{ url: `${HL7}/regex`, valueString: '(?=a)a' }];
    expect(faultsOf([{ id: 'CarePlan.title', path: 'CarePlan.title', type: [{ code: 'string', extension }] }])).toEqual(
      [
        [
          'a.json',
          'CarePlan.title',
          'has a regular expression that is not run: looking ahead or behind cannot be run in bounded time',
        ],
      ],
    );
  });
});

describe('regular expressions of packages', () => {
  const unbounded: Work = { spend: () => undefined };
  const catastrophic = ['(a+)+$', '(a|aa)+$', '(a|a?)+$', '([a-zA-Z]+)*$', '(.*a){12}$', '(x+x+)+y'];
  const texts = [`${'a'.repeat(20000)}!`, `${'x'.repeat(20000)}!`, 'ab'.repeat(10000)];

  test.each(catastrophic)('%s takes no longer than the text', (pattern) => {
    for (const text of texts) {
      timed(() => safeRegex(pattern)?.(text, unbounded));
    }
  });

  test.each(['^[A-Z]{2}\\d{4}$', 'a|b|', '[^\\s/]+', '(?:a{2,3}){2}', 'x\\.y', '[\\]a-]', '\\u0041?b', '(?<n>a)b'])(
    '%s says what the JavaScript engine says',
    (pattern) => {
      const native = new RegExp(pattern, 's');
      const whole = new RegExp(`^(?:${pattern})$`, 's');
      for (const text of [
        '',
        'a',
        'b',
        'AB1234',
        'xAB1234',
        'aaaa',
        'aaaaaa',
        ' / ',
        'x.y',
        'xzy',
        ']',
        'Ab',
        'ab',
        'a\nb',
      ]) {
        expect([text, safeRegex(pattern)?.(text, unbounded)]).toEqual([text, native.test(text)]);
        expect([text, safeRegex(pattern, true)?.(text, unbounded)]).toEqual([text, whole.test(text)]);
      }
    },
  );

  test.each(['(', ')', 'a)', '[a', '*', 'a**', 'a{9999}', '(a{5000}){5000}', '\\b', '(?!a)', '('.repeat(50)])(
    '%s is refused',
    (pattern) => {
      expect(regexFault(pattern)).toEqual(expect.any(String));
      expect(safeRegex(pattern)).toBeUndefined();
    },
  );
});

describe('no text can hold a check', () => {
  const size = 200000;
  const hostile = [
    'a',
    '1',
    ' ',
    '.',
    '-',
    '/',
    'a ',
    ' a',
    '0.',
    '<',
    '&',
    '<p>',
    '<p ',
    '<p a="',
    'xmlns=',
    '<!--',
    '--',
    '</div>',
    '#',
    '%',
    '+',
    '\u00e5',
  ].map((part) => part.repeat(Math.ceil(size / part.length)));

  test.each(Object.keys(primitiveChecks))('%s', (type) => {
    for (const text of hostile) {
      timed(() => [
        primitiveChecks[type]?.(text),
        primitiveChecks[type]?.(`${text}!`),
        primitiveChecks[type]?.(`urn:oid:1${text}`),
      ]);
    }
  });

  test('narrative', () => {
    const div = (content: string) => `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>`;
    for (const text of hostile) {
      timed(() => [
        isNarrative(text),
        isNarrative(div(text)),
        isNarrative(`<div ${text}`),
        isNarrative(div(`<p title="${text}">`)),
      ]);
    }
    expect(timed(() => isNarrative(div('<p>x</p>'.repeat(size))))).toBe(true);
  });

  test('references, urls, languages and codes', () => {
    for (const text of hostile) {
      timed(() =>
        base.validate(
          carePlan({
            language: text,
            subject: { reference: text, type: text },
            addresses: [{ reference: `#${text}` }],
            extension: [{ url: text, valueUrl: text }],
            category: [{ coding: [{ system: text, code: text }] }],
            instantiatesCanonical: [text],
          }),
        ),
      );
    }
  });
});

describe('no size or depth can hold a pass', () => {
  const count = 100000;

  test('a hundred thousand items, right and wrong', () => {
    const many = <T>(value: T): readonly T[] => Array.from({ length: count }, () => value);
    expect(timed(() => found(carePlan({ note: many({ text: 'x' }) })))).toEqual([]);
    expect(timed(() => found(carePlan({ note: many({}) }))).at(-1)).toBe('finding-limit @ CarePlan');
    expect(timed(() => found(carePlan({ instantiatesUri: many(null) }))).at(-1)).toBe('finding-limit @ CarePlan');
    expect(
      timed(() => found(carePlan(Object.fromEntries(Array.from({ length: count }, (_, at) => [`x${at}`, 1])))).at(-1)),
    ).toBe('finding-limit @ CarePlan');
  });

  test('a hundred thousand contained resources that are all referred to', () => {
    const ids = Array.from({ length: count }, (_, at) => `c${at}`);
    const plan = carePlan({
      contained: ids.map((id) => ({ resourceType: 'Condition', id, subject: { reference: 'Patient/1' } })),
      addresses: ids.map((id) => ({ reference: `#${id}` })),
    });
    expect(timed(() => found(plan))).toEqual([]);
    const { addresses: _, ...alone } = plan;
    expect(timed(() => found(alone))).toEqual(['dom-3 @ CarePlan']);
  });

  test('a Bundle of a hundred thousand entries that refer to each other', () => {
    const entry = Array.from({ length: count }, (_, at) => ({
      fullUrl: `http://a.no/Basic/${at}`,
      resource: {
        resourceType: 'Basic',
        id: `${at}`,
        code: { text: 'x' },
        subject: { reference: `Basic/${count - at - 1}` },
      },
    }));
    expect(timed(() => found({ resourceType: 'Bundle', type: 'collection', entry }))).toEqual([]);
  });

  test('an expression of the engine on more than it is given', () => {
    const constraint = [
      { key: 'x-1', severity: 'error', human: 'x', expression: '(descendants() | note).count() > 0' },
    ];
    const profile = profileOf('CarePlan', [{ id: 'CarePlan', path: 'CarePlan', constraint }]);
    const validator = createValidator({ packages: [packageOf({ 'a.json': profile })] });
    const plan = carePlan({ note: Array.from({ length: count }, () => ({ text: 'x' })) });
    expect(timed(() => found(plan, validator, { profiles: [profile['url'] as string] }))).toEqual([
      'warning invariant-not-checked @ CarePlan',
    ]);
  });

  test('a hundred thousand levels', () => {
    let extension: Json = { url: 'urn:x', valueString: 'x' };
    for (let level = 0; level < count; level += 1) {
      extension = { url: 'urn:x', extension: [extension] };
    }
    expect(timed(() => found({ ...carePlan(), extension: [extension] }))).toContainEqual(
      expect.stringContaining('nesting-depth'),
    );
    let item: Json = { linkId: 'x', type: 'group' };
    for (let level = 0; level < count; level += 1) {
      item = { linkId: `${level}`, type: 'group', item: [item] };
    }
    expect(timed(() => found({ resourceType: 'Questionnaire', status: 'draft', item: [item] }))).toContainEqual(
      expect.stringContaining('nesting-depth'),
    );
  });
});
