import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Samplan's own profiles: two folders up from src/config and from dist/config. */
const PROFILES = fileURLToPath(new URL('../../profiles/', import.meta.url));

const ARCHIVE = /\.(?:tgz|tar\.gz)$/i;

/**
 * Every profile package that is loaded, in order: Samplan's own, those in `profiles/local/<owner>/`, those configured or named. A
 * later one goes before an earlier one of the same canonical. The one place that decides this, for server and shell.
 *
 * @example
 * createValidator({ packages: profilePackages(configuration.profiles) });
 */
export function profilePackages(named: readonly string[], folder: string = PROFILES): readonly string[] {
  return [path.join(folder, 'package'), ...localPackages(path.join(folder, 'local')), ...named];
}

/** An owner's folder is a package, or holds packages: folders and `.tgz` files. */
function localPackages(local: string): readonly string[] {
  return foldersIn(local).flatMap((owner) => {
    if (isPackage(owner)) return [owner];
    const archives = entriesIn(owner).filter(({ name }) => ARCHIVE.test(name));
    return [...archives.map(({ name }) => path.join(owner, name)), ...foldersIn(owner).filter(isPackage)].sort();
  });
}

function isPackage(folder: string): boolean {
  return entriesIn(folder).some(
    (entry) => entry.name.endsWith('.json') || (entry.isDirectory() && entry.name === 'package'),
  );
}

function foldersIn(folder: string): readonly string[] {
  return entriesIn(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => path.join(folder, name));
}

/** What is there and not hidden, in the order of names. */
function entriesIn(folder: string) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}
