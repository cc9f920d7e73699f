import type { DatabaseSync } from 'node:sqlite';
import { INDEXED_TYPES, indexVersion } from '../../search/parameters.ts';
import { rowNames } from '../../search/rows.ts';
import type { OnRefill } from '../refill.ts';
import { toStored, VERSION_COLUMNS, type VersionRow } from '../rows/versions.ts';
import { insertSearchRows, removeSearchRows } from './search-rows.ts';
import { Statements } from './statements.ts';

/** Resources whose rows are made in one transaction. */
const BATCH = 500;

const NAME = 'INSERT OR IGNORE INTO search_parameters (type, name) VALUES (?, ?)';
const STATE = 'SELECT type, version, upto, done FROM search_index';
const SAVE = `
  INSERT INTO search_index (type, version, upto, done) VALUES (?, ?, ?, ?)
  ON CONFLICT (type) DO UPDATE SET version = excluded.version, upto = excluded.upto, done = excluded.done`;
const NEXT = `
  SELECT ${VERSION_COLUMNS}
  FROM current_versions c JOIN versions v ON v.seq = c.seq
  WHERE c.type = ? AND c.deleted = 0 AND c.seq > ? ORDER BY c.seq LIMIT 0 + ?`;
const COUNT = 'SELECT count(*) AS count FROM current_versions WHERE type = ? AND deleted = 0 AND seq > ?';

interface State {
  readonly type: string;
  readonly version: string;
  readonly upto: number;
  readonly done: number;
}

/**
 * Makes the search rows of what is stored where they are not there, or were made by other definitions. In batches: who is interrupted goes
 * on from there, and rows are made anew where another process made them too.
 *
 * @example
 * refillRows(database, ({ done, of }) => log.info('search rows are made', { done, of }));
 */
export function refillRows(database: DatabaseSync, onRefill: OnRefill = () => {}): void {
  const statements = new Statements(database);
  const states = new Map(statements.all<State>(STATE).map((state) => [state.type, state]));
  const stale = INDEXED_TYPES.flatMap((type) => {
    const state = states.get(type);
    const version = indexVersion(type);
    if (state?.version !== version) return [{ type, version, upto: 0 }];
    return state.done === 1 ? [] : [{ type, version, upto: state.upto }];
  });
  if (stale.length === 0) return;
  transaction(database, () => {
    for (const type of INDEXED_TYPES) for (const name of rowNames(type).keys()) statements.run(NAME, type, name);
  });
  const of = stale.reduce((sum, { type, upto }) => sum + count(statements, type, upto), 0);
  let done = 0;
  for (const { type, version, upto } of stale) {
    let from = upto;
    for (let more = true; more; ) {
      transaction(database, () => {
        const batch = statements.all<VersionRow>(NEXT, type, from, BATCH).map(toStored);
        for (const { resource, seq } of batch) {
          removeSearchRows(statements, seq);
          insertSearchRows(statements, resource, seq);
        }
        from = batch.at(-1)?.seq ?? from;
        more = batch.length === BATCH;
        statements.run(SAVE, type, version, from, more ? 0 : 1);
        done += batch.length;
      });
      if (of > 0) onRefill({ done, of });
    }
  }
}

function count(statements: Statements, type: string, upto: number): number {
  return statements.get<{ readonly count: number }>(COUNT, type, upto)?.count ?? 0;
}

function transaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
