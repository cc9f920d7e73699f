import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { archiveFiles } from './package-archive.ts';
import type { PackageFault } from './package-fault.ts';
import { MAX_BYTES, MAX_FILE_BYTES, MAX_FILES } from './package-limits.ts';

/** A file of a package, read when its text is asked for. */
export interface PackageFile {
  readonly name: string;
  text(): string;
}

/** The JSON files of a package, and what could not be read of it. */
export interface PackageFiles {
  readonly files: readonly PackageFile[];
  readonly manifest?: PackageFile;
  readonly faults: readonly PackageFault[];
}

const MANIFEST = 'package.json';
const INDEX = '.index.json';
/** What is no FHIR resource lies in `other` (FHIR package specification). */
const RULES = join('other', 'rules.json');

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();
const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/** The JSON files of a folder, a FHIR package folder, or a `.tgz`, in the order of their names; nothing is unpacked to disk. */
export function packageFiles(path: string): PackageFiles {
  if (/\.(?:tgz|tar\.gz)$/i.test(path) && isFile(path)) {
    return sorted(archiveFiles(path));
  }
  const inner = join(path, 'package');
  const folder = isFolder(inner) ? inner : path;
  if (!isFolder(folder)) {
    return { files: [], faults: [{ file: path, reason: 'is neither a folder nor a .tgz file' }] };
  }
  return sorted(folderFiles(folder));
}

function folderFiles(folder: string): { readonly files: PackageFile[]; readonly faults: PackageFault[] } {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  if (isFile(join(folder, RULES))) names.push(RULES);
  if (names.length > MAX_FILES) {
    return { files: [], faults: [{ file: folder, reason: `has ${names.length} files; ${MAX_FILES} is the limit` }] };
  }
  const files: PackageFile[] = [];
  const faults: PackageFault[] = [];
  let bytes = 0;
  for (const name of names) {
    const { size } = statSync(join(folder, name));
    bytes += size;
    if (size > MAX_FILE_BYTES) {
      faults.push({ file: name, reason: `has ${size} bytes; ${MAX_FILE_BYTES} is the limit` });
    } else {
      files.push({ name, text: () => readFileSync(join(folder, name), 'utf8') });
    }
  }
  return bytes > MAX_BYTES
    ? { files: [], faults: [{ file: folder, reason: `has ${bytes} bytes; ${MAX_BYTES} is the limit` }] }
    : { files, faults };
}

function sorted({
  files,
  faults,
}: {
  readonly files: readonly PackageFile[];
  readonly faults: readonly PackageFault[];
}) {
  const manifest = files.find(({ name }) => basename(name) === MANIFEST);
  return {
    files: files
      .filter(({ name }) => basename(name) !== MANIFEST && basename(name) !== INDEX)
      .sort((left, right) => (left.name < right.name ? -1 : 1)),
    ...(manifest ? { manifest } : {}),
    faults,
  };
}
