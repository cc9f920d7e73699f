import type { SourceForm } from '../mapping/mapping-document.ts';
import type { SourceSchema } from '../mapping/source-schema.ts';
import { isObject, type Json, type JsonObject } from '../record/json.ts';

/** A record as CSV: its columns, and its rows, each with its line end. */
export interface CsvText {
  readonly header: string;
  readonly rows: string;
}

/**
 * A record as rows that csvRecords reads the same again. Columns stand in the order of the schema, then those that it does not name;
 * with `rows`, each row carries the record's key.
 *
 * @example
 * csvText({ id: '1', navn: 'Per' }, { format: 'csv' }, 'id', schema); // { header: 'id;navn\n', rows: '1;Per\n' }
 */
export function csvText(
  record: JsonObject,
  { delimiter = ';', rows }: SourceForm,
  key: string,
  schema: SourceSchema,
): CsvText {
  const list = rows === undefined ? [record] : record[rows];
  const items = (Array.isArray(list) ? (list as readonly Json[]) : []).filter(isObject);
  const whole = rows === undefined ? schema.whole : schema.at(schema.whole, [rows]);
  const shape = rows === undefined ? whole : whole && schema.itemsOf(whole);
  const properties = shape?.schema['properties'];
  const known = isObject(properties) ? Object.keys(properties) : [];
  const columns = [
    ...new Set([...(known.includes(key) ? [] : [key]), ...known, ...items.flatMap((item) => Object.keys(item))]),
  ];
  const cell = (value: Json | undefined): string => {
    const text = value === undefined || value === null || typeof value === 'object' ? '' : String(value);
    return text.includes(delimiter) || /["\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const line = (cells: readonly (Json | undefined)[]): string => `${cells.map(cell).join(delimiter)}\n`;
  return {
    header: line(columns),
    rows: items.map((item) => line(columns.map((column) => (column === key ? record[key] : item[column])))).join(''),
  };
}
