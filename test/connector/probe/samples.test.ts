import { expect, test } from '@jest/globals';
import { ORNAMENTS } from '../../../src/connector/fhir-rest/probe/ornaments.ts';
import { PLAIN_TYPES, plainResource } from '../../../src/connector/fhir-rest/probe/plain-resource.ts';
import { retired } from '../../../src/connector/fhir-rest/probe/retire.ts';
import { SAMPLE_TYPES, sampleOf } from '../../../src/connector/fhir-rest/probe/try-shapes.ts';
import type { JsonObject } from '../../../src/record/json.ts';
import { RECORD_TYPES } from '../../../src/record/kinds.ts';
import { createValidator } from '../../../src/validation/validation.ts';

const { validate } = createValidator();
const errorsOf = (resource: unknown) =>
  validate(resource)
    .filter(({ severity }) => severity === 'error')
    .map(({ path, rule }) => `${path}: ${rule}`);
/** As it is sent: references lead to what was made. */
const sent = (sample: JsonObject): JsonObject =>
  JSON.parse(JSON.stringify(sample).replaceAll(/"\{(\w+)\}"/g, '"$1/1"')) as JsonObject;
const adorned = (resource: JsonObject): JsonObject =>
  ORNAMENTS.reduce((each, { put }) => put(each, 'Patient/1'), resource);

test('there is a sample of each type of a record, after those that it refers to', () => {
  expect([...SAMPLE_TYPES].sort()).toEqual([...RECORD_TYPES].sort());
  for (const [index, type] of SAMPLE_TYPES.entries()) {
    const targets = [...JSON.stringify(sampleOf(type)).matchAll(/"\{(\w+)\}"/g)].map(([, target]) => target);
    const before: readonly string[] = SAMPLE_TYPES.slice(0, index);
    expect(targets.filter((target) => !before.includes(String(target)))).toEqual([]);
  }
});

test.each(SAMPLE_TYPES)('the sample of %s is sound, with everything on it, and also when it is retired', (type) => {
  const resource = adorned(sent(sampleOf(type)));
  expect(errorsOf(resource)).toEqual([]);
  expect(errorsOf(retired(resource))).toEqual([]);
  expect(retired(resource)).not.toEqual(resource);
});

test.each(PLAIN_TYPES)('the plain %s is sound, and also when it is retired', (type) => {
  const resource = plainResource(type, 'Patient/1', '1f0c8a52-6f1e-4f0e-9d59-0f7a43a1c001', 'x');
  expect(errorsOf(resource)).toEqual([]);
  expect(errorsOf(retired(resource))).toEqual([]);
});
