import { describe, expect, test } from '@jest/globals';
import { compileMapping, type Mapping } from '../../src/mapping/mapping.ts';
import type { JsonObject } from '../../src/record/json.ts';

/** People in a list of a record; `key` is what the schema says of both keys. */
function people(key: JsonObject, person: object = { list: 'folk', key: 'id' }): Mapping {
  return compileMapping({
    mapping: {
      mapping: 'test',
      version: '1.0.0',
      system: 'urn:test',
      source: { format: 'json' },
      key: 'id',
      parts: { plan: { resource: 'CarePlan' }, person: { resource: 'RelatedPerson', ...person } },
    },
    codes: {},
    schema: {
      type: 'object',
      properties: {
        id: key,
        folk: { type: 'array', items: { type: 'object', properties: { id: key, egen: {} } } },
      },
    },
  });
}

const rulesOf = (findings: readonly { readonly rule: string; readonly path: string }[]) =>
  findings.map(({ rule, path }) => `${rule} ${path}`);

describe('a record that nothing names is not mapped', () => {
  test.each<[string, JsonObject]>([
    ['no key', {}],
    ['null', { id: null }],
    ['an empty text', { id: '' }],
    ['spaces', { id: '  ' }],
    ['an object', { id: { a: 1 } }],
  ])('%s', (_, record) => {
    const { resources, loss, findings } = people({}).toRecord(record);
    expect(resources).toEqual([]);
    expect(loss).toEqual([{ pointer: '', reason: 'unplaced' }]);
    expect(rulesOf(findings)).toEqual(['mapping-record-key /id']);
  });
});

test.each<[string, JsonObject]>([
  ['no key', {}],
  ['null', { id: null }],
  ['an empty text', { id: '' }],
  ['a list', { id: ['a'] }],
])('an item of a list that nothing names is left out: %s', (_, item) => {
  const { resources, loss, findings } = people({}).toRecord({ id: '1', folk: [item] });
  expect(resources.map(({ resourceType }) => resourceType)).toEqual(['CarePlan']);
  expect(loss).toEqual([{ pointer: '/folk', reason: 'unread' }]);
  expect(rulesOf(findings)).toEqual(['mapping-key /folk/0']);
});

test('keys that are numbers come back as numbers', () => {
  const mapping = people({ type: 'integer' });
  const record = { id: 7, folk: [{ id: 1 }, { id: 2 }] };
  const { resources, loss } = mapping.toRecord(record);
  expect(loss).toEqual([]);
  expect(mapping.toSource(resources)).toEqual({ source: record, loss: [], findings: [] });
});

test('a number as key where the schema may have a text comes back as text, which is told', () => {
  const mapping = people({ type: ['string', 'integer'] });
  const { resources, loss } = mapping.toRecord({ id: 7, folk: [{ id: 1 }] });
  expect(loss).toEqual([
    { pointer: '/id', reason: 'changed' },
    { pointer: '/folk/0/id', reason: 'changed' },
  ]);
  expect(mapping.toSource(resources).source).toEqual({ id: '7', folk: [{ id: '1' }] });
});

test('somebody named "undefined" gets nothing of an item that nothing names', () => {
  const mapping = people({ type: 'string' });
  const { resources } = mapping.toRecord({ id: '1', folk: [{ id: 'undefined' }] });
  const before = { id: '1', folk: [{ egen: 'fars' }, { id: 'undefined', egen: 'mors' }] };
  expect(mapping.toSource(resources, before).source).toEqual(before);
});

test.each<[string, object]>([
  ['a list', { list: 'folk' }],
  ['a list, without identifiers', { list: 'folk', identity: 'none' }],
])('resources of %s without key are refused when the mapping is loaded', (_, person) => {
  expect(() => people({}, person)).toThrow(
    expect.objectContaining({
      findings: [expect.objectContaining({ rule: 'mapping-key-missing', path: 'parts.person' })],
    }),
  );
});

test('what a pair writes into a constant of one record is in no other', () => {
  const mapping = people(
    { type: 'string' },
    {
      list: 'folk',
      key: 'id',
      constants: {
        relationship: { coding: [{ code: 'x' }] },
        birthDate: '2000-01-01',
        communication: { language: { coding: [] } },
      },
      pairs: [{ source: 'egen', fhir: 'communication.language.text' }],
    },
  );
  const first = mapping.toRecord({ id: '1', folk: [{ id: 'a', egen: 'om far' }] });
  const second = mapping.toRecord({ id: '2', folk: [{ id: 'b' }] });
  expect(JSON.stringify(first)).toContain('om far');
  expect(JSON.stringify(second)).not.toContain('om far');
});
