import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { packageFiles } from '../../profiles/build/package-files.ts';
import { differences } from '../../profiles/build/package-folder.ts';
import { readRules } from '../../profiles/build/read-rules.ts';
import { compileShorthand } from '../../profiles/build/shorthand-compiler.ts';
import { PACKAGE, SOURCES } from './package-reader.ts';

test('the committed package is, to the byte, what the sources compile to', async () => {
  const compilation = await compileShorthand(SOURCES);
  const invalid = JSON.parse(readFileSync(join(SOURCES, 'examples/invalid.json'), 'utf8'));
  expect(compilation.problems).toEqual([]);
  expect(differences(PACKAGE, packageFiles(compilation, invalid, readRules(SOURCES)))).toEqual([]);
});
