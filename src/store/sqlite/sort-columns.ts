import type { SQLInputValue } from 'node:sqlite';
import { SamplanError } from '../../errors.ts';
import type { SortKey } from '../../search/filter.ts';
import { isSortable, type Place } from '../../search/order.ts';
import { rowNames } from '../../search/rows.ts';
import { storeTexts } from '../texts.ts';
import { type Clause, PARAMETER } from './row-condition.ts';

/** A column of what a version is put into order by; the least of several values, or the greatest. */
export function sortColumn(type: string, { name, descending = false }: SortKey): Clause {
  if (name === '_id') return { sql: 'c.id', values: [] };
  if (name === '_lastUpdated') return { sql: 'c.last_updated', values: [] };
  const row = rowNames(type).get(name);
  if (!row || !isSortable(type, name)) {
    throw new SamplanError('unknown-parameter', storeTexts.unknownParameter, { where: `_sort ${name}` });
  }
  const pick = descending ? 'max' : 'min';
  const of = (value: string, table: string): Clause => ({
    sql: `(SELECT ${pick}(${value}) FROM ${table} AS t WHERE t.seq = c.seq AND t.parameter = ${PARAMETER})`,
    values: [type, name],
  });
  if (row.isPrivate) return of(`sort_value(unseal('private_rows.value', t.value))`, 'private_rows');
  switch (row.kind) {
    case 'token':
      return of('t.code', 'token_rows');
    case 'reference':
      return of('t.target', 'reference_rows');
    default:
      return of('t.low', 'date_rows');
  }
}

/** ORDER BY over columns k0, k1, … and seq: what has no value last, and the order of commits among equals. */
export function sortOrder(keys: readonly SortKey[]): string {
  const terms = keys.map(({ descending }, index) => `k${index} IS NULL, k${index}${descending ? ' DESC' : ''}`);
  return [...terms, `seq${isBackwards(keys) ? ' DESC' : ''}`].join(', ');
}

/** What comes after a place in that order. */
export function afterPlace(keys: readonly SortKey[], place: Place, seq: number): Clause {
  const values: SQLInputValue[] = [];
  const after = (index: number): string => {
    const key = keys[index];
    if (!key) {
      values.push(seq);
      return `seq ${isBackwards(keys) ? '<' : '>'} ?`;
    }
    const value = place[index] ?? null;
    if (value === null) return `(k${index} IS NULL AND ${after(index + 1)})`;
    values.push(value, value);
    return `(k${index} IS NULL OR k${index} ${key.descending ? '<' : '>'} ? OR (k${index} = ? AND ${after(index + 1)}))`;
  };
  return { sql: after(0), values };
}

/** Twins follow the direction of the last key. */
export function isBackwards(keys: readonly SortKey[]): boolean {
  return keys.at(-1)?.descending === true;
}
