import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');

/** Where people of the test data are named. */
const SOURCES = ['test/**/*.ts', 'test/**/*.json', 'profiles/package/example/*.json'];

/** `family: 'Nesbakk'`, `"given": ["Ingrid"]`, `name: [{ text: 'I. Nesbakk' }]`. */
const NAMES =
  /\b(?:family|given|name)['"]?: ?(?:\[\s*)?(?:\{ ?['"]?text['"]?: ?)?(['"][^'"\]]+['"](?:, ?['"][^'"\]]+['"])*)/gu;

/** A name of a person begins so and is long enough to be told from a code. */
const WORD = /\p{Lu}\p{Ll}{2,}/gu;

/** An identity number by itself, and no part of an id. */
const NUMBER = /(?<![\w.:-])\d{11}(?![\w:-])/u;

/** Words that are names of organizations, systems or elements in the same places. */
const NO_PERSONS = /kommune|Helse|HF|Samplan|Organization|Profile|\.|:/u;

let names: RegExp | undefined;

/** The given and family names of everybody in the test data, as words. */
export function personNames(): ReadonlySet<string> {
  const words = new Set<string>();
  for (const file of SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT }))) {
    for (const [found, quoted = ''] of readFileSync(path.join(ROOT, file), 'utf8').matchAll(NAMES)) {
      if (found.startsWith('name') && !found.includes('text')) continue;
      if (NO_PERSONS.test(quoted)) continue;
      for (const [word] of quoted.matchAll(WORD)) words.add(word);
    }
  }
  return words;
}

/**
 * What a line of a log says that it must not: an identity number, or the name of somebody in the test data.
 *
 * @example
 * leakIn('{"event":"pass ended","partner":"Fjordvik kommune"}') // undefined
 */
export function leakIn(line: string): string | undefined {
  names ??= new RegExp(`(?<![\\p{L}\\d-])(?:${[...personNames()].join('|')})(?![\\p{L}\\d-])`, 'u');
  return NUMBER.exec(line)?.[0] ?? names.exec(line)?.[0];
}

/** The same of a text of several lines: what was found, with its line. */
export function leaksIn(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const leak = leakIn(line);
    return leak === undefined ? [] : [`${leak} in ${line}`];
  });
}
