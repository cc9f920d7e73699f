import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { profilePackages } from '../../src/config/profile-packages.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { temporaryFolder } from '../temporary-folder.ts';

function folderWith(...files: readonly string[]): string {
  const folder = temporaryFolder('profiles');
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), '{}');
  }
  return folder;
}

const relative = (folder: string, named: readonly string[] = []): readonly string[] =>
  profilePackages(named, folder).map((place) => path.relative(folder, path.resolve(folder, place)));

test("Samplan's own package comes first, then every owner's in order, then those named", () => {
  const folder = folderWith(
    'local/README.md',
    'local/b-owner/StructureDefinition-x.json',
    'local/a-owner/package/package.json',
    'local/c-owner/two.tgz',
    'local/c-owner/one/StructureDefinition-x.json',
    'local/c-owner/notes/read.me',
    'local/.hidden/x.json',
    'local/d-owner/README.md',
  );
  expect(relative(folder, ['named'])).toEqual([
    'package',
    'local/a-owner',
    'local/b-owner',
    'local/c-owner/one',
    'local/c-owner/two.tgz',
    'named',
  ]);
});

test('without local packages there is our own alone', () => {
  expect(relative(folderWith('package/x.json'))).toEqual(['package']);
});

test('our own is there, and loads', () => {
  const [own = '', ...rest] = profilePackages([]);
  expect(
    createValidator({ packages: [own, ...rest] }).typeOf('http://samplan.no/fhir/StructureDefinition/ip-careplan'),
  ).toBe('CarePlan');
});
