import type { SQLInputValue } from 'node:sqlite';
import { SamplanError } from '../../errors.ts';
import type { SortKey } from '../../search/filter.ts';
import { decodePlace, encodePlace, type Place } from '../../search/order.ts';
import { toStored, VERSION_COLUMNS, type VersionRow } from '../rows/versions.ts';
import type { SearchPage, SearchQuery } from '../store.ts';
import { storeTexts } from '../texts.ts';
import type { Clause } from './row-condition.ts';
import { broadLead, checkedCondition, instants, isOfTime, leadOf, searchCondition } from './search-condition.ts';
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
  const lead = order && !isReadInOrder(query, order) && broadLead(query);
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

const NOTHING: Clause = { sql: '', values: [] };

/** An order that an index is in: that of commits, or of time. */
interface Order {
  readonly isByTime: boolean;
  readonly isBackwards: boolean;
  /** As the index has it. */
  readonly by: string;
  beyond(after: string | undefined): Clause;
  within(until: Stretch['until']): Clause;
}

function orderOf(sort: readonly SortKey[]): Order | undefined {
  const [key, ...others] = sort;
  const isByTime = key?.name === '_lastUpdated' && others.length === 0;
  if (key !== undefined && !isByTime) return undefined;
  const [direction, further, nearer] = isBackwards(sort) ? [' DESC', '<', '>='] : ['', '>', '<='];
  const columns = isByTime ? ['c.last_updated', 'c.seq'] : ['c.seq'];
  const bound = (compared: string, values: readonly SQLInputValue[]): Clause => ({
    sql: isByTime ? `AND (${columns.join(', ')}) ${compared} (?, ?)` : `AND c.seq ${compared} ?`,
    values,
  });
  return {
    isByTime,
    isBackwards: isBackwards(sort),
    by: columns.map((column) => `${column}${direction}`).join(', '),
    beyond(after) {
      if (after === undefined) return NOTHING;
      const { place, seq } = placeAfter(after, sort);
      return bound(further, [...place, seq]);
    },
    within: (until) => (until === undefined ? NOTHING : bound(nearer, until)),
  };
}

/** Whether all of a type is gone through in the order: nothing else leads to what is asked, or the order itself does. */
function isReadInOrder(query: Pick<SearchQuery, 'type' | 'filters'>, { isByTime }: Order): boolean {
  const lead = leadOf(query);
  return lead === undefined || (isByTime && isOfTime(lead));
}

/** Between which instants the versions were made that are asked for. A page that follows another begins where that ended. */
function madeWithin(filters: SearchQuery['filters'], following: Order | undefined): Clause {
  const stretches = filters.filter(isOfTime).map(instants);
  const froms = stretches.map((some) => Math.min(...some.map(([from]) => from)));
  const befores = stretches.map((some) => Math.max(...some.map(([, before]) => before)));
  const bounds = [
    ...(following && !following.isBackwards
      ? []
      : froms.map((from) => ({ sql: 'AND c.last_updated >= ?', values: [from] }))),
    ...(following?.isBackwards ? [] : befores.map((before) => ({ sql: 'AND c.last_updated < ?', values: [before] }))),
  ];
  return { sql: bounds.map(({ sql }) => sql).join(' '), values: bounds.flatMap(({ values }) => values) };
}

/**
 * The page after a place. The orders that an index is in are read from it; for another, all that match are put into order.
 *
 * @param stretch in which it is looked for, one version after the other
 */
export function pageOf({ type, filters, sort = [], after }: SearchQuery, stretch?: Stretch): Clause {
  const order = orderOf(sort);
  const isInOrder = order && (stretch !== undefined || isReadInOrder({ type, filters }, order));
  const condition = (isInOrder ? checkedCondition : searchCondition)({ type, filters });
  // What was looked up comes in the order of commits.
  if (order && (isInOrder || !order.isByTime)) {
    const [beyond, within] = [order.beyond(after), order.within(stretch?.until)];
    const made = isInOrder && order.isByTime ? madeWithin(filters, after === undefined ? undefined : order) : NOTHING;
    return {
      sql: `SELECT ${VERSION_COLUMNS}, c.last_updated AS k0 FROM current_versions c JOIN versions v ON v.seq = c.seq
        ${condition.condition} ${beyond.sql} ${within.sql} ${made.sql} ORDER BY ${order.by} LIMIT 0 + ?`,
      values: [...condition.values, ...beyond.values, ...within.values, ...made.values],
    };
  }
  const from = after === undefined ? undefined : placeAfter(after, sort);
  const beyond = from ? afterPlace(sort, from.place, from.seq) : undefined;
  const columns = sort.map((one) => sortColumn(type, one));
  const keys = columns.map(({ sql }, index) => `${sql} AS k${index}`).join(', ');
  const names = columns.map((_column, index) => `p.k${index}`).join(', ');
  return {
    // What is found comes first, and in an order that only its own index has: SQLite would go through all of a type by an index that has the keys.
    // The bodies of one page only are opened.
    sql: `WITH found (seq) AS MATERIALIZED (SELECT c.seq FROM current_versions c ${condition.condition} ORDER BY c.seq)
      SELECT ${VERSION_COLUMNS}, ${names} FROM (
        SELECT * FROM (SELECT c.seq AS seq, ${keys} FROM found CROSS JOIN current_versions AS c INDEXED BY current_by_seq
          ON c.type = ? AND c.deleted = 0 AND c.seq = found.seq)
        ${beyond ? `WHERE ${beyond.sql}` : ''} ORDER BY ${sortOrder(sort)} LIMIT 0 + ?
      ) AS p CROSS JOIN versions AS v ON v.seq = p.seq ORDER BY ${sortOrder(sort).replaceAll(/\b(k\d|seq)\b/g, 'p.$1')}`,
    values: [...condition.values, ...columns.flatMap(({ values }) => values), type, ...(beyond?.values ?? [])],
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
