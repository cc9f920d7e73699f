/**
 * Compiles profiles/fsh to the FHIR package in profiles/package.
 *
 *     node profiles/build/compile-profiles.ts            writes the package
 *     node profiles/build/compile-profiles.ts --check    writes nothing, exits 1 when the committed package differs
 *
 * Any error or warning of SUSHI is a failure. Needs no network.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type InvalidExample, packageFiles } from './package-files.ts';
import { differences, writePackage } from './package-folder.ts';
import { readRules } from './read-rules.ts';
import { compileShorthand } from './shorthand-compiler.ts';

const PROFILES = resolve(import.meta.dirname, '..');
const SOURCES = join(PROFILES, 'fsh');
const PACKAGE = join(PROFILES, 'package');

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
    return await compileProfiles(values.check);
  } catch (error) {
    return fail([error instanceof Error ? error.message : String(error)]);
  }
}

async function compileProfiles(check: boolean): Promise<number> {
  const compilation = await compileShorthand(SOURCES);
  if (compilation.problems.length > 0) {
    return fail(compilation.problems);
  }
  const invalid: InvalidExample[] = JSON.parse(readFileSync(join(SOURCES, 'examples/invalid.json'), 'utf8'));
  const files = packageFiles(compilation, invalid, readRules(SOURCES));
  if (!check) {
    writePackage(PACKAGE, files);
    process.stdout.write(`profiles/package: ${files.size} files\n`);
    return 0;
  }
  const found = differences(PACKAGE, files);
  if (found.length > 0) {
    return fail([...found, 'profiles/package is not what profiles/fsh compiles to: run compile-profiles and commit']);
  }
  return 0;
}

function fail(lines: readonly string[]): number {
  process.stderr.write(`${lines.join('\n')}\n`);
  return 1;
}
