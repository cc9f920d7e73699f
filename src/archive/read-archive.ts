import { createHash } from 'node:crypto';
import { SamplanError } from '../errors.ts';
import type { Carriage, CarriedKind, CarriedRow } from '../store/carried.ts';
import type { OnRefill } from '../store/refill.ts';
import { type Header, linesOf, readHeader, readRow, readTrailer } from './archive-line.ts';
import { archiveTexts } from './archive-texts.ts';
import { wholeLines } from './lines.ts';
import type { OnLines } from './write-archive.ts';

/** Rows, and characters of them, that are taken in together. */
const MOST_ROWS = 1000;
const MOST_CHARACTERS = 4_000_000;

/** What was taken in. */
export interface Read {
  readonly header: Header;
  readonly sha256: string;
  /** Lines that were here from an import that broke off. */
  readonly before: number;
}

/** An archive that is whole, as its trailer says. */
interface Whole {
  readonly header: Header;
  readonly sha256: string;
}

/**
 * Takes an archive into an empty store. The file is read to its end first: of one that is not whole nothing is taken in. An import that broke off goes on
 * where it was; until it is done nobody else can open the store.
 *
 * @throws SamplanError `malformed` for a file that is no archive or is damaged, `configuration` where the store is used
 * @example
 * await readArchive(store, 'samplan.ndjson', {});
 */
export async function readArchive(
  store: Carriage,
  file: string,
  { onLines = () => {}, onRefill }: { readonly onLines?: OnLines; readonly onRefill?: OnRefill },
): Promise<Read> {
  const { header, sha256 } = await checkArchive(file);
  const place = await store.importPlace();
  const before = place?.archive === sha256 ? place.lines : 0;
  const total = linesOf(header);
  let lines = 0;
  // The next rows are read while a store on another machine, or in another process, takes in those before.
  let underWay: Promise<void> = Promise.resolve();
  let batch: { kind: CarriedKind; rows: CarriedRow[]; size: number } | undefined;
  const take = async (): Promise<void> => {
    if (!batch) return;
    await underWay;
    const done = lines - 1;
    underWay = store.importRows(batch.kind, batch.rows, { archive: sha256, lines: done });
    // Told when it is waited for.
    underWay.catch(() => {});
    batch = undefined;
    onLines({ done, total });
  };
  for await (const { text } of wholeLines(file)) {
    lines += 1;
    if (lines === 1 || lines <= before) continue;
    if (readTrailer(text)) break;
    const { kind, row } = readRow(text, `${lines}`);
    if (batch && (batch.kind !== kind || batch.rows.length >= MOST_ROWS || batch.size >= MOST_CHARACTERS)) await take();
    batch ??= { kind, rows: [], size: 0 };
    batch.rows.push(row);
    batch.size += text.length;
  }
  await take();
  await underWay;
  await store.endImport(onRefill);
  return { header, sha256, before };
}

/** Reads it to the end. */
async function checkArchive(file: string): Promise<Whole> {
  const hash = createHash('sha256');
  let lines = 0;
  let first: string | undefined;
  for await (const { text } of wholeLines(file)) {
    const trailer = readTrailer(text);
    if (trailer) {
      const header = readHeader(first);
      const sha256 = hash.digest('hex');
      const isWhole = trailer.lines === lines && trailer.sha256 === sha256 && linesOf(header) === lines;
      if (!isWhole) break;
      return { header, sha256 };
    }
    if (first === undefined) readHeader(text);
    first ??= text;
    hash.update(text).update('\n');
    lines += 1;
  }
  if (first === undefined) throw new SamplanError('malformed', archiveTexts.noArchive, { where: file });
  throw new SamplanError('malformed', archiveTexts.damaged, { where: file });
}
