import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ReadEntry } from 'tar';
import type { PackageFault } from './package-fault.ts';
import { MAX_BYTES, MAX_FILE_BYTES, MAX_FILES } from './package-limits.ts';

interface ArchiveFile {
  readonly name: string;
  text(): string;
}

/** Where a FHIR package has its resources: other folders of it hold examples and other publications, and `other/rules.json` what its rules say. */
const RESOURCES = /^package\/(?:[^/]+|other\/rules)\.json$/;

function isOutside(path: string): boolean {
  return /^(?:[/\\]|[A-Za-z]:)/.test(path) || path.split(/[/\\]/).includes('..');
}

/** The JSON files of a `.tgz`, held in memory: bounded before anything is unpacked, and nothing is written. */
export function archiveFiles(path: string): { readonly files: ArchiveFile[]; readonly faults: PackageFault[] } {
  const broken = (reason: string) => ({ files: [], faults: [{ file: path, reason }] });
  const { size } = statSync(path);
  if (size > MAX_BYTES) {
    return broken(`has ${size} bytes; ${MAX_BYTES} is the limit`);
  }
  // Loaded with the first archive, as what reads it: most starts need neither.
  const { gunzipSync } = process.getBuiltinModule('node:zlib');
  let archive: Buffer;
  try {
    archive = gunzipSync(readFileSync(path), { maxOutputLength: MAX_BYTES });
  } catch (error) {
    return broken(
      (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
        ? `unpacks to more than ${MAX_BYTES} bytes`
        : 'is no gzip archive',
    );
  }
  return filesOf(archive, path);
}

function filesOf(archive: Buffer, path: string): { readonly files: ArchiveFile[]; readonly faults: PackageFault[] } {
  const files: ArchiveFile[] = [];
  const faults: PackageFault[] = [];
  let count = 0;
  const take = (entry: ReadEntry): void => {
    count += 1;
    const fault = count > MAX_FILES ? undefined : faultOf(entry);
    if (fault !== undefined) {
      faults.push({ file: entry.path, reason: fault });
    }
    if (fault !== undefined || count > MAX_FILES || entry.type === 'Directory' || !RESOURCES.test(entry.path)) {
      entry.resume();
      return;
    }
    const chunks: Buffer[] = [];
    entry.on('data', (chunk: Buffer) => chunks.push(chunk));
    files.push({ name: entry.path.slice('package/'.length), text: () => Buffer.concat(chunks).toString('utf8') });
  };
  const { Parser } = createRequire(import.meta.url)('tar') as typeof import('tar');
  try {
    const parser = new Parser({
      onReadEntry: take,
      onwarn: (_code: string, message: string | Error) => {
        throw message instanceof Error ? message : new Error(message);
      },
    });
    parser.end(archive);
  } catch {
    return { files: [], faults: [{ file: path, reason: 'is no tar archive, or a broken one' }] };
  }
  if (count > MAX_FILES) {
    return { files: [], faults: [{ file: path, reason: `has ${count} entries; ${MAX_FILES} is the limit` }] };
  }
  if (files.length === 0 && faults.length === 0) {
    faults.push({ file: path, reason: 'has no package/*.json' });
  }
  return { files, faults };
}

function faultOf(entry: ReadEntry): string | undefined {
  if (isOutside(entry.path)) {
    return 'leads out of the package';
  }
  if (entry.type !== 'File' && entry.type !== 'OldFile' && entry.type !== 'Directory') {
    return 'is neither a file nor a folder';
  }
  return entry.size > MAX_FILE_BYTES ? `has ${entry.size} bytes; ${MAX_FILE_BYTES} is the limit` : undefined;
}
