import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OWN_PACKAGE } from '../../src/validation/base-definitions.ts';
import type { LoadedPackage } from '../../src/validation/loaded-package.ts';
import { loadPackage } from '../../src/validation/package-loader.ts';

const folder = mkdtempSync(join(tmpdir(), 'samplan-own-package-'));
let byIndex: LoadedPackage;
/** The same files where nobody knows them as Samplan's: every one is opened, and held to what any package is. */
let byFile: LoadedPackage;

beforeAll(() => {
  cpSync(OWN_PACKAGE, folder, { recursive: true });
  byIndex = loadPackage(OWN_PACKAGE);
  byFile = loadPackage(folder);
});

afterAll(() => rmSync(folder, { recursive: true }));

const told = ({ definitions }: LoadedPackage) =>
  definitions.map(({ url, version, type, kind, definition, file }) => ({ url, version, type, kind, definition, file }));

test('Samplan’s own package has no faults, held to what others are', () => {
  expect(byFile.faults).toEqual([]);
});

test('its index leads to all of its profiles, and says of each what is in it', () => {
  expect(byFile.definitions.length).toBeGreaterThan(30);
  expect(told(byIndex)).toEqual(told(byFile));
});

test('its index leads to all value sets, code systems and rules', () => {
  expect(byIndex.valueSets).toEqual(byFile.valueSets);
  expect(byIndex.codeSystems).toEqual(byFile.codeSystems);
  expect(byIndex.rules).toEqual(byFile.rules);
  expect([byIndex.name, byIndex.isOwn, byFile.name, byFile.isOwn]).toEqual(['samplan.ip', true, 'samplan.ip', false]);
});

test('a profile is read once', () => {
  const [first] = byIndex.definitions;
  expect(first?.definition).toBe(first?.definition);
});
