import { milliseconds } from '../instant.ts';
import { toStored, type VersionRow } from '../rows/versions.ts';
import type { Stored, VersionsQuery } from '../store.ts';
import type { Statements } from './statements.ts';

/**
 * Versions in the order of commits, the newest first.
 *
 * @example
 * readVersions(statements, { type: 'Goal', before: 1700, count: 50 });
 */
export function readVersions(
  statements: Statements,
  { type, record, since, before = Number.MAX_SAFE_INTEGER, count }: VersionsQuery,
): readonly Stored[] {
  const clauses: readonly (readonly [sql: string, ...values: (string | number)[]])[] = [
    ['v.seq < ?', before],
    type === undefined ? ["v.type <> 'AuditEvent'"] : ['v.type = ?', type],
    ...(record === undefined ? [] : [['v.record = ?', record] as const]),
    ...(since === undefined ? [] : [['c.last_updated >= ?', milliseconds(since, 'bad-parameter', 'since')] as const]),
  ];
  const rows = statements.all<VersionRow>(
    `SELECT v.seq, v.version, v.deleted, v.record, v.owner, unseal('versions.body', v.body) AS body FROM versions v
     ${since === undefined ? '' : 'JOIN current_versions c ON c.type = v.type AND c.id = v.id'}
     WHERE ${clauses.map(([sql]) => sql).join(' AND ')} ORDER BY v.seq DESC LIMIT 0 + ?`,
    ...clauses.flatMap(([, ...values]) => values),
    count,
  );
  return rows.map(toStored);
}
