import { SamplanError } from '../../errors.ts';
import { CARRIED_KINDS, type CarriedKind, type CarriedRow, type ImportPlace, type Moment } from '../carried.ts';
import { carried, IS_TAKEN, type KeptRow, keptColumns, keptValues, openedRow, ordered } from '../rows/carried.ts';
import { currentOf } from '../rows/current-versions.ts';
import { storeTexts } from '../texts.ts';
import { indexed } from './search-rows.ts';
import type { Bound, Statements } from './statements.ts';

/** Rows that come with one answer. */
const PAGE = 500;

const NEWEST = 'SELECT coalesce((SELECT v.seq FROM versions v ORDER BY v.seq DESC LIMIT 1), 0) AS seq';
const PATIENCE =
  "SELECT set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)";
/** Whoever writes versions is waited for, and whoever would waits: no number below the newest comes later. */
const NOBODY_WRITES = 'LOCK TABLE versions IN SHARE MODE';
const PLACE = 'SELECT archive, lines FROM import_place';
const LOCK_PLACE = "SELECT pg_advisory_xact_lock(hashtext(current_schema() || ' import'))";
const SAVE_PLACE = 'INSERT INTO import_place (archive, lines) VALUES (?, ?)';
const FORGET_PLACE = 'DELETE FROM import_place';
const FORGET_INDEX = 'DELETE FROM search_index';
const FORGET_START = 'DELETE FROM audit_start';
const SET_CURRENT = `
  INSERT INTO current_versions AS c (type, id, seq, version, deleted, record, last_updated)
  SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::integer[], ?::smallint[], ?::text[], ?::bigint[])
  ON CONFLICT (type, id) DO UPDATE SET seq = excluded.seq, version = excluded.version, deleted = excluded.deleted,
    record = excluded.record, last_updated = excluded.last_updated`;
/** Ids that the database gives come after those that were carried. */
const GO_ON = `
  SELECT setval(pg_get_serial_sequence('audit_segments', 'id'), (SELECT coalesce(max(id), 0) FROM audit_segments) + 1, false)`;

/**
 * Reads everything as it stands at one moment, in one transaction; others write meanwhile.
 *
 * @example
 * await readMoment(statements, (moment) => write(moment.rows('version')));
 */
export async function readMoment<T>(
  statements: Statements,
  read: (moment: Moment) => Promise<T>,
  given: number | undefined,
): Promise<T> {
  return statements.patiently.transaction('read', async (reader) => {
    await statements.transaction('write', async (alone) => {
      await alone.all(NOBODY_WRITES);
      // The first statement decides what the transaction sees.
      await reader.all(PATIENCE);
    });
    const upto = given ?? (await reader.get<{ readonly seq: number }>(NEWEST))?.seq ?? 0;
    const counts: Partial<Record<CarriedKind, number>> = {};
    for (const kind of CARRIED_KINDS) counts[kind] = await count(reader, kind, upto);
    return read({
      upto,
      counts: counts as Moment['counts'],
      rows: (kind, after = 0) => ordered(kind, rowsOf(reader, kind, { after, upto })),
    });
  });
}

async function count(reader: Statements, kind: CarriedKind, upto: number): Promise<number> {
  const { table, isHistory } = carried(kind);
  const sql = `SELECT count(*) AS count FROM ${table}`;
  type Count = { readonly count: number };
  const row = isHistory ? await reader.get<Count>(`${sql} WHERE seq <= ?`, upto) : await reader.get<Count>(sql);
  return row?.count ?? 0;
}

async function* rowsOf(
  reader: Statements,
  kind: CarriedKind,
  { after, upto }: { readonly after: number; readonly upto: number },
): AsyncGenerator<CarriedRow> {
  const { table, order, isHistory } = carried(kind);
  // An order by a column that stands in the partitions goes by their indexes.
  const sql = `SELECT ${keptColumns(kind).join(', ')} FROM ${table}`;
  const cursor = `carried_${kind.replaceAll('-', '_')}`;
  await (isHistory
    ? reader.run(
        `DECLARE ${cursor} CURSOR FOR ${sql} WHERE seq > ?::bigint AND seq <= ?::bigint ORDER BY ${order}`,
        after,
        upto,
      )
    : reader.run(`DECLARE ${cursor} CURSOR FOR ${sql} ORDER BY ${order}`));
  for (;;) {
    const rows = await reader.all<KeptRow>(`FETCH ${PAGE} FROM ${cursor}`);
    for (const row of rows) yield openedRow(kind, row, reader.seals);
    if (rows.length < PAGE) break;
  }
  await reader.run(`CLOSE ${cursor}`);
}

/** @example (await importPlace(statements))?.lines; // 12000 */
export async function importPlace(statements: Statements): Promise<ImportPlace | undefined> {
  const row = await statements.get<ImportPlace>(PLACE);
  return row && { archive: row.archive, lines: row.lines };
}

/**
 * Writes rows of an archive, and where its import is then: all or nothing.
 *
 * @throws SamplanError `configuration` where the store is used
 */
export async function importRows(
  statements: Statements,
  [kind, rows, place]: readonly [CarriedKind, readonly CarriedRow[], ImportPlace],
): Promise<void> {
  await statements.transaction('write', async (alone) => {
    await alone.all(LOCK_PLACE);
    await begin(alone, place);
    if (kind === 'audit-start') await alone.run(FORGET_START);
    if (rows.length > 0) await insert(alone, kind, rows);
    if (kind === 'version') await setCurrent(alone, rows);
    if (kind === 'audit-segment') await alone.all(GO_ON);
    await alone.run(FORGET_PLACE);
    await alone.run(SAVE_PLACE, place.archive, place.lines);
  });
}

async function begin(statements: Statements, { archive }: ImportPlace): Promise<void> {
  const before = await importPlace(statements);
  if (before) {
    if (before.archive !== archive) throw new SamplanError('configuration', storeTexts.otherImport);
    return;
  }
  if (await statements.get(IS_TAKEN)) throw new SamplanError('configuration', storeTexts.storeUsed);
  // What was there to be indexed was nothing.
  await statements.run(FORGET_INDEX);
}

async function insert(statements: Statements, kind: CarriedKind, rows: readonly CarriedRow[]): Promise<void> {
  const { table, columns } = carried(kind);
  const names = keptColumns(kind);
  const kept = rows.map((row) => keptValues(kind, row, statements.seals, indexed));
  const lists = names.map((name) => `?::${columns[name] === 'integer' ? 'bigint' : 'text'}[]`);
  const values = names.map((name) => (columns[name] === 'hex' ? `decode(x.${name}, 'hex')` : `x.${name}`));
  const sql = `
    INSERT INTO ${table} (${names.join(', ')}) OVERRIDING SYSTEM VALUE
    SELECT ${values.join(', ')} FROM unnest(${lists.join(', ')}) WITH ORDINALITY AS x (${names.join(', ')}, nth) ORDER BY x.nth`;
  await statements.run(sql, ...names.map((_, column) => kept.map((row) => bound(row[column] ?? null))));
}

function bound(value: string | number | Uint8Array | null): string | number | null {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}

/** Of several versions of one resource the last: one statement cannot write a row twice. */
async function setCurrent(statements: Statements, rows: readonly CarriedRow[]): Promise<void> {
  const newest = [...new Map(rows.map((row) => [`${row['type']}/${row['id']}`, row])).values()].map(currentOf);
  const lists = Array.from({ length: 7 }, (_, column): Bound => newest.map((values) => values[column] ?? null));
  await statements.run(SET_CURRENT, ...lists);
}

export async function endImport(statements: Statements): Promise<void> {
  await statements.run(FORGET_PLACE);
}
