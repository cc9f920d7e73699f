import { SamplanError } from '../../errors.ts';
import type { SortKey } from '../../search/filter.ts';
import { decodePlace, encodePlace, type Place } from '../../search/order.ts';
import { toStored, VERSION_COLUMNS, type VersionRow } from '../rows/versions.ts';
import type { SearchPage, SearchQuery } from '../store.ts';
import { storeTexts } from '../texts.ts';
import type { Clause } from './row-condition.ts';
import { searchCondition } from './search-condition.ts';
import { afterPlace, isBackwards, sortColumn, sortOrder } from './sort-columns.ts';
import type { Statements } from './statements.ts';

const COUNT = 'SELECT count(*) AS total FROM current_versions c';

type Keys = Readonly<Record<`k${number}`, string | number | null>>;

/**
 * One page of current versions in the order of commits, or in another. In those two that follow time, what changes while a reader
 * pages forward moves to the end: it may be met twice, never missed.
 *
 * @example
 * search(statements, { type: 'CarePlan', filters: [{ kind: 'reference', name: 'patient', values: ['Patient/1'] }], count: 50 });
 */
export function search(statements: Statements, query: SearchQuery): SearchPage {
  if (!Number.isSafeInteger(query.count) || query.count < 0) {
    throw new SamplanError('bad-parameter', storeTexts.badCount, { where: '_count' });
  }
  const { sort = [] } = query;
  if (query.count === 0) return { resources: [], ...totalOf(statements, query) };

  const { sql, values: bound } = pageOf(query);
  const rows = statements.all<VersionRow & Keys>(sql, ...bound, query.count + 1);
  const page = rows.slice(0, query.count);
  const last = page.at(-1);
  const isAll = query.after === undefined && rows.length === page.length;
  const total = isAll && query.total !== 'none' ? { total: rows.length } : totalOf(statements, query);
  const next =
    rows.length > page.length && last !== undefined
      ? { next: encodePlace(sort, [...sort.map((_key, index) => last[`k${index}`] ?? null), last.seq]) }
      : {};
  return { resources: page.map(toStored), ...total, ...next };
}

/** How many there are, where that is asked for. */
function totalOf(statements: Statements, query: SearchQuery): { readonly total?: number } {
  if (query.total === 'none') return {};
  const { condition, values } = searchCondition(query);
  return { total: statements.get<{ readonly total: number }>(`${COUNT} ${condition}`, ...values)?.total ?? 0 };
}

/** The page after a place. The orders that an index is in are read from it; for another, all that match are put into order. */
export function pageOf({ type, filters, sort = [], after }: SearchQuery): Clause {
  const found = searchCondition({ type, filters });
  const condition: Clause = { sql: found.condition, values: found.values };
  const from = after === undefined ? undefined : placeAfter(after, sort);
  const beyond = from ? afterPlace(sort, from.place, from.seq) : undefined;
  const [key, ...others] = sort;
  const isByTime = key?.name === '_lastUpdated' && others.length === 0;
  if (key === undefined || isByTime) {
    const direction = isBackwards(sort) ? ' DESC' : '';
    const columns = isByTime ? 'c.last_updated, c.seq' : 'c.seq';
    const compared = isBackwards(sort) ? '<' : '>';
    const places = isByTime ? '(?, ?)' : '?';
    return {
      sql: `SELECT ${VERSION_COLUMNS}, c.last_updated AS k0 FROM current_versions c JOIN versions v ON v.seq = c.seq ${condition.sql}
        ${from ? `AND ${isByTime ? `(${columns})` : columns} ${compared} ${places}` : ''}
        ORDER BY ${columns.replace(',', `${direction},`)}${direction} LIMIT 0 + ?`,
      values: [...condition.values, ...(from ? [...from.place, from.seq] : [])],
    };
  }
  const columns = sort.map((one) => sortColumn(type, one));
  const keys = columns.map(({ sql }, index) => `${sql} AS k${index}`).join(', ');
  const names = columns.map((_column, index) => `p.k${index}`).join(', ');
  return {
    // The bodies of one page only are opened.
    sql: `SELECT ${VERSION_COLUMNS}, ${names} FROM (
        SELECT * FROM (SELECT c.seq AS seq, ${keys} FROM current_versions c ${condition.sql})
        ${beyond ? `WHERE ${beyond.sql}` : ''} ORDER BY ${sortOrder(sort)} LIMIT 0 + ?
      ) AS p CROSS JOIN versions AS v ON v.seq = p.seq ORDER BY ${sortOrder(sort).replaceAll(/\b(k\d|seq)\b/g, 'p.$1')}`,
    values: [...columns.flatMap(({ values }) => values), ...condition.values, ...(beyond?.values ?? [])],
  };
}

function placeAfter(after: string, sort: readonly SortKey[]): { readonly place: Place; readonly seq: number } {
  const place = decodePlace(after, sort, 1);
  const seq = place?.at(-1);
  if (place === undefined || typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) {
    throw new SamplanError('bad-parameter', storeTexts.badPage, { where: 'after' });
  }
  return { place: place.slice(0, -1), seq };
}
