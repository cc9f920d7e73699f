import { type CsvError, parse } from 'csv-parse';
import type { SourceForm } from '../mapping/mapping-document.ts';
import { SourceEnd, sourceFault } from './source-fault.ts';
import type { SourceItem } from './source-record.ts';

/** Characters that a row may have. */
const MAX_ROW = 1024 * 1024;
/** Rows that one record may have. */
const MAX_ROWS = 10_000;

interface Row {
  readonly cells: Readonly<Record<string, string>>;
  readonly line: number;
}

/**
 * The records of a CSV file with a header: a row each, or, with `rows`, rows after each other with the same key. An empty
 * cell is none. A row with a wrong number of columns is told with its line, and the others go on; its record is not given.
 */
export async function* csvRecords(
  text: AsyncIterable<string>,
  file: string,
  { delimiter = ';', rows }: SourceForm,
  key: string,
): AsyncGenerator<SourceItem> {
  let group: Row[] = [];
  let isBroken = false;
  /** The latest bad row since the record under way began; it may be of the next one. */
  let bad: Extract<RowItem, { fault: unknown }> | undefined;
  const isOf = (row: { readonly key?: string }, own: string | undefined): boolean => (row.key ?? own) === own;
  for await (const row of rowsOf(text, file, delimiter, key)) {
    if ('fault' in row) {
      yield row;
      // A row that does not say whose it is may be of the record under way, and of the next.
      isBroken ||= isOf(row, group[0]?.cells[key]);
      bad = row;
      continue;
    }
    if (rows === undefined) {
      yield record([row], undefined, file, key);
      continue;
    }
    const own = row.cells[key];
    if (group[0]?.cells[key] !== own || group.length === 0) {
      if (group.length > 0 && !isBroken) yield record(group, rows, file, key);
      group = [];
      isBroken = bad !== undefined && isOf(bad, own);
    }
    bad = undefined;
    group.push(row);
    if (group.length > MAX_ROWS) {
      const fault = sourceFault('source-too-long', `${file}:${row.line}`, { expected: `${MAX_ROWS} rows` });
      throw new SourceEnd(fault);
    }
  }
  if (group.length > 0 && !isBroken) yield record(group, rows, file, key);
}

type RowItem = Row | (Extract<SourceItem, { fault: unknown }> & { readonly key?: string });

async function* rowsOf(
  text: AsyncIterable<string>,
  file: string,
  delimiter: string,
  key: string,
): AsyncGenerator<RowItem> {
  let header: readonly string[] | undefined;
  let ready: RowItem[] = [];
  const take = (cells: readonly string[], { lines }: { readonly lines: number }): null => {
    if (!header) header = headerOf(cells, `${file}:${lines}`);
    else if (cells.length === header.length) ready.push({ cells: named(cells, header), line: lines });
    else ready.push(wrongCount(cells, header, key, `${file}:${lines}`));
    return null;
  };
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW,
    // Taken at once: what waits in a stream is lost when it fails.
    on_record: take,
  });
  let failed: Error | undefined;
  parser.on('error', (error) => {
    failed ??= error;
  });
  const given = function* (): Generator<RowItem> {
    const rows = ready;
    ready = [];
    yield* rows;
    if (failed) throw failed instanceof SourceEnd ? failed : endOf(failed as CsvError, file);
  };
  for await (const piece of text) {
    await new Promise<void>((resolve) => parser.write(piece, () => resolve()));
    yield* given();
  }
  await new Promise<void>((resolve) => parser.resume().once('close', resolve).end());
  yield* given();
}

function headerOf(cells: readonly string[], where: string): readonly string[] {
  if (new Set(cells).size === cells.length) return cells;
  throw new SourceEnd(sourceFault('source-forbidden', where, { expected: 'each column once' }));
}

function wrongCount(cells: readonly string[], header: readonly string[], key: string, where: string): RowItem {
  const fault = sourceFault('source-columns', where, { expected: String(header.length), found: String(cells.length) });
  const own = cells[header.indexOf(key)];
  return own === undefined ? { fault } : { fault, key: own };
}

function endOf({ code, lines }: CsvError & { readonly lines?: number }, file: string): SourceEnd {
  const where = lines === undefined ? file : `${file}:${lines}`;
  return new SourceEnd(
    code === 'CSV_MAX_RECORD_SIZE'
      ? sourceFault('source-too-long', where, { expected: `${MAX_ROW} characters` })
      : sourceFault('source-syntax', where, { expected: 'CSV', found: code ?? '' }),
  );
}

function named(cells: readonly string[], header: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(header.map((name, index) => [name, cells[index] ?? '']).filter(([, cell]) => cell !== ''));
}

function record(group: readonly Row[], rows: string | undefined, file: string, key: string): SourceItem {
  const line = group[0]?.line ?? 0;
  const value =
    rows === undefined ? group[0]?.cells : { [key]: group[0]?.cells[key], [rows]: group.map(({ cells }) => cells) };
  return {
    value,
    where: `${file}:${line}`,
    placeOf(pointer) {
      const [, first = '', index = '', column = ''] = pointer.split('/');
      if (rows === undefined || first !== rows) return `${file}:${line} ${first}`.trimEnd();
      return `${file}:${group[Number(index)]?.line ?? line} ${column}`.trimEnd();
    },
  };
}
