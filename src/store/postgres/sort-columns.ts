import type { SortKey } from '../../search/filter.ts';
import type { Place } from '../../search/order.ts';
import { rowNames } from '../../search/rows.ts';
import { type Conditions, parameterOf } from './row-condition.ts';
import type { Bound, Clause } from './statements.ts';

/** Whether the values of an order tell of somebody: then the database cannot compare them. */
export function isPrivateKey(type: string, name: string): boolean {
  return rowNames(type).get(name)?.isPrivate === true;
}

/** A column of what a version is put into order by; the least of several values, or the greatest. */
export function sortColumn(type: string, { name, descending = false }: SortKey, conditions: Conditions): Clause {
  if (name === '_id') return { sql: 'c.id', values: [] };
  if (name === '_lastUpdated') return { sql: 'c.last_updated', values: [] };
  const kind = rowNames(type).get(name)?.kind;
  const [value, table] =
    kind === 'token'
      ? ['t.code', 'token_rows']
      : kind === 'reference'
        ? ['t.target', 'reference_rows']
        : ['t.low', 'date_rows'];
  return {
    sql: `(SELECT ${descending ? 'max' : 'min'}(${value}) FROM ${table} AS t WHERE t.seq = c.seq AND t.parameter = ?)`,
    values: [parameterOf(type, name, conditions)],
  };
}

/** ORDER BY over columns k0, k1, … and seq: what has no value last, and the order of commits among equals. */
export function sortOrder(keys: readonly SortKey[], of: '' | 'page.'): string {
  const terms = keys.map(({ descending }, index) => `${of}k${index}${descending ? ' DESC' : ''} NULLS LAST`);
  return [...terms, `${of}seq${isBackwards(keys) ? ' DESC' : ''}`].join(', ');
}

/** What comes after a place in that order. */
export function afterPlace(keys: readonly SortKey[], place: Place, seq: number): Clause {
  const values: Bound[] = [];
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
