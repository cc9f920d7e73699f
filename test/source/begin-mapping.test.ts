import { expect, test } from '@jest/globals';
import { beginMapping } from '../../src/source/begin-mapping.ts';

const schemaOf = (...values: readonly unknown[]) => {
  const text = beginMapping(
    'ours',
    values.map((v) => ({ id: '1', v })),
  )['source.schema.json'];
  return (JSON.parse(text ?? '') as { properties: { v: unknown } }).properties.v;
};

test.each<[readonly unknown[], unknown]>([
  [['a', 'b'], { type: 'string' }],
  [[1, 2], { type: 'integer' }],
  [[true], { type: 'boolean' }],
  [['a', 1], {}],
  [['a', null], {}],
  [['a', { b: 1 }], {}],
  [['a', ['b']], {}],
  [[{ b: 1 }, ['b']], {}],
])('values like %j have the schema %j', (values, schema) => {
  expect(schemaOf(...values)).toEqual(schema);
});
