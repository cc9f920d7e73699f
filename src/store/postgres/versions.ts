import { milliseconds } from '../instant.ts';
import { toStored, type VersionRow } from '../rows/versions.ts';
import type { Stored, VersionsQuery } from '../store.ts';
import type { Bound, Statements } from './statements.ts';

const COLUMNS = "v.seq, v.version, v.deleted, v.record, v.owner, unseal('versions.body', v.body) AS body";
const CURRENT = `
  SELECT ${COLUMNS} FROM current_versions c JOIN versions v ON v.id = c.id AND v.type = c.type AND v.version = c.version
  WHERE c.type = ? AND c.id = ?`;
const VERSION = `SELECT ${COLUMNS} FROM versions v WHERE v.type = ? AND v.id = ? AND v.version = ?`;
const HISTORY = `SELECT ${COLUMNS} FROM versions v WHERE v.type = ? AND v.id = ? ORDER BY v.version DESC`;

/** The highest version that a column can hold. */
const MOST = 2 ** 31 - 1;

export async function readCurrent(statements: Statements, type: string, id: string): Promise<Stored | undefined> {
  const row = await statements.get<VersionRow>(CURRENT, type, id);
  return row && toStored(row);
}

export async function readVersion(
  statements: Statements,
  type: string,
  id: string,
  version: number,
): Promise<Stored | undefined> {
  if (!Number.isInteger(version) || Math.abs(version) > MOST) return undefined;
  const row = await statements.get<VersionRow>(VERSION, type, id, version);
  return row && toStored(row);
}

export async function readHistory(statements: Statements, type: string, id: string): Promise<readonly Stored[]> {
  return (await statements.all<VersionRow>(HISTORY, type, id)).map(toStored);
}

/**
 * Versions in the order of commits, the newest first.
 *
 * @example
 * await readVersions(statements, { type: 'Goal', before: 1700, count: 50 });
 */
export async function readVersions(
  statements: Statements,
  { type, record, since, before = Number.MAX_SAFE_INTEGER, count }: VersionsQuery,
): Promise<readonly Stored[]> {
  const clauses: readonly (readonly [sql: string, ...values: Bound[]])[] = [
    ['v.seq < ?', before],
    type === undefined ? ["v.type <> 'AuditEvent'"] : ['v.type = ?', type],
    ...(record === undefined ? [] : [['v.record = ?', record] as const]),
    ...(since === undefined ? [] : [['c.last_updated >= ?', milliseconds(since, 'bad-parameter', 'since')] as const]),
  ];
  const rows = await statements.all<VersionRow>(
    `SELECT ${COLUMNS} FROM versions v
     ${since === undefined ? '' : 'JOIN current_versions c ON c.type = v.type AND c.id = v.id'}
     WHERE ${clauses.map(([sql]) => sql).join(' AND ')} ORDER BY v.seq DESC LIMIT ?`,
    ...clauses.flatMap(([, ...values]) => values),
    count,
  );
  return rows.map(toStored);
}
