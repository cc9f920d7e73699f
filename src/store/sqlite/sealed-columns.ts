import type { DatabaseSync } from 'node:sqlite';
import type { RowFilter } from '../../search/filter.ts';
import { rowHolds } from '../../search/matches.ts';
import { sortValue } from '../../search/order.ts';
import type { ValueRow } from '../../search/value-rows.ts';
import type { KeyRing } from '../at-rest/key-ring.ts';
import { sealsOf } from '../at-rest/seals.ts';

/**
 * Gives the connection the functions of sealed columns and hidden identifiers; without keys they leave everything as it is.
 *
 * @example
 * useKeys(database, undefined);
 * database.prepare("SELECT unseal('versions.body', body) AS body FROM versions");
 */
export function useKeys(database: DatabaseSync, ring: KeyRing | undefined): void {
  const seals = sealsOf(ring);
  const text = (work: (column: string, value: string) => string) => (column: unknown, value: unknown) =>
    typeof value === 'string' ? work(String(column), value) : null;
  const one = (work: (value: string) => string) => (value: unknown) => (typeof value === 'string' ? work(value) : null);
  database.function('seal', { directOnly: true }, text(seals.seal));
  const pure = { directOnly: true, deterministic: true };
  database.function('unseal', pure, text(seals.unseal));
  database.function('unseal_as_found', pure, text(seals.unsealAsFound));
  database.function('hidden', pure, one(seals.hidden));
  database.function('hidden_start', pure, one(seals.hiddenStart));
  database.function('hidden_number', pure, text(seals.hiddenNumber));
  useRows(database);
}

/** What only a row that was opened can answer, as it is answered of what is shown (src/search). */
function useRows(database: DatabaseSync): void {
  let last = '';
  let filter: RowFilter | undefined;
  const rowOf = (value: unknown): ValueRow => JSON.parse(String(value));
  database.function('row_holds', { directOnly: true, deterministic: true }, (value, asked) => {
    // The same one for every row of a search.
    if (filter === undefined || asked !== last) {
      last = String(asked);
      filter = JSON.parse(last) as RowFilter;
    }
    return Number(rowHolds(rowOf(value), filter));
  });
  database.function('sort_value', { directOnly: true, deterministic: true }, (value) => sortValue(rowOf(value)));
}

/** A call of `seal` or `unseal`, and the value it is given. */
const SEALING = /\b(?:un)?seal\('[a-z_.]+', ([a-z_.?]+)\)/gu;

/**
 * SQL for a database that has no keys: what is sealed elsewhere stands there as it is, and SQLite need not call us for each
 * text, which costs as much again as reading it.
 *
 * @example
 * withoutSeals("SELECT unseal('versions.body', v.body) AS body FROM versions v"); // 'SELECT v.body AS body FROM versions v'
 */
export function withoutSeals(sql: string): string {
  return sql.replaceAll(SEALING, '$1');
}
