import { SamplanError } from '../errors.ts';
import { CARRIED, CARRIED_KINDS, type CarriedKind, type CarriedRow } from '../store/carried.ts';
import { archiveTexts } from './archive-texts.ts';

/** What lines mean; another number with each change that an older version could not read. */
const FORMAT = 1;

/** The first line of an archive. */
export interface Header {
  readonly samplan: 'archive';
  readonly format: number;
  /** Version of Samplan that wrote it. */
  readonly software: string;
  /** The newest commit in it. */
  readonly upto: number;
  /** How many lines there are of each kind. */
  readonly counts: Readonly<Record<CarriedKind, number>>;
}

/** The last line of an archive. */
export interface Trailer {
  readonly row: 'end';
  /** Lines before it. */
  readonly lines: number;
  /** Of those lines, each with its line end, in hexadecimal. */
  readonly sha256: string;
}

export function headerLine({ software, upto, counts }: Pick<Header, 'software' | 'upto' | 'counts'>): string {
  return JSON.stringify({ samplan: 'archive', format: FORMAT, software, upto, counts } satisfies Header);
}

/**
 * A row as a line: JSON stands in it as JSON, where it is spelled as Samplan spells it, else as the text that it is.
 *
 * @example
 * rowLine('record', { person: 'p-1', seq: 7 }); // '{"row":"record","person":"p-1","seq":7}'
 */
export function rowLine(kind: CarriedKind, row: CarriedRow): string {
  const columns: Readonly<Record<string, string>> = CARRIED[kind].columns;
  const fields = Object.keys(columns).flatMap((name) => {
    const value = row[name];
    if (value === undefined) return [];
    const how = columns[name];
    const isJson = (how === 'json' || how === 'sealed') && isSpelledSo(String(value));
    return [`${JSON.stringify(name)}:${isJson ? value : JSON.stringify(value)}`];
  });
  return `{"row":${JSON.stringify(kind)},${fields.join(',')}}`;
}

/** Objects and lists only: a text in its place is a text. */
function isSpelledSo(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && JSON.stringify(value) === text;
  } catch {
    return false;
  }
}

/**
 * What a line says.
 *
 * @param where for the error: number of the line
 * @throws SamplanError `malformed`
 */
export function readRow(line: string, where: string): { readonly kind: CarriedKind; readonly row: CarriedRow } {
  const { row: kind, ...fields } = readLine(line, where);
  const columns: Readonly<Record<string, string>> | undefined =
    typeof kind === 'string' && Object.hasOwn(CARRIED, kind) ? CARRIED[kind as CarriedKind].columns : undefined;
  if (!columns || Object.keys(fields).some((name) => !Object.hasOwn(columns, name))) throw malformed(where);
  const row: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(fields)) {
    const isNumber = columns[name] === 'integer';
    if (isNumber !== (typeof value === 'number')) throw malformed(where);
    row[name] = typeof value === 'object' ? JSON.stringify(value) : (value as string | number);
  }
  return { kind: kind as CarriedKind, row };
}

/** @throws SamplanError `malformed` for what is no archive of this format */
export function readHeader(line: string | undefined): Header {
  const header = line === undefined ? {} : readLine(line, '1');
  const { samplan, format, counts } = header as Partial<Header>;
  if ((samplan as string) === 'record') throw new SamplanError('malformed', archiveTexts.oneRecord);
  if (samplan !== 'archive' || typeof counts !== 'object') throw new SamplanError('malformed', archiveTexts.noArchive);
  if (format !== FORMAT) {
    throw new SamplanError('malformed', archiveTexts.otherFormat, { expected: `${FORMAT}`, found: `${format}` });
  }
  return header as unknown as Header;
}

/** How many lines come before the trailer. */
export function linesOf({ counts }: Header): number {
  return CARRIED_KINDS.reduce((sum, kind) => sum + (counts[kind] ?? 0), 1);
}

export function readTrailer(line: string): Trailer | undefined {
  return line.startsWith('{"row":"end",') ? (readLine(line, 'end') as unknown as Trailer) : undefined;
}

function readLine(line: string, where: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // As what is no object.
  }
  throw malformed(where);
}

function malformed(where: string): SamplanError {
  return new SamplanError('malformed', archiveTexts.badLine, { where: `line ${where}` });
}
