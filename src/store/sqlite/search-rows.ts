import type { Resource } from '@medplum/fhirtypes';
import { normalized } from '../../search/normalized.ts';
import { rowNames, type SearchRow, searchRows } from '../../search/rows.ts';
import { privateText, startOf } from '../rows/private-rows.ts';
import type { Statements } from './statements.ts';

const INSERT = {
  token: 'INSERT INTO token_rows (parameter, code, system, seq, element) VALUES (?, ?, ?, ?, ?)',
  hidden: 'INSERT INTO token_rows (parameter, code, system, seq, element) VALUES (?, hidden(?), ?, ?, ?)',
  reference: 'INSERT INTO reference_rows (parameter, target, seq, element) VALUES (?, ?, ?, ?)',
  date: 'INSERT INTO date_rows (parameter, low, high, seq, element) VALUES (?, ?, ?, ?, ?)',
  private: `
    INSERT INTO private_rows (parameter, start, value, seq, element) VALUES (?, hidden_start(?), seal('private_rows.value', ?), ?, ?)`,
} as const;
const NUMBERS = 'SELECT name, number FROM search_parameters WHERE type = ?';
const REMOVE = ['token_rows', 'reference_rows', 'date_rows', 'private_rows'].map(
  (table) => `DELETE FROM ${table} WHERE seq = ?`,
);

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
  const numbers = numbersOf(statements, type);
  for (const row of searchRows(resource)) {
    const [sql, ...values] = columnsOf(row, names.get(row.name)?.isPrivate === true);
    statements.run(sql, numbers.get(row.name) ?? null, ...values, seq, row.element);
  }
}

function columnsOf(row: SearchRow, isPrivate: boolean): readonly [sql: string, ...values: (string | number)[]] {
  switch (row.kind) {
    case 'token':
      return [isPrivate ? INSERT.hidden : INSERT.token, row.code, row.system];
    case 'reference':
      return [INSERT.reference, row.target];
    case 'string':
      return [INSERT.private, startOf(normalized(row.text)), privateText(row)];
    case 'date':
      return isPrivate ? [INSERT.private, '', privateText(row)] : [INSERT.date, row.low, row.high];
    case 'quantity':
      return [INSERT.private, '', privateText(row)];
  }
}

/** Numbers of a type's parameters: they are given when a database is opened, and stay (refill-rows.ts). */
const KNOWN = new WeakMap<Statements, Map<string, ReadonlyMap<string, number>>>();

function numbersOf(statements: Statements, type: string): ReadonlyMap<string, number> {
  const types = KNOWN.get(statements) ?? new Map<string, ReadonlyMap<string, number>>();
  KNOWN.set(statements, types);
  const known = types.get(type);
  if (known) return known;
  const rows = statements.all<{ readonly name: string; readonly number: number }>(NUMBERS, type);
  const numbers = new Map(rows.map(({ name, number }) => [name, number]));
  types.set(type, numbers);
  return numbers;
}
