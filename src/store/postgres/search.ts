import { SamplanError } from '../../errors.ts';
import type { SortKey } from '../../search/filter.ts';
import { comparePlaces, decodePlace, encodePlace, isSortable, type Place, sortValue } from '../../search/order.ts';
import { rowNames } from '../../search/rows.ts';
import type { ValueRow } from '../../search/value-rows.ts';
import { toStored, VERSION_COLUMNS, type VersionRow } from '../rows/versions.ts';
import type { SearchPage, SearchQuery } from '../store.ts';
import { storeTexts } from '../texts.ts';
import { hasPrivate, openRows } from './opened-rows.ts';
import { type Conditions, parameterOf } from './row-condition.ts';
import { searchCondition } from './search-condition.ts';
import type { Numbers } from './search-rows.ts';
import { afterPlace, isBackwards, isPrivateKey, sortColumn, sortOrder } from './sort-columns.ts';
import type { Clause, Statements } from './statements.ts';

type Keys = Readonly<Record<`k${number}`, string | number | null>>;
type PageRow = VersionRow & Keys & { readonly total: number | null };

/** Where a version stands in an order. */
interface At {
  readonly place: Place;
  readonly seq: number;
}

/** A value that puts a version into order; those that tell of somebody are several, and sealed. */
type Given = string | number | null | readonly string[];

/**
 * One page of current versions in the order of commits, or in another. In those two that follow time, what changes while a reader
 * pages forward moves to the end: it may be met twice, never missed. One statement, unless rows have to be opened first.
 *
 * @example
 * await search(statements, { type: 'CarePlan', filters: [{ kind: 'id', values: ['1'] }], count: 50 }, numbers);
 */
export async function search(statements: Statements, query: SearchQuery, numbers: Numbers): Promise<SearchPage> {
  if (!Number.isSafeInteger(query.count) || query.count < 0) {
    throw new SamplanError('bad-parameter', storeTexts.badCount, { where: '_count' });
  }
  const { type, filters, sort = [] } = query;
  const conditions: Conditions = { seals: statements.seals, numbers, opened: new Map() };
  for (const { name } of sort) if (!isSortable(type, name) || !isKnown(type, name)) throw unsortable(name);
  const isPrivateOrder = sort.some(({ name }) => isPrivateKey(type, name));
  if (!isPrivateOrder && !hasPrivate(type, filters)) return pageIn(statements, query, conditions);
  return statements.transaction('read', async (moment) => {
    const opened = await openRows(moment, type, filters, conditions);
    const ready = { ...conditions, opened };
    return isPrivateOrder ? pageInOpenedOrder(moment, query, ready) : pageIn(moment, query, ready);
  });
}

/** A page in an order that the database knows: the bodies of that page only are read. */
async function pageIn(statements: Statements, query: SearchQuery, conditions: Conditions): Promise<SearchPage> {
  const { type, filters, count, sort = [] } = query;
  const found = searchCondition(type, filters, conditions);
  const isCounted = query.total !== 'none';
  const all = { sql: `SELECT count(*) AS total FROM current_versions c WHERE ${found.sql}`, values: found.values };
  if (count === 0) {
    if (!isCounted) return { resources: [] };
    const row = await statements.get<{ readonly total: number }>(all.sql, ...all.values);
    return { resources: [], total: row?.total ?? 0 };
  }
  const page = placesAfter(query, found, conditions);
  const rows = await statements.all<PageRow>(
    `WITH page AS (${page.sql} LIMIT ?), counted AS (${isCounted ? all.sql : 'SELECT NULL::bigint AS total'})
     SELECT counted.total, ${VERSION_COLUMNS}, ${['page.type', ...sort.map((_key, index) => `page.k${index}`)].join(', ')}
     FROM counted LEFT JOIN (page JOIN versions v ON v.id = page.id AND v.type = page.type AND v.version = page.version) ON TRUE
     ORDER BY ${sortOrder(sort, 'page.')}`,
    ...page.values,
    count + 1,
    ...(isCounted ? all.values : []),
  );
  const total = isCounted ? { total: rows[0]?.total ?? 0 } : {};
  const versions = rows.filter(({ body }) => body !== null);
  const shown = versions.slice(0, count);
  const last = shown.at(-1);
  const place = last && [...sort.map((_key, index) => last[`k${index}`] ?? null), last.seq];
  return {
    resources: shown.map(toStored),
    ...total,
    ...(place && versions.length > shown.length ? { next: encodePlace(sort, place) } : {}),
  };
}

/** Places of what is found after that of the page before, in order. */
function placesAfter({ type, sort = [], after }: SearchQuery, found: Clause, conditions: Conditions): Clause {
  const columns = sort.map((key) => sortColumn(type, key, conditions));
  const from = after === undefined ? undefined : placeOf(after, type, sort);
  const beyond = from ? afterPlace(sort, from.place, from.seq) : { sql: 'TRUE', values: [] };
  const keys = columns.map(({ sql }, index) => `, ${sql} AS k${index}`).join('');
  return {
    sql: `SELECT * FROM (SELECT c.type, c.id, c.version, c.seq${keys} FROM current_versions c WHERE ${found.sql}) AS p
      WHERE ${beyond.sql} ORDER BY ${sortOrder(sort, '')}`,
    values: [...columns.flatMap(({ values }) => values), ...found.values, ...beyond.values],
  };
}

/** A page in an order of what tells of somebody: everything that is found is opened and put into order here. */
async function pageInOpenedOrder(
  statements: Statements,
  query: SearchQuery,
  conditions: Conditions,
): Promise<SearchPage> {
  const { type, filters, count, sort = [], after } = query;
  const found = searchCondition(type, filters, conditions);
  const columns = sort.map((key): Clause => {
    if (!isPrivateKey(type, key.name)) return sortColumn(type, key, conditions);
    return {
      sql: 'ARRAY(SELECT t.value FROM private_rows t WHERE t.seq = c.seq AND t.parameter = ?)',
      values: [parameterOf(type, key.name, conditions)],
    };
  });
  const keys = columns.map(({ sql }, index) => `, ${sql} AS k${index}`).join('');
  const rows = await statements.all<Keys & { readonly seq: number }>(
    `SELECT c.seq${keys} FROM current_versions c WHERE ${found.sql}`,
    ...columns.flatMap(({ values }) => values),
    ...found.values,
  );
  const places = rows.map(
    (row): At => ({
      seq: row.seq,
      place: sort.map((key, index) => leastOf(statements, key, row[`k${index}`] as Given)),
    }),
  );
  const direction = isBackwards(sort) ? -1 : 1;
  const compare = (one: At, other: At): number =>
    comparePlaces(one.place, other.place, sort) || direction * (one.seq - other.seq);
  places.sort(compare);
  const from = after === undefined ? undefined : placeOf(after, type, sort);
  const rest = from ? places.filter((one) => compare(one, from) > 0) : places;
  const shown = rest.slice(0, count);
  const last = shown.at(-1);
  return {
    resources: await versionsOf(
      statements,
      shown.map(({ seq }) => seq),
    ),
    ...(query.total === 'none' ? {} : { total: rows.length }),
    ...(last && rest.length > shown.length ? { next: encodePlace(sort, [...last.place, last.seq]) } : {}),
  };
}

async function versionsOf(statements: Statements, seqs: readonly number[]): Promise<SearchPage['resources']> {
  const rows = await statements.all<VersionRow>(
    `SELECT ${VERSION_COLUMNS} FROM current_versions c JOIN versions v ON v.id = c.id AND v.type = c.type AND v.version = c.version
     WHERE c.seq = ANY (?)`,
    seqs,
  );
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  return seqs.flatMap((seq) => bySeq.get(seq) ?? []).map(toStored);
}

/** The least of several values, or the greatest. */
function leastOf({ seals }: Statements, { descending = false }: SortKey, given: Given): string | number | null {
  if (!isSealed(given)) return given;
  const values = given.map(
    (value): Place => [sortValue(JSON.parse(seals.unseal('private_rows.value', value)) as ValueRow)],
  );
  const key = [{ name: '' }];
  values.sort((one, other) => comparePlaces(one, other, key));
  return values.at(descending ? -1 : 0)?.[0] ?? null;
}

function isSealed(given: Given): given is readonly string[] {
  return Array.isArray(given);
}

function placeOf(after: string, type: string, sort: readonly SortKey[]): At {
  const place = decodePlace(after, sort, 1);
  const seq = place?.at(-1);
  const isOurs =
    typeof seq === 'number' &&
    Number.isSafeInteger(seq) &&
    seq >= 1 &&
    sort.every(({ name }, index) => isOfKind(type, name, place?.[index] ?? null));
  if (place === undefined || !isOurs) throw new SamplanError('bad-parameter', storeTexts.badPage, { where: 'after' });
  return { place: place.slice(0, -1), seq };
}

/** A column takes no value of another kind. */
function isOfKind(type: string, name: string, value: string | number | null): boolean {
  if (value === null) return true;
  const kind = name === '_lastUpdated' ? 'date' : rowNames(type).get(name)?.kind;
  if (kind === 'quantity') return typeof value === 'number';
  return kind === 'date' ? Number.isSafeInteger(value) : typeof value === 'string';
}

function isKnown(type: string, name: string): boolean {
  return name === '_id' || name === '_lastUpdated' || rowNames(type).has(name);
}

function unsortable(name: string): SamplanError {
  return new SamplanError('unknown-parameter', storeTexts.unknownParameter, { where: `_sort ${name}` });
}
