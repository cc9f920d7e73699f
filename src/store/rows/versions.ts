import type { Resource } from '@medplum/fhirtypes';
import type { Stored } from '../store.ts';

/** Columns that make a Stored. */
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
    resource: JSON.parse(row.body) as Resource,
    seq: row.seq,
    version: row.version,
    deleted: row.deleted === 1,
    ...(row.record === null ? {} : { record: row.record }),
    ...(row.owner === null ? {} : { owner: row.owner }),
  };
}
