import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { baseDefinitions } from '../../src/validation/base-definitions.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { base, type Json } from './found.ts';

const types = [...baseDefinitions.resourceTypes];
const folder = new URL('../../profiles/base/', import.meta.url);

test('R4 has 146 concrete resource types', () => {
  expect(types.length).toBe(146);
});

test.each(types)('%s compiles, and asks for what it requires', (resourceType) => {
  const required = (baseDefinitions.tree(resourceType)?.root.children ?? [])
    .filter(({ definition }) => (definition.min ?? 0) > 0)
    .map(({ name }) => `${resourceType}.${name.replace('[x]', '')}`);
  const missing = base
    .validate({ resourceType })
    .filter(({ rule }) => rule === 'cardinality-min')
    .map(({ path }) => path);
  expect(missing).toEqual(required);
});

test("every one of HL7's extension definitions compiles", () => {
  const validator = createValidator();
  for (const url of baseDefinitions.extensions.keys()) {
    const extension: Json = { url, valueString: 'x' };
    expect(() =>
      validator.validate({ resourceType: 'Basic', code: { text: 'x' }, extension: [extension] }),
    ).not.toThrow();
  }
});

test('every type file holds the type it is named for', () => {
  for (const file of readdirSync(new URL('types/', folder))) {
    const definition = JSON.parse(readFileSync(new URL(`types/${file}`, folder), 'utf8')) as Json;
    expect(`${(definition['url'] as string).split('/').pop()}.json`).toBe(file);
  }
});
