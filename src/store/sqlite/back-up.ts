import { open, rename, rm, unlink } from 'node:fs/promises';
import { backup, DatabaseSync } from 'node:sqlite';
import { isError, SamplanError } from '../../errors.ts';
import { storeTexts } from '../texts.ts';

/** Pages that are copied before others have a turn. */
const PAGES = 500;

/** Told of how many pages are copied, of how many. */
export type OnPages = (progress: { readonly done: number; readonly total: number }) => void;

/**
 * Copies a database while others write to it: as it stands at one moment, and sealed as it is. Until it is whole the copy is called `TO.part`.
 *
 * @throws SamplanError `bad-parameter` where the file is there already
 * @example
 * await backUp('var/samplan.db', '/mnt/backup/samplan.db');
 */
export async function backUp(file: string, to: string, onPages: OnPages = () => {}): Promise<void> {
  const part = `${to}.part`;
  await begin(to, part);
  // One that was being read by a moment that is gone would be begun anew with each commit of others: it is read by one that stays.
  const source = new DatabaseSync(file, { readOnly: true });
  try {
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    const progress = ({ totalPages, remainingPages }: { totalPages: number; remainingPages: number }): void =>
      onPages({ done: totalPages - remainingPages, total: totalPages });
    await backup(source, part, { rate: PAGES, progress });
    await putInPlace(part, to);
  } finally {
    source.close();
  }
}

/**
 * Puts a copy where a database is to be, which must not be there: first beside it, where it is checked, then at once.
 *
 * @param check throws where the copy cannot be used
 * @throws SamplanError `bad-parameter` where there is a database; `malformed` where the copy is none, or is damaged
 * @example
 * await restoreCopy('/mnt/backup/samplan.db', 'var/samplan.db', async (copy) => (await openSqliteStore({ file: copy })).close());
 */
export async function restoreCopy(from: string, file: string, check: (copy: string) => Promise<void>): Promise<void> {
  const part = `${file}.part`;
  await refuseRemains(file);
  await begin(file, part);
  try {
    await copied(from, part);
    await check(part);
    await putInPlace(part, file);
  } finally {
    for (const more of ['', '-wal', '-shm']) await rm(`${part}${more}`, { force: true });
  }
}

/** A log that another database left would be taken for the copy's. */
async function refuseRemains(file: string): Promise<void> {
  for (const remains of [`${file}-wal`, `${file}-shm`]) if (await isThere(remains)) throw fileThere(remains);
}

/** By SQLite, so that what is no database, or one without its log, is seen. */
async function copied(from: string, part: string): Promise<void> {
  let source: DatabaseSync | undefined;
  try {
    source = new DatabaseSync(from, { readOnly: true });
    await backup(source, part, { rate: PAGES });
    source.close();
    source = new DatabaseSync(part);
    const found = source.prepare('PRAGMA integrity_check').all();
    if (found.length !== 1 || found[0]?.['integrity_check'] !== 'ok') throw damaged(from);
  } catch (error) {
    throw isError(error) ? error : damaged(from, error);
  } finally {
    if (source?.isOpen) source.close();
  }
}

function damaged(where: string, cause?: unknown): SamplanError {
  return new SamplanError('malformed', storeTexts.damagedCopy, { where, cause });
}

/** An empty file that nobody but its owner reads. */
async function begin(file: string, part: string): Promise<void> {
  if (await isThere(file)) throw fileThere(file);
  await unlink(part).catch(() => {});
  await (await open(part, 'wx', 0o600)).close();
}

function fileThere(where: string): SamplanError {
  return new SamplanError('bad-parameter', storeTexts.fileThere, { where });
}

async function isThere(file: string): Promise<boolean> {
  const found = await open(file, 'r').catch(() => undefined);
  await found?.close();
  return found !== undefined;
}

/** On the disk before it has its name. */
async function putInPlace(part: string, file: string): Promise<void> {
  const written = await open(part, 'r+');
  await written.sync();
  await written.close();
  await rename(part, file);
}
