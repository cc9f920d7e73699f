import { SamplanError } from '../../errors.ts';
import type { SearchPage, SearchQuery } from '../store.ts';
import { storeTexts } from '../texts.ts';
import { searchCondition } from './search-condition.ts';
import type { Statements } from './statements.ts';
import { toStored, type VersionRow } from './version-row.ts';

const COUNT = 'SELECT count(*) AS total FROM current_versions c';
const PAGE = `
  SELECT v.seq, v.version, v.deleted, v.record, v.owner, unseal('versions.body', v.body) AS body, c.last_updated AS lastUpdated
  FROM current_versions c JOIN versions v ON v.seq = c.seq`;

/** What follows a place, in each order. */
const AFTER = {
  seq: 'AND c.seq > ? ORDER BY c.seq LIMIT ?',
  lastUpdated: 'AND (c.last_updated, c.seq) > (?, ?) ORDER BY c.last_updated, c.seq LIMIT ?',
  '-lastUpdated': 'AND (c.last_updated, c.seq) < (?, ?) ORDER BY c.last_updated DESC, c.seq DESC LIMIT ?',
} as const;

type Order = keyof typeof AFTER;

/** Before everything, in each order. */
const START = {
  seq: [0],
  lastUpdated: [Number.MIN_SAFE_INTEGER, 0],
  '-lastUpdated': [Number.MAX_SAFE_INTEGER, 0],
} as const;

/**
 * One page of current versions in the order of commits, or by the time of their last change. What changes while a reader
 * pages forward moves to the end: it may be met twice, never missed.
 *
 * @example
 * search(statements, { type: 'CarePlan', filters: [{ kind: 'reference', name: 'patient', values: ['Patient/1'] }], count: 50 });
 */
export function search(statements: Statements, query: SearchQuery): SearchPage {
  if (!Number.isSafeInteger(query.count) || query.count < 0) {
    throw new SamplanError('bad-parameter', storeTexts.badCount, { where: '_count' });
  }
  const order = query.sort ?? 'seq';
  const after = query.after === undefined ? START[order] : decodePage(query.after, order);
  const { condition, values } = searchCondition(query);

  const total = statements.get<{ readonly total: number }>(`${COUNT} ${condition}`, ...values)?.total ?? 0;
  if (query.count === 0) return { resources: [], total };

  const rows = statements.all<VersionRow & { readonly lastUpdated: number }>(
    `${PAGE} ${condition} ${AFTER[order]}`,
    ...values,
    ...after,
    query.count + 1,
  );
  const page = rows.slice(0, query.count);
  const last = page.at(-1);
  const next = rows.length > page.length && last !== undefined ? { next: encodePage(order, placeOf(order, last)) } : {};
  return { resources: page.map(toStored), total, ...next };
}

function placeOf(order: Order, { seq, lastUpdated }: { readonly seq: number; readonly lastUpdated: number }): number[] {
  return order === 'seq' ? [seq] : [lastUpdated, seq];
}

function encodePage(order: Order, place: readonly number[]): string {
  return Buffer.from(`${order}:${place.join(':')}`).toString('base64url');
}

/** A token belongs to its order: in another one it names no place. */
function decodePage(after: string, order: Order): readonly number[] {
  const [kind, ...numbers] = Buffer.from(after, 'base64url').toString().split(':');
  const place = numbers.map(Number);
  const isPlace = kind === order && place.length === START[order].length && place.every(Number.isSafeInteger);
  if (!isPlace || (place.at(-1) ?? 0) < 1 || encodePage(order, place) !== after) {
    throw new SamplanError('bad-parameter', storeTexts.badPage, { where: 'after' });
  }
  return place;
}
