import type { Resource } from '@medplum/fhirtypes';
import { normalized } from '../../search/normalized.ts';
import { rowNames, type SearchRow, searchRows } from '../../search/rows.ts';
import type { Statements } from './statements.ts';

/** The values come as one JSON list: a statement a row costs more than the row. */
const NAMED = 'FROM json_each(?1) AS v CROSS JOIN search_parameters AS p ON p.type = ?2 AND p.name = v.value ->> 0';
const INSERT = {
  token: `INSERT INTO token_rows (parameter, code, system, seq, element)
    SELECT p.number, iif(v.value ->> 4, hidden(v.value ->> 2), v.value ->> 2), v.value ->> 3, ?3, v.value ->> 1 ${NAMED}`,
  reference: `INSERT INTO reference_rows (parameter, target, seq, element)
    SELECT p.number, v.value ->> 2, ?3, v.value ->> 1 ${NAMED}`,
  date: `INSERT INTO date_rows (parameter, low, high, seq, element)
    SELECT p.number, v.value ->> 2, v.value ->> 3, ?3, v.value ->> 1 ${NAMED}`,
  private: `INSERT INTO private_rows (parameter, start, value, seq, element)
    SELECT p.number, hidden_start(v.value ->> 2), seal('private_rows.value', v.value ->> 3), ?3, v.value ->> 1 ${NAMED}`,
} as const;
const REMOVE = ['token_rows', 'reference_rows', 'date_rows', 'private_rows'].map(
  (table) => `DELETE FROM ${table} WHERE seq = ?`,
);

type Table = keyof typeof INSERT;

/** How many letters of a text are looked up. */
export const START = 3;

/** How a text begins, as rows are looked up by it. */
export function startOf(text: string): string {
  return [...text].slice(0, START).join('');
}

export function removeSearchRows(statements: Statements, seq: number): void {
  for (const sql of REMOVE) statements.run(sql, seq);
}

/**
 * Writes what a version is found by.
 *
 * @example
 * insertSearchRows(statements, goal, 17);
 */
export function insertSearchRows(statements: Statements, resource: Resource, seq: number): void {
  const type = resource.resourceType;
  const names = rowNames(type);
  const isPrivate = ({ name }: SearchRow): boolean => names.get(name)?.isPrivate === true;
  const byTable = Map.groupBy(searchRows(resource), (row) => tableOf(row, isPrivate(row)));
  for (const [table, rows] of byTable) {
    const values = rows.map((row) => [row.name, row.element, ...columnsOf(row, isPrivate(row))]);
    statements.run(INSERT[table], JSON.stringify(values), type, seq);
  }
}

function tableOf({ kind }: SearchRow, isPrivate: boolean): Table {
  return kind === 'token' || kind === 'reference' || (kind === 'date' && !isPrivate) ? kind : 'private';
}

function columnsOf(row: SearchRow, isPrivate: boolean): readonly (string | number | boolean)[] {
  const { name: _, element: __, ...value } = row;
  switch (row.kind) {
    case 'token':
      return [row.code, row.system, isPrivate];
    case 'reference':
      return [row.target];
    case 'string':
      return [startOf(normalized(row.text)), JSON.stringify(value)];
    case 'date':
      return isPrivate ? ['', JSON.stringify(value)] : [row.low, row.high];
    case 'quantity':
      return ['', JSON.stringify(value)];
  }
}
