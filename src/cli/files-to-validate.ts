import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { SamplanError } from '../errors.ts';

/** What a folder is searched for. An .xml file is listed so that it is told that it was not read. */
const NAMES = /\.(json|xml|ndjson|jsonl)$/i;

/**
 * The files that paths stand for: a file itself, a folder's .json, .ndjson, .jsonl and .xml files with those of its subfolders, in the order
 * of their names. Hidden entries and node_modules are left out. Throws `not-found` with every path that is not there.
 *
 * @example
 * await filesToValidate(['plan.json', 'plans/'])
 */
export async function filesToValidate(paths: readonly string[]): Promise<readonly string[]> {
  const missing: string[] = [];
  const empty: string[] = [];
  const files: string[] = [];
  for (const given of paths) {
    const entry = await stat(given).catch(() => undefined);
    if (entry === undefined) missing.push(given);
    else if (!entry.isDirectory()) files.push(given);
    else {
      const found = await filesIn(given);
      if (found.length === 0) empty.push(given);
      files.push(...found);
    }
  }
  if (missing.length > 0) throw nothingAt(missing);
  if (files.length === 0) throw nothingIn(empty);
  return [...new Set(files)];
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const lists = await Promise.all(
    entries
      .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
      .sort((left, right) => (left.name < right.name ? -1 : 1))
      .map(async (entry) => {
        const place = path.join(folder, entry.name);
        // A link to a folder is not followed: it may lead back here.
        if (entry.isDirectory()) return filesIn(place);
        return NAMES.test(entry.name) ? [place] : [];
      }),
  );
  return lists.flat();
}

function nothingAt(missing: readonly string[]): SamplanError {
  return new SamplanError(
    'not-found',
    {
      nb: 'Noe av det som skulle valideres, finnes ikke. Rett stien.',
      nn: 'Noko av det som skulle validerast, finst ikkje. Rett stigen.',
      en: 'Some of what was to be validated is not there. Correct the path.',
    },
    { where: missing.join(', ') },
  );
}

function nothingIn(empty: readonly string[]): SamplanError {
  return new SamplanError(
    'not-found',
    {
      nb: 'Det er ingen .json- eller .ndjson-filer å validere. Oppgi en annen mappe.',
      nn: 'Det er ingen .json- eller .ndjson-filer å validere. Oppgi ei anna mappe.',
      en: 'There is no .json or .ndjson file to validate. Name another folder.',
    },
    { where: empty.join(', ') },
  );
}
