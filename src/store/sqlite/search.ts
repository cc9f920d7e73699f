import type { SQLInputValue } from 'node:sqlite';
import { SamplanError } from '../../errors.ts';
import type { SortKey } from '../../search/filter.ts';
import { decodePlace, encodePlace, type Place } from '../../search/order.ts';
import { toStored, VERSION_COLUMNS, type VersionRow } from '../rows/versions.ts';
import type { SearchPage, SearchQuery } from '../store.ts';
import { storeTexts } from '../texts.ts';
import type { Clause } from './row-condition.ts';
import { broadLead, checkedCondition, searchCondition } from './search-condition.ts';
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

  const rows = rowsOf(statements, query);
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

/**
 * A page and one more. Where a filter may find more than a stretch of versions, a stretch of all is gone through first: what many fulfil
 * fills a page soon, and only what few fulfil is worth to be put together.
 */
function rowsOf(statements: Statements, query: SearchQuery): readonly (VersionRow & Keys)[] {
  const stretch = stretchFor(statements, query);
  if (stretch) {
    const { sql, values } = pageOf(query, stretch);
    const rows = statements.all<VersionRow & Keys>(sql, ...values, query.count + 1);
    if (rows.length > query.count || stretch.until === undefined) return rows;
  }
  const { sql, values } = pageOf(query);
  return statements.all<VersionRow & Keys>(sql, ...values, query.count + 1);
}

/** As many versions are gone through in their order. */
export const STRETCH = 1000;

/** Versions in an order that an index is in, from the place of a page. */
interface Stretch {
  /** Its last place; undefined: it has all that is left. */
  readonly until?: readonly SQLInputValue[];
}

function stretchFor(statements: Statements, query: SearchQuery): Stretch | undefined {
  const { type, sort = [], after } = query;
  const order = orderOf(sort);
  const lead = order && broadLead(query);
  if (!order || !lead) return undefined;
  const many = `SELECT count(*) AS many FROM (${lead.sql} LIMIT 0 + ?)`;
  const { many: found = 0 } = statements.get<{ readonly many: number }>(many, ...lead.values, STRETCH + 1) ?? {};
  if (found <= STRETCH) return undefined;
  const beyond = order.beyond(after);
  const last = statements.get<{ readonly time: number; readonly seq: number }>(
    `SELECT c.last_updated AS time, c.seq FROM current_versions c WHERE c.type = ? AND c.deleted = 0 ${beyond.sql}
     ORDER BY ${order.by} LIMIT 1 OFFSET 0 + ?`,
    ...[type, ...beyond.values, STRETCH - 1],
  );
  if (!last) return {};
  return { until: order.isByTime ? [last.time, last.seq] : [last.seq] };
}

/** An order that an index is in: that of commits, or of time. */
function orderOf(sort: readonly SortKey[]) {
  const [key, ...others] = sort;
  const isByTime = key?.name === '_lastUpdated' && others.length === 0;
  if (key !== undefined && !isByTime) return undefined;
  const [direction, further, nearer] = isBackwards(sort) ? [' DESC', '<', '>='] : ['', '>', '<='];
  const columns = isByTime ? 'c.last_updated, c.seq' : 'c.seq';
  const bound = (compared: string, values: readonly SQLInputValue[]): Clause => ({
    sql: isByTime ? `AND (${columns}) ${compared} (?, ?)` : `AND ${columns} ${compared} ?`,
    values,
  });
  const nothing: Clause = { sql: '', values: [] };
  return {
    isByTime,
    by: `${columns.replace(',', `${direction},`)}${direction}`,
    beyond(after: string | undefined): Clause {
      if (after === undefined) return nothing;
      const { place, seq } = placeAfter(after, sort);
      return bound(further, [...place, seq]);
    },
    within: (until: Stretch['until']): Clause => (until === undefined ? nothing : bound(nearer, until)),
  };
}

/**
 * The page after a place. The orders that an index is in are read from it; for another, all that match are put into order.
 *
 * @param stretch in which it is looked for, one version after the other
 */
export function pageOf({ type, filters, sort = [], after }: SearchQuery, stretch?: Stretch): Clause {
  const condition = (stretch ? checkedCondition : searchCondition)({ type, filters });
  const order = orderOf(sort);
  if (order) {
    const [beyond, within] = [order.beyond(after), order.within(stretch?.until)];
    return {
      sql: `SELECT ${VERSION_COLUMNS}, c.last_updated AS k0 FROM current_versions c JOIN versions v ON v.seq = c.seq
        ${condition.condition} ${beyond.sql} ${within.sql} ORDER BY ${order.by} LIMIT 0 + ?`,
      values: [...condition.values, ...beyond.values, ...within.values],
    };
  }
  const from = after === undefined ? undefined : placeAfter(after, sort);
  const beyond = from ? afterPlace(sort, from.place, from.seq) : undefined;
  const columns = sort.map((one) => sortColumn(type, one));
  const keys = columns.map(({ sql }, index) => `${sql} AS k${index}`).join(', ');
  const names = columns.map((_column, index) => `p.k${index}`).join(', ');
  return {
    // The bodies of one page only are opened.
    sql: `SELECT ${VERSION_COLUMNS}, ${names} FROM (
        SELECT * FROM (SELECT c.seq AS seq, ${keys} FROM current_versions c ${condition.condition})
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
