import { expect, test } from '@jest/globals';
import { packageFiles } from '../../profiles/build/package-files.ts';
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
const listed = { file: 'Goal-invalid-a.json', rule: 'slice-min', path: 'Goal.category' };

test('files come in the order of their names, whatever the order of the sources', () => {
  expect([...packageFiles(compilation, [listed]).keys()]).toEqual([
    'CodeSystem-a.json',
    'ValueSet-b.json',
    'example/Goal-invalid-a.json',
    'example/invalid.json',
    'package.json',
  ]);
});

test('an invalid example that no rule is listed for is refused', () => {
  expect(() => packageFiles(compilation, [])).toThrow('Goal-invalid-a.json is compiled but not listed');
});

test('a listed example that no source declares is refused', () => {
  const missing = { ...listed, file: 'Goal-invalid-b.json' };
  expect(() => packageFiles(compilation, [listed, missing])).toThrow('Goal-invalid-b.json is listed but not compiled');
});
