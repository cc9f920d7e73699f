import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { FILE, schemaCheck } from './schemas/schema-check.ts';

test('what checks the settings is made of the schemas as they are (npm run schemas)', () => {
  expect(readFileSync(FILE, 'utf8') === schemaCheck()).toBe(true);
});

test('a start loads nothing of Ajv for it but how long a text is', () => {
  const loaded = [...schemaCheck().matchAll(/\brequire\(|^import .* from '(.*)';$/gm)].map(([, name]) => name);
  expect(loaded).toEqual(['ajv/dist/runtime/ucs2length.js']);
});
