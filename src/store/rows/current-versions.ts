import type { CarriedRow } from '../carried.ts';

/** Columns of `current_versions`, of the version that is the newest so far. */
export type CurrentValues = readonly [
  type: string,
  id: string,
  seq: number,
  version: number,
  deleted: number,
  record: string | null,
  lastUpdated: number,
];

/**
 * What stands of a carried version while it is the newest.
 *
 * @example
 * currentOf({ seq: 7, type: 'Goal', id: 'g', version: 2, deleted: 0, body: '{"meta":{"lastUpdated":"2026-11-02T10:00:00Z"}}' })[6]; // 1793613600000
 */
export function currentOf({ type, id, seq, version, deleted, record, body }: CarriedRow): CurrentValues {
  return [
    String(type),
    String(id),
    Number(seq),
    Number(version),
    Number(deleted),
    record === undefined ? null : String(record),
    lastUpdated(String(body)),
  ];
}

/** A body that somebody changed past Samplan is carried as it is, whatever it says. */
function lastUpdated(body: string): number {
  try {
    const { meta } = JSON.parse(body) as { readonly meta?: { readonly lastUpdated?: unknown } };
    const at = Date.parse(String(meta?.lastUpdated));
    return Number.isNaN(at) ? 0 : at;
  } catch {
    return 0;
  }
}
