import { cpSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { OWN_PACKAGE } from '../../src/validation/base-definitions.ts';
import type { LoadedDefinition, LoadedPackage } from '../../src/validation/loaded-package.ts';
import { redefinitions } from '../../src/validation/own-canonicals.ts';
import { loadPackage } from '../../src/validation/package-loader.ts';
import { ProfileSet } from '../../src/validation/profile-set.ts';
import { withSnapshots } from '../../src/validation/snapshots.ts';
import { temporaryFolder } from '../temporary-folder.ts';

let byIndex: LoadedPackage;
/** The same files where nobody knows them as Samplan's: every one is opened, and held to what any package is. */
let byFile: LoadedPackage;

beforeAll(() => {
  const folder = temporaryFolder('own-package');
  cpSync(OWN_PACKAGE, folder, { recursive: true });
  byIndex = loadPackage(OWN_PACKAGE);
  byFile = loadPackage(folder);
});

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

test('making a validator opens none of its profiles', () => {
  const closed = byIndex.definitions.map(
    ({ url, version, type, kind, file, package: name, isOwn }): LoadedDefinition => ({
      ...{ url, version, type, kind, file, package: name, isOwn },
      get definition(): never {
        throw new Error(`${url} was opened`);
      },
    }),
  );
  const packages = withSnapshots([{ ...byIndex, definitions: closed }]);
  expect(redefinitions(packages)).toEqual([]);
  const profiles = new ProfileSet(packages);
  expect([profiles.faults(), profiles.compileForeign()]).toEqual([[], []]);
  expect(() => profiles.profile(closed[0]?.url ?? '')).toThrow('was opened');
});

test('a profile is read once', () => {
  const [first] = byIndex.definitions;
  expect(first?.definition).toBe(first?.definition);
});
