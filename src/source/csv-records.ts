import { Readable } from 'node:stream';
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
  const broken = new Set<string>();
  for await (const row of rowsOf(text, file, delimiter)) {
    if ('fault' in row) {
      yield row;
      if (row.key !== undefined) broken.add(row.key);
      continue;
    }
    if (rows === undefined) {
      yield record([row], undefined, file, key);
      continue;
    }
    if (group.length > 0 && group[0]?.cells[key] !== row.cells[key]) {
      if (!broken.has(group[0]?.cells[key] ?? '')) yield record(group, rows, file, key);
      broken.delete(group[0]?.cells[key] ?? '');
      group = [];
    }
    group.push(row);
    if (group.length > MAX_ROWS) {
      const fault = sourceFault('source-too-long', `${file}:${row.line}`, { expected: `${MAX_ROWS} rows` });
      throw new SourceEnd(fault);
    }
  }
  if (group.length > 0 && !broken.has(group[0]?.cells[key] ?? '')) yield record(group, rows, file, key);
}

type RowItem = Row | (Extract<SourceItem, { fault: unknown }> & { readonly key?: string });

async function* rowsOf(text: AsyncIterable<string>, file: string, delimiter: string): AsyncGenerator<RowItem> {
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW,
  });
  const source = Readable.from(text);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let header: readonly string[] | undefined;
  try {
    for await (const { record: cells, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      if (!header) {
        header = cells;
        continue;
      }
      if (cells.length !== header.length) yield wrongCount(cells, header, `${file}:${info.lines}`);
      else yield { cells: named(cells, header), line: info.lines };
    }
  } catch (error) {
    throw error instanceof SourceEnd ? error : endOf(error as CsvError, file);
  } finally {
    source.destroy();
  }
}

function wrongCount(cells: readonly string[], header: readonly string[], where: string): RowItem {
  const fault = sourceFault('source-columns', where, { expected: String(header.length), found: String(cells.length) });
  const key = cells[0];
  return key === undefined ? { fault } : { fault, key };
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
