import { DatabaseSync } from 'node:sqlite';
import { SamplanError } from '../../errors.ts';
import type { Seals } from '../at-rest/seals.ts';
import { CARRIED_KINDS, type CarriedKind, type CarriedRow, type ImportPlace, type Moment } from '../carried.ts';
import { carried, IS_TAKEN, type KeptRow, keptColumns, keptValues, openedRow, ordered } from '../rows/carried.ts';
import { currentOf } from '../rows/current-versions.ts';
import { storeTexts } from '../texts.ts';
import type { Statements } from './statements.ts';

const NEWEST = 'SELECT coalesce(max(seq), 0) AS seq FROM versions';
const PLACE = 'SELECT archive, lines FROM import_place';
const SAVE_PLACE = 'INSERT INTO import_place (archive, lines) VALUES (?, ?)';
const FORGET_PLACE = 'DELETE FROM import_place';
const FORGET_INDEX = 'DELETE FROM search_index';
const FORGET_START = 'DELETE FROM audit_start';
const SET_CURRENT = `
  INSERT INTO current_versions (type, id, seq, version, deleted, record, last_updated) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (type, id) DO UPDATE SET seq = excluded.seq, version = excluded.version, deleted = excluded.deleted,
    record = excluded.record, last_updated = excluded.last_updated`;

/**
 * Reads everything as it stands at one moment: on a connection of its own, in one transaction, so that others write meanwhile. A database in
 * memory has one connection: who reads it all lets nobody write.
 *
 * @example
 * await readMoment(database, seals, (moment) => write(moment.rows('version')));
 */
export async function readMoment<T>(
  database: DatabaseSync,
  seals: Seals,
  read: (moment: Moment) => Promise<T>,
  given: number | undefined,
): Promise<T> {
  const file = database.location();
  const reader = file === null ? database : new DatabaseSync(file, { readOnly: true });
  try {
    if (reader !== database) reader.exec('BEGIN');
    const upto = given ?? numberOf(reader, NEWEST);
    const counts = Object.fromEntries(CARRIED_KINDS.map((kind) => [kind, count(reader, kind, upto)]));
    return await read({
      upto,
      counts: counts as Moment['counts'],
      rows: (kind, after = 0) => ordered(kind, rowsOf(reader, kind, seals, { after, upto })),
    });
  } finally {
    if (reader !== database) reader.close();
  }
}

function count(reader: DatabaseSync, kind: CarriedKind, upto: number): number {
  const { table, isHistory } = carried(kind);
  return numberOf(reader, `SELECT count(*) AS count FROM ${table}${isHistory ? ` WHERE seq <= ${upto}` : ''}`);
}

function numberOf(reader: DatabaseSync, sql: string): number {
  return Number(Object.values(reader.prepare(sql).get() ?? {})[0]);
}

async function* rowsOf(
  reader: DatabaseSync,
  kind: CarriedKind,
  seals: Seals,
  { after, upto }: { readonly after: number; readonly upto: number },
): AsyncGenerator<CarriedRow> {
  const { table, order, isHistory } = carried(kind);
  const within = isHistory ? `WHERE seq > ${after} AND seq <= ${upto}` : '';
  const columns = keptColumns(kind).map((name) => (kind === 'audit-link' && name === 'id' ? ID_OF_LINK : name));
  // Whoever came first has the lower rowid.
  const sql = `SELECT ${columns.join(', ')} FROM ${table} ${within} ORDER BY ${order === 'came' ? 'rowid' : order}`;
  for (const row of reader.prepare(sql).iterate()) yield openedRow(kind, row as KeptRow, seals);
}

const ID_OF_LINK = "coalesce((SELECT v.id FROM versions v WHERE v.seq = audit_links.seq), '') AS id";

/** @example importPlace(statements)?.lines; // 12000 */
export function importPlace(statements: Statements): ImportPlace | undefined {
  const row = statements.get<ImportPlace>(PLACE);
  return row && { archive: row.archive, lines: row.lines };
}

/**
 * Writes rows of an archive, and where its import is then.
 *
 * @throws SamplanError `configuration` where the store is used
 */
export function importRows(
  statements: Statements,
  seals: Seals,
  [kind, rows, place]: readonly [CarriedKind, readonly CarriedRow[], ImportPlace],
): void {
  begin(statements, place);
  const columns = keptColumns(kind).filter((name) => !(kind === 'audit-link' && name === 'id'));
  const { table } = carried(kind);
  const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
  if (kind === 'audit-start') statements.run(FORGET_START);
  for (const row of rows) {
    const values = keptValues(kind, row, seals);
    statements.run(sql, ...(kind === 'audit-link' ? values.toSpliced(1, 1) : values));
    if (kind === 'version') statements.run(SET_CURRENT, ...currentOf(row));
  }
  statements.run(FORGET_PLACE);
  statements.run(SAVE_PLACE, place.archive, place.lines);
}

function begin(statements: Statements, { archive }: ImportPlace): void {
  const before = importPlace(statements);
  if (before) {
    if (before.archive !== archive) throw new SamplanError('configuration', storeTexts.otherImport);
    return;
  }
  if (statements.get(IS_TAKEN)) throw new SamplanError('configuration', storeTexts.storeUsed);
  // What was there to be indexed was nothing.
  statements.run(FORGET_INDEX);
}

export function endImport(statements: Statements): void {
  statements.run(FORGET_PLACE);
}
