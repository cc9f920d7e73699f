import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { Source } from './mutate.ts';

/** One text to be judged. */
export interface Input {
  readonly id: string;
  readonly text: string;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const REAL_INPUT = process.env['SAMPLAN_REAL_INPUT'] ?? join(ROOT, '..', 'shared', 'real-input');

/** Our own package, which every input may claim. */
export const PACKAGE = join(ROOT, 'profiles', 'package');

function jsonFiles(folder: string, pattern: string): readonly { name: string; text: string; content: Json }[] {
  return globSync(pattern, { cwd: folder })
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
    .map((file) => ({ ...file, content: JSON.parse(file.text) as Json }));
}

/** The examples of the package, those that break a rule too. */
export function examples(): readonly Input[] {
  return jsonFiles(join(PACKAGE, 'example'), '*.json')
    .filter(({ content }) => isObject(content))
    .map(({ name, text }) => ({ id: `example/${basename(name, '.json')}`, text }));
}

const seedFiles = () => jsonFiles(join(ROOT, 'test', 'conformance', 'seeds'), '*.json');

/** Single questions that an operator does not ask. */
export function cases(): readonly Input[] {
  return jsonFiles(join(ROOT, 'test', 'conformance', 'cases'), '*.json').map(({ name, text }) => ({
    id: `case/${basename(name, '.json')}`,
    text,
  }));
}

/** Rich resources that claim no profile, to make mutants from. */
export function seeds(): readonly Input[] {
  return seedFiles().map(({ name, text }) => ({ id: `seed/${basename(name, '.json')}`, text }));
}

/** What mutants are made from: the valid examples and the seeds. */
export function sources(): readonly Source[] {
  const valid = jsonFiles(join(PACKAGE, 'example'), '*.json').filter(({ name }) => !name.includes('invalid'));
  return [...seedFiles(), ...valid].flatMap(({ name, content }) =>
    isObject(content) ? [{ name: basename(name, '.json'), resource: content satisfies JsonObject }] : [],
  );
}

/** Public data that others wrote, where it is at hand: the folder, its FHIR files in JSON, and its package. */
export function realInput(): {
  readonly folder: string;
  readonly inputs: readonly Input[];
  readonly packages: readonly string[];
} {
  if (!existsSync(REAL_INPUT)) return { folder: REAL_INPUT, inputs: [], packages: [] };
  const noBasis = join(REAL_INPUT, 'no-basis-package');
  const inputs = jsonFiles(REAL_INPUT, '*/*.json')
    .filter(
      ({ name, content }) => !name.startsWith('no-basis-package') && isObject(content) && 'resourceType' in content,
    )
    .map(({ name, text }) => ({ id: `real/${name.replace(/\.json$/, '')}`, text }));
  return { folder: REAL_INPUT, inputs, packages: existsSync(noBasis) ? [noBasis] : [] };
}
