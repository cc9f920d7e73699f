import { expect, test } from '@jest/globals';
import { packageFiles } from '../../profiles/build/package-files.ts';
import type { RuleTable } from '../../profiles/build/rules.ts';
import type { Compilation } from '../../profiles/build/shorthand-compiler.ts';

const compilation: Compilation = {
  canonical: 'http://samplan.no/fhir',
  version: '0.1.0',
  conformance: [
    { resourceType: 'ValueSet', id: 'b' },
    { resourceType: 'CodeSystem', id: 'a' },
  ],
  examples: [{ resourceType: 'Goal', id: 'invalid-a' }],
  problems: [],
};
const rules: RuleTable = { references: {}, rules: [] };
const listed = { file: 'Goal-invalid-a.json', rule: 'slice-min', path: 'Goal.category' };

test('files come in the order of their names, whatever the order of the sources', () => {
  expect([...packageFiles(compilation, [listed], rules).keys()]).toEqual([
    '.index.json',
    'CodeSystem-a.json',
    'ValueSet-b.json',
    'example/Goal-invalid-a.json',
    'example/invalid.json',
    'other/rules.json',
    'package.json',
  ]);
});

test('the index says of each conformance resource what it is, and where', () => {
  const index = JSON.parse(packageFiles(compilation, [listed], rules).get('.index.json') ?? '');
  expect(index['index-version']).toBe(2);
  expect(index.files).toEqual([
    expect.objectContaining({ filename: 'CodeSystem-a.json', resourceType: 'CodeSystem', id: 'a' }),
    expect.objectContaining({ filename: 'ValueSet-b.json', resourceType: 'ValueSet', id: 'b' }),
  ]);
});

test('an invalid example that no rule is listed for is refused', () => {
  expect(() => packageFiles(compilation, [], rules)).toThrow('Goal-invalid-a.json is compiled but not listed');
});

test('a listed example that no source declares is refused', () => {
  const missing = { ...listed, file: 'Goal-invalid-b.json' };
  expect(() => packageFiles(compilation, [listed, missing], rules)).toThrow(
    'Goal-invalid-b.json is listed but not compiled',
  );
});

test('a table of rules that the profiles disagree with is refused', () => {
  const row = { key: 'ip-nowhere', kind: 'invariant', profiles: ['ip-goal'], reference: 'pbrl' } as const;
  const text = { nb: 'a', nn: 'b', en: 'c' };
  const table: RuleTable = {
    references: {},
    rules: [{ ...row, phase: 'form', severity: 'error', message: text, action: text }],
  };
  expect(() => packageFiles(compilation, [listed], table)).toThrow(
    'rules.json: ip-nowhere rests on an unknown "pbrl"; ip-nowhere is not both in ip-goal and said to be',
  );
});

test('the guide and the code system of rules are filled in from what is compiled', () => {
  const text = { nb: 'bokmål', nn: 'nynorsk', en: 'English' };
  const table: RuleTable = {
    references: { pbrl: { act: 'pbrl', section: '§ 1', read: 'verbatim' } },
    rules: [
      {
        key: 'of-the-record',
        kind: 'record',
        reference: 'pbrl',
        phase: 'form',
        severity: 'error',
        message: text,
        action: text,
      },
    ],
  };
  const files = packageFiles(
    {
      ...compilation,
      conformance: [
        { resourceType: 'CodeSystem', id: 'rule' },
        { resourceType: 'ImplementationGuide', id: 'guide' },
      ],
      examples: [...compilation.examples, { resourceType: 'Goal', id: 'walk', meta: { profile: ['urn:a'] } }],
    },
    [listed],
    table,
  );
  const read = (name: string) => JSON.parse(files.get(name) ?? '');
  expect(read('CodeSystem-rule.json').concept).toEqual([
    expect.objectContaining({ code: 'of-the-record', display: 'English', definition: 'English' }),
  ]);
  expect(read('ImplementationGuide-guide.json').definition.resource).toEqual([
    { reference: { reference: 'CodeSystem/rule' }, name: 'rule', exampleBoolean: false },
    { reference: { reference: 'Goal/walk' }, name: 'walk', exampleCanonical: 'urn:a' },
  ]);
});
