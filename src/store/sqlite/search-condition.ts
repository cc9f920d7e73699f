import type { SQLInputValue } from 'node:sqlite';
import { SamplanError } from '../../errors.ts';
import type { Bounds, DateFilter, LinkFilter, SearchFilter, TogetherFilter } from '../../search/filter.ts';
import { rowNames, tellPresence } from '../../search/rows.ts';
import { OPEN } from '../../search/stretch.ts';
import { startsOf } from '../rows/private-rows.ts';
import { storeTexts } from '../texts.ts';
import { type Clause, PARAMETER, rowCandidates, rowCondition, rowLead } from './row-condition.ts';

export interface SearchCondition {
  /** WHERE clause over `current_versions c`. Built of constants only. */
  readonly condition: string;
  readonly values: readonly SQLInputValue[];
}

/**
 * The condition of a search. The filter that leaves the fewest resources is looked up; the others are checked on what it
 * finds, so that a person's active plans are not sought among everybody's active plans.
 *
 * @example
 * searchCondition({ type: 'Goal', filters: [{ kind: 'id', values: ['g-1'] }] }).values;
 */
export function searchCondition({ type, filters }: Filtered): SearchCondition {
  const { sql, values } = conditionOf(type, filters, 0);
  return { condition: sql, values };
}

/** The same condition where the versions come in an order of their own, one after the other: nothing is looked up, all is checked. */
export function checkedCondition({ type, filters }: Filtered): SearchCondition {
  const { sql, values } = joined([ofType(type, 'c'), ...filters.map((filter) => and(checkClause(type, filter, 0)))]);
  return { condition: sql, values };
}

/** The filter that is looked up: the one that leaves the fewest resources; undefined where no index leads to any. */
export function leadOf({ type, filters }: Filtered): SearchFilter | undefined {
  const [first] = inBreadth(type, filters);
  return first !== undefined && breadth(type, first) < NEVER ? first : undefined;
}

/**
 * What would be looked up and may be very many: half of all plans are active. Undefined where it is little by its kind (a person's), and
 * where nothing is looked up.
 */
export function broadLead({ type, filters }: Filtered): Clause | undefined {
  const lead = leadOf({ type, filters });
  switch (lead?.kind) {
    case 'reference':
      return lead.values.every((value) => value.startsWith('Patient/')) ? undefined : rowCandidates(type, lead);
    case 'date':
      return isOfTime(lead) ? changedWithin(type, lead) : rowCandidates(type, lead);
    case 'token':
    case 'string':
    case 'quantity':
      return breadth(type, lead) === 0 ? undefined : rowCandidates(type, lead);
    default:
      return undefined;
  }
}

/** Whether it asks when a version was made: what the index by time is in the order of. */
export function isOfTime(filter: SearchFilter | undefined): filter is DateFilter {
  return filter?.kind === 'date' && filter.name === '_lastUpdated';
}

interface Filtered {
  readonly type: string;
  readonly filters: readonly SearchFilter[];
}

/** The current versions of a type at a depth of links: each depth has a name of its own in the SQL. */
const versions = (depth: number): string => (depth === 0 ? 'c' : `c${depth}`);

function conditionOf(type: string, filters: readonly SearchFilter[], depth: number): Clause {
  const c = versions(depth);
  const lead = leadOf({ type, filters });
  const checked = inBreadth(type, filters).filter((filter) => filter !== lead);
  return joined([
    ofType(type, c),
    ...(lead ? [and(leadClause(type, lead, depth))] : []),
    ...checked.map((filter) => and(checkClause(type, filter, depth))),
  ]);
}

function ofType(type: string, c: string): Clause {
  return { sql: `WHERE ${c}.type = ? AND ${c}.deleted = 0`, values: [type] };
}

function inBreadth(type: string, filters: readonly SearchFilter[]): readonly SearchFilter[] {
  return filters.toSorted((one, other) => breadth(type, one) - breadth(type, other));
}

const NEVER = 9;

/** The lower, the fewer resources a filter leaves; NEVER for what no index leads to. */
function breadth(type: string, filter: SearchFilter): number {
  switch (filter.kind) {
    case 'id':
      return 0;
    case 'token':
      return rowNames(type).get(filter.name)?.isPrivate ? 0 : 4;
    case 'reference':
      return 1;
    case 'refers-to':
    case 'referred-by':
      return 2 + Math.min(5, ...filter.filters.map((one) => breadth(filter.type, one)));
    case 'string':
      return startsOf(filter) ? 2 : 6;
    case 'date':
      return 3;
    case 'quantity':
      return 6;
    default:
      return NEVER;
  }
}

function leadClause(type: string, filter: SearchFilter, depth: number): Clause {
  const c = versions(depth);
  switch (filter.kind) {
    case 'id':
      return {
        sql: `${c}.seq IN (SELECT i.seq FROM json_each(?) AS v CROSS JOIN current_versions AS i ON i.type = ? AND i.id = v.value)`,
        values: [JSON.stringify(filter.values), type],
      };
    case 'refers-to': {
      const found = conditionOf(filter.type, filter.filters, depth + 1);
      return {
        sql: `${c}.seq IN (SELECT r.seq FROM reference_rows AS r WHERE r.parameter = ${PARAMETER} AND r.target IN (
          SELECT ? || ${versions(depth + 1)}.id FROM current_versions ${versions(depth + 1)} ${found.sql}))`,
        values: [...named(type, filter), `${filter.type}/`, ...found.values],
      };
    }
    case 'referred-by': {
      const found = conditionOf(filter.type, filter.filters, depth + 1);
      return {
        sql: `${c}.seq IN (SELECT i.seq FROM reference_rows AS r CROSS JOIN current_versions AS i ON i.type = ? AND i.id = substr(r.target, ?)
          WHERE r.parameter = ${PARAMETER} AND r.target >= ? AND r.target < ? AND r.seq IN (
            SELECT ${versions(depth + 1)}.seq FROM current_versions ${versions(depth + 1)} ${found.sql}))`,
        values: [type, type.length + 2, ...named(filter.type, filter), `${type}/`, `${type}0`, ...found.values],
      };
    }
    case 'date':
      if (isOfTime(filter)) {
        const { sql, values } = changedWithin(type, filter);
        return { sql: `${c}.seq IN (${sql})`, values };
      }
      break;
    case 'not':
    case 'missing':
    case 'together':
      throw new RangeError('no index leads to these');
  }
  const { sql, values } = rowLead(type, filter);
  return { sql: `${c}.seq IN (${sql})`, values };
}

/** Of each resource that another filter led to. The plus keeps SQLite from looking these up instead. */
function checkClause(type: string, filter: SearchFilter, depth: number): Clause {
  const c = versions(depth);
  switch (filter.kind) {
    case 'id':
      return { sql: `+${c}.id IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(filter.values)] };
    case 'not': {
      const { sql, values } = checkClause(type, filter.filter, depth);
      return { sql: `NOT (${sql})`, values };
    }
    case 'missing':
      return missingClause(type, filter.name, c);
    case 'together':
      return togetherClause(type, filter, c);
    case 'refers-to':
    case 'referred-by':
      return linkClause(type, filter, depth);
    case 'date':
      if (isOfTime(filter)) {
        return {
          sql: `EXISTS (SELECT 1 FROM json_each(?) AS v WHERE ${c}.last_updated >= v.value ->> 0 AND ${c}.last_updated < v.value ->> 1)`,
          values: [JSON.stringify(instants(filter))],
        };
      }
  }
  const { table, sql, values } = rowCondition(type, filter);
  return { sql: `EXISTS (SELECT 1 FROM ${table} AS t WHERE t.seq = ${c}.seq AND ${sql})`, values };
}

function missingClause(type: string, name: string, c: string): Clause {
  const kind = rowNames(type).get(name)?.kind;
  if (kind === undefined) throw new SamplanError('unknown-parameter', storeTexts.unknownParameter, { where: name });
  const rows = [
    ...(kind === 'token' || kind === 'string' || kind === 'quantity' ? [] : [`${kind}_rows`]),
    // A token's own rows, and those that say that there is something else.
    'token_rows',
    'private_rows',
  ];
  const names = 'SELECT number FROM search_parameters WHERE type = ? AND name IN (?, ?, ?)';
  return {
    sql: `NOT (${rows.map((table) => `EXISTS (SELECT 1 FROM ${table} AS t WHERE t.seq = ${c}.seq AND t.parameter IN (${names}))`).join(' OR ')})`,
    values: rows.flatMap(() => [type, ...tellPresence(name)]),
  };
}

function togetherClause(type: string, { alternatives }: TogetherFilter, c: string): Clause {
  const clauses = alternatives.map((filters) => {
    const rows = filters.map((filter) => rowCondition(type, filter));
    const elements = rows.map(
      ({ table, sql }) => `SELECT t.element FROM ${table} AS t WHERE t.seq = ${c}.seq AND ${sql}`,
    );
    return { sql: `EXISTS (${elements.join(' INTERSECT ')})`, values: rows.flatMap(({ values }) => values) };
  });
  return {
    sql: `(${clauses.map(({ sql }) => sql).join(' OR ') || 'FALSE'})`,
    values: clauses.flatMap(({ values }) => values),
  };
}

function linkClause(type: string, filter: LinkFilter, depth: number): Clause {
  const [c, d] = [versions(depth), versions(depth + 1)];
  const checks = filter.filters.map((one) => and(checkClause(filter.type, one, depth + 1)));
  const from = filter.kind === 'refers-to' ? ([type, filter] as const) : ([filter.type, filter] as const);
  const link =
    filter.kind === 'refers-to'
      ? {
          sql: `r.seq = ${c}.seq AND r.parameter = ${PARAMETER} AND ${d}.id = substr(r.target, ?) AND r.target = ? || ${d}.id`,
          values: [...named(...from), filter.type.length + 2, `${filter.type}/`],
        }
      : {
          sql: `r.parameter = ${PARAMETER} AND r.target = ? || ${c}.id AND ${d}.seq = r.seq`,
          values: [...named(...from), `${type}/`],
        };
  const inner = joined([
    { sql: `WHERE ${link.sql} AND ${d}.type = ? AND ${d}.deleted = 0`, values: [...link.values, filter.type] },
    ...checks,
  ]);
  return {
    sql: `EXISTS (SELECT 1 FROM reference_rows AS r CROSS JOIN current_versions AS ${d} ${inner.sql})`,
    values: inner.values,
  };
}

function named(type: string, { name }: LinkFilter): readonly [string, string] {
  if (rowNames(type).get(name)?.kind === 'reference') return [type, name];
  throw new SamplanError('unknown-parameter', storeTexts.unknownParameter, { where: name });
}

/** The versions made at the instants that a filter admits, by the index of time. */
function changedWithin(type: string, filter: DateFilter): Clause {
  return {
    sql: `SELECT i.seq FROM json_each(?) AS v CROSS JOIN current_versions AS i
      ON i.type = ? AND i.deleted = 0 AND i.last_updated >= v.value ->> 0 AND i.last_updated < v.value ->> 1`,
    values: [JSON.stringify(instants(filter)), type],
  };
}

/** Each stretch as the instants that it admits, from inclusive and before exclusive: an instant is a millisecond long. */
export function instants({ within }: DateFilter): readonly (readonly [from: number, before: number])[] {
  return within.map(({ lowFrom = -OPEN, lowBefore = OPEN, highAfter = -OPEN, highUpTo = OPEN }: Bounds) => [
    Math.max(lowFrom, highAfter),
    Math.min(lowBefore, highUpTo),
  ]);
}

function and({ sql, values }: Clause): Clause {
  return { sql: `AND ${sql}`, values };
}

function joined(clauses: readonly Clause[]): Clause {
  return { sql: clauses.map(({ sql }) => sql).join('\n'), values: clauses.flatMap(({ values }) => values) };
}
