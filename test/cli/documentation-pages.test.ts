import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { configurationPage, EXAMPLE_CONFIGURATION } from '../../src/cli/configuration-page.ts';
import { profileRules } from '../../src/cli/law.ts';
import { lawPage } from '../../src/cli/law-page.ts';
import { loadConfiguration } from '../../src/config.ts';

const root = path.join(import.meta.dirname, '../..');
const read = (name: string): Promise<string> => readFile(path.join(root, name), 'utf8');

test('docs/configuration.md is what "samplan configuration --markdown" prints', async () => {
  expect(await read('docs/configuration.md')).toBe(configurationPage());
});

test('docs/law.md is what "samplan law" prints', async () => {
  expect(await read('docs/law.md')).toBe(lawPage(await profileRules()));
});

test('the configuration that the page shows is in order', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-page-'));
  const file = path.join(folder, 'samplan.yaml');
  await writeFile(file, EXAMPLE_CONFIGURATION);
  const { warnings, partners } = await loadConfiguration(file);
  expect(warnings).toEqual([]);
  expect(partners).toHaveLength(2);
  await rm(folder, { recursive: true });
});

test('docs/dependencies.md has a row for every package in package.json and for no other', async () => {
  const { dependencies, devDependencies } = JSON.parse(await read('package.json')) as Readonly<
    Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>
  >;
  const [runTime = '', build = ''] = (await read('docs/dependencies.md')).split('## To build and test');
  const rowsOf = (text: string): readonly string[] =>
    [...text.matchAll(/^\| ([@a-z][^ ]*) \|/gm)].map(([, name = '']) => name).filter((name) => name !== 'package');
  expect(rowsOf(runTime)).toEqual(Object.keys(dependencies).sort());
  expect(rowsOf(build)).toEqual(Object.keys(devDependencies).sort());
});

test('docs/dependencies.md calls pinned what package.json pins, and nothing else', async () => {
  const text = await read('docs/dependencies.md');
  const { dependencies, devDependencies } = JSON.parse(await read('package.json')) as Readonly<
    Record<string, Readonly<Record<string, string>>>
  >;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    const row = text.split('\n').find((line) => line.startsWith(`| ${name} |`)) ?? '';
    expect([name, row.includes('| pinned')]).toEqual([name, /^\d/.test(version)]);
  }
});
