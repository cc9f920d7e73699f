import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import type { InvalidExample } from '../../profiles/build/package-files.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { exampleFiles, PACKAGE, type PackagedResource, packaged, readPackaged } from './package-reader.ts';

const validator = createValidator({ packages: [PACKAGE] });
const invalid = readPackaged<InvalidExample[]>(join('example', 'invalid.json'));
const valid = exampleFiles().filter((file) => !file.includes('invalid-'));

test('every rule of the package is checked', () => {
  expect(validator.unchecked).toEqual([]);
});

test.each(packaged())('$resourceType $id is itself valid R4', (definition) => {
  expect(validator.validate(definition).filter(({ severity }) => severity === 'error')).toEqual([]);
});

function errorsOf(file: string) {
  const example = readPackaged<Resource & PackagedResource>(join('example', file));
  return validator
    .validate(example, { profiles: example.meta?.profile ?? [] })
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, path }) => ({ rule, path }));
}

describe('a valid example has no error', () => {
  test.each(valid)('%s', (file) => {
    expect(errorsOf(file)).toEqual([]);
  });
});

describe('an invalid example raises its one rule and nothing else', () => {
  test.each(invalid)('$file: $rule at $path', ({ file, rule, path }) => {
    expect(errorsOf(file)).toEqual([{ rule, path }]);
  });
});
