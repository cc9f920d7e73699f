import { toStored, type VersionRow, versionsAsked } from '../rows/versions.ts';
import type { Stored, VersionsQuery } from '../store.ts';
import type { Statements } from './statements.ts';

/**
 * Versions in the order of commits, the newest first.
 *
 * @example
 * readVersions(statements, { type: 'Goal', before: 1700, count: 50 });
 */
export function readVersions(statements: Statements, { count, ...query }: VersionsQuery): readonly Stored[] {
  const { sql, values } = versionsAsked(query);
  return statements.all<VersionRow>(`${sql} LIMIT 0 + ?`, ...values, count).map(toStored);
}
