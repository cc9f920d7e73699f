import { toStored, VERSION_COLUMNS, type VersionRow, versionsAsked } from '../rows/versions.ts';
import type { Stored, VersionsQuery } from '../store.ts';
import type { Statements } from './statements.ts';

const CURRENT = `
  SELECT ${VERSION_COLUMNS} FROM current_versions c JOIN versions v ON v.id = c.id AND v.type = c.type AND v.version = c.version
  WHERE c.type = ? AND c.id = ?`;
const VERSION = `SELECT ${VERSION_COLUMNS} FROM versions v WHERE v.type = ? AND v.id = ? AND v.version = ?`;
const HISTORY = `SELECT ${VERSION_COLUMNS} FROM versions v WHERE v.type = ? AND v.id = ? ORDER BY v.version DESC`;

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
  { count, ...query }: VersionsQuery,
): Promise<readonly Stored[]> {
  const { sql, values } = versionsAsked(query);
  return (await statements.all<VersionRow>(`${sql} LIMIT ?`, ...values, count)).map(toStored);
}
