import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Resource, StructureDefinition } from '@medplum/fhirtypes';
import type { InvalidExample } from '../../profiles/build/package-files.ts';
import type { Finding } from '../../src/validation/finding.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { exampleFiles, PACKAGE, type PackagedResource, packaged, readPackaged } from './package-reader.ts';
import { rulesOf } from './profile-rules.ts';

const validator = createValidator({ packages: [PACKAGE] });
const invalid = readPackaged<InvalidExample[]>(join('example', 'invalid.json'));
const valid = exampleFiles().filter((file) => !file.includes('invalid-'));
const structures = packaged<StructureDefinition & PackagedResource>('StructureDefinition');

test('every rule of the package is checked', () => {
  expect(validator.unchecked).toEqual([]);
});

test.each(packaged())('$resourceType $id is itself valid R4', (definition) => {
  // Profiles on Consent repeat R4's own example of an identifier, which is none (docs/validation.md).
  const errors = validator
    .validate(definition)
    .filter(
      ({ severity, rule, path }) => severity === 'error' && !(rule === 'identifier-uri' && /\.example\[/.test(path)),
    );
  expect(errors).toEqual([]);
});

/** Errors and warnings. `code-unknown` says of a coding what a binding says of its concept. */
function findingsOf(file: string): readonly Finding[] {
  const example = readPackaged<Resource & PackagedResource>(join('example', file));
  return validator
    .validate(example, { profiles: example.meta?.profile ?? [] })
    .filter(({ severity, rule }) => severity !== 'information' && rule !== 'code-unknown');
}

describe('a valid example has neither error nor warning', () => {
  test.each(valid)('%s', (file) => {
    expect(findingsOf(file)).toEqual([]);
  });
});

describe('an invalid example raises its one rule and nothing else', () => {
  test.each(invalid)('$file: $rule at $path', ({ file, rule, path }) => {
    expect(findingsOf(file).map((finding) => ({ rule: finding.rule, path: finding.path }))).toEqual([{ rule, path }]);
  });
});

describe('every rule that the package adds is broken by an invalid example', () => {
  const broken = new Set(
    invalid
      .flatMap(({ file }) => findingsOf(file))
      .map(({ rule, profile, element }) => `${profile} ${element} ${rule}`),
  );

  test.each(structures)('$id', (structure) => {
    const unbroken = rulesOf(structure).filter(
      ({ profile, element, rule }) => !broken.has(`${profile} ${element} ${rule}`),
    );
    expect(unbroken).toEqual([]);
  });
});
