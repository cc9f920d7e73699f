import { createHash, type Hash } from 'node:crypto';
import { access, type FileHandle, open, rename, truncate } from 'node:fs/promises';
import { SamplanError } from '../errors.ts';
import { CARRIED, CARRIED_KINDS, type Carriage, type CarriedKind, type Moment } from '../store/carried.ts';
import { type Header, headerLine, linesOf, readHeader, readRow, rowLine } from './archive-line.ts';
import { archiveTexts } from './archive-texts.ts';
import { LineWriter, wholeLines } from './lines.ts';

/** What an archive came to. */
export interface Written {
  readonly file: string;
  readonly lines: number;
  readonly counts: Moment['counts'];
  readonly sha256: string;
  /** Lines that were there from a writing that broke off. */
  readonly before: number;
}

/** Told of how many lines are written, or taken in, of how many. */
export type OnLines = (progress: { readonly done: number; readonly total: number }) => void;

/** Lines between two reports. */
const REPORT = 500;

/** What a writing that broke off left behind. */
interface Begun {
  readonly header: Header;
  readonly lines: number;
  /** Bytes of them. */
  readonly end: number;
  readonly hash: Hash;
  /** What is being written, how far it is (seq), and its last line. */
  readonly kind: CarriedKind;
  readonly after: number;
  readonly last: string;
}

/**
 * Writes everything that a store keeps to a file, a line for each row: a header, what changes, the history in the order of commits, and a trailer with
 * the hash of it all. What it says is of one moment. Until it is whole it is called `FILE.part`; one that broke off in the history is gone on with, and
 * is of the moment at which it was begun. One that broke off before is begun anew.
 *
 * @throws SamplanError `bad-parameter` where the file is there already, or what is unfinished is of another store
 * @example
 * (await writeArchive(store, 'samplan.ndjson', { software: '0.1.0' })).sha256;
 */
export async function writeArchive(
  store: Carriage,
  file: string,
  { software, onLines = () => {} }: { readonly software: string; readonly onLines?: OnLines },
): Promise<Written> {
  if (await isThere(file)) throw new SamplanError('bad-parameter', archiveTexts.fileThere, { where: file });
  const part = `${file}.part`;
  const begun = await begunIn(part);
  if (!begun && (await isThere(part))) await truncate(part);
  else if (begun) await truncate(part, begun.end);
  // Nobody but the owner may read plans.
  const handle = await open(part, 'a', 0o600);
  try {
    const written = await store.atOneMoment(
      (moment) => writeMoment(handle, moment, begun, { software, onLines }),
      begun?.header.upto,
    );
    await handle.sync();
    await rename(part, file);
    return { file, ...written };
  } finally {
    await handle.close();
  }
}

async function writeMoment(
  handle: FileHandle,
  moment: Moment,
  begun: Begun | undefined,
  { software, onLines }: { readonly software: string; readonly onLines: OnLines },
): Promise<Omit<Written, 'file'>> {
  const hash = begun?.hash ?? createHash('sha256');
  const writer = new LineWriter(handle, (text) => hash.update(text));
  const first = begun ? undefined : headerLine({ software, upto: moment.upto, counts: moment.counts });
  const header = begun?.header ?? readHeader(first);
  if (begun) await refuseOther(moment, begun);
  const total = linesOf(header);
  let done = begun?.lines ?? 0;
  const write = async (line: string): Promise<void> => {
    await writer.write(line);
    done += 1;
    if (done % REPORT === 0) onLines({ done, total });
  };
  if (first !== undefined) await write(first);
  const from = begun ? CARRIED_KINDS.indexOf(begun.kind) : 0;
  for (const kind of CARRIED_KINDS.slice(from)) {
    const after = begun?.kind === kind ? begun.after : undefined;
    for await (const row of moment.rows(kind, after)) await write(rowLine(kind, row));
  }
  await writer.flush();
  onLines({ done, total });
  if (done !== total) throw new SamplanError('bad-parameter', archiveTexts.otherStore);
  const sha256 = hash.digest('hex');
  await handle.appendFile(`${JSON.stringify({ row: 'end', lines: done, sha256 })}\n`);
  return { lines: done, counts: header.counts, sha256, before: begun?.lines ?? 0 };
}

/** The history of a store does not change: where it says otherwise than the file, the file is of another. */
async function refuseOther(moment: Moment, { header, kind, after, last }: Begun): Promise<void> {
  const isSame = (one: CarriedKind): boolean => header.counts[one] === moment.counts[one];
  if (isSame('version') && isSame('audit-link')) {
    if (after === 0) return;
    for await (const row of moment.rows(kind, after - 1)) {
      if (rowLine(kind, row) === last) return;
      break;
    }
  }
  throw new SamplanError('bad-parameter', archiveTexts.otherStore);
}

/** Undefined where there is nothing, or nothing that can be gone on with. */
async function begunIn(part: string): Promise<Begun | undefined> {
  if (!(await isThere(part))) return undefined;
  const hash = createHash('sha256');
  const counts = new Map<CarriedKind, number>();
  let header: Header | undefined;
  let [lines, end, last, after] = [0, 0, '', 0];
  let current: CarriedKind | undefined;
  for await (const line of wholeLines(part)) {
    if (line.text.startsWith('{"row":"end",')) break;
    lines += 1;
    if (!header) header = readHeader(line.text);
    else {
      const { kind, row } = readRow(line.text, `${lines}`);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      [current, last, after] = [kind, line.text, Number(row['seq'])];
    }
    hash.update(`${line.text}\n`);
    end = line.end;
  }
  const known = header;
  if (!known) return undefined;
  const kind = CARRIED_KINDS.find((one) => (counts.get(one) ?? 0) < known.counts[one]) ?? 'audit-link';
  if (!('isHistory' in CARRIED[kind])) return undefined;
  return { header: known, lines, end, hash, kind, ...(current === kind ? { after, last } : { after: 0, last: '' }) };
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
