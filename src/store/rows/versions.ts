import type { Resource } from '@medplum/fhirtypes';
import { parseStored } from '../../record/decimals.ts';
import { milliseconds } from '../instant.ts';
import type { Stored, VersionsQuery } from '../store.ts';

/** Columns of `versions v` that make a Stored. */
export const VERSION_COLUMNS =
  "v.seq, v.version, v.deleted, v.record, v.owner, unseal('versions.body', v.body) AS body";

export interface VersionRow {
  readonly seq: number;
  readonly version: number;
  readonly deleted: number;
  readonly record: string | null;
  readonly owner: string | null;
  readonly body: string;
}

/**
 * A Stored from its row; each call gives a resource of its own, so a caller may change it.
 *
 * @example
 * statements.all<VersionRow>(HISTORY, 'CarePlan', id).map(toStored);
 */
export function toStored(row: VersionRow): Stored {
  return {
    resource: parseStored(row.body) as Resource,
    seq: row.seq,
    version: row.version,
    deleted: row.deleted === 1,
    ...(row.record === null ? {} : { record: row.record }),
    ...(row.owner === null ? {} : { owner: row.owner }),
  };
}

/**
 * Versions in the order of commits, the newest first, without a limit.
 *
 * @throws SamplanError `bad-parameter` where `since` is no instant
 * @example
 * versionsAsked({ type: 'Goal', before: 1700 }).values; // [1700, 'Goal']
 */
export function versionsAsked({
  type,
  record,
  since,
  before = Number.MAX_SAFE_INTEGER,
}: Omit<VersionsQuery, 'count'>): { readonly sql: string; readonly values: readonly (string | number)[] } {
  const clauses: readonly (readonly [sql: string, ...values: (string | number)[]])[] = [
    ['v.seq < ?', before],
    type === undefined ? ["v.type <> 'AuditEvent'"] : ['v.type = ?', type],
    ...(record === undefined ? [] : [['v.record = ?', record] as const]),
    ...(since === undefined ? [] : [['c.last_updated >= ?', milliseconds(since, 'bad-parameter', 'since')] as const]),
  ];
  return {
    sql: `SELECT ${VERSION_COLUMNS} FROM versions v
      ${since === undefined ? '' : 'JOIN current_versions c ON c.type = v.type AND c.id = v.id'}
      WHERE ${clauses.map(([sql]) => sql).join(' AND ')} ORDER BY v.seq DESC`,
    values: clauses.flatMap(([, ...values]) => values),
  };
}
