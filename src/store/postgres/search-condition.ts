import { SamplanError } from '../../errors.ts';
import type { DateFilter, LinkFilter, SearchFilter, TogetherFilter } from '../../search/filter.ts';
import { rowNames, tellPresence } from '../../search/rows.ts';
import { storeTexts } from '../texts.ts';
import { type Conditions, isOpened, joined, parameterOf, rowsOf, some } from './row-condition.ts';
import type { Clause } from './statements.ts';

/** The current versions of a type at a depth of links: each depth has a name of its own in the SQL. */
const versions = (depth: number): string => (depth === 0 ? 'c' : `c${depth}`);

/**
 * The condition of a search over `current_versions c`: built of constants only. The filter that leaves the fewest is looked up and the
 * others are checked on what it finds, whatever the server believes about its tables: on new ones it believes nothing, and would compare
 * everybody's active plans with everybody's plans.
 *
 * @example
 * searchCondition('Goal', [{ kind: 'id', values: ['g-1'] }], conditions).sql;
 */
export function searchCondition(
  type: string,
  filters: readonly SearchFilter[],
  conditions: Conditions,
  depth = 0,
): Clause {
  const c = versions(depth);
  const [first, ...others] = filters.toSorted((one, other) => breadth(type, one) - breadth(type, other));
  const lead = first && breadth(type, first) < NEVER ? leadClause(type, first, conditions, depth) : undefined;
  return joined(' AND ', [
    { sql: `${c}.type = ? AND ${c}.deleted = 0`, values: [type] },
    ...(lead ? [lead] : first ? [checkClause(type, first, conditions, depth)] : []),
    ...others.map((filter) => checkClause(type, filter, conditions, depth)),
  ]);
}

const NEVER = 9;

/** The lower, the fewer resources a filter leaves; NEVER for what is checked only. */
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
    case 'date':
      return filter.name === '_lastUpdated' ? NEVER : 3;
    case 'string':
    case 'quantity':
      // Opened already: what is left is a list.
      return 1;
    default:
      return NEVER;
  }
}

/** The versions that a filter finds, as a list that is made once. */
function leadClause(type: string, filter: SearchFilter, conditions: Conditions, depth: number): Clause {
  const c = versions(depth);
  switch (filter.kind) {
    case 'token':
    case 'reference':
    case 'date': {
      if (isOpened(type, filter)) break;
      const { sql, values } = rowsOf(type, filter, conditions);
      return { sql: `${c}.seq = ANY (ARRAY(SELECT t.seq FROM ${sql}))`, values };
    }
    case 'refers-to': {
      const found = searchCondition(filter.type, filter.filters, conditions, depth + 1);
      return {
        sql: `${c}.seq = ANY (ARRAY(SELECT r.seq FROM reference_rows AS r WHERE r.parameter = ? AND r.target = ANY (ARRAY(
          SELECT ? || ${versions(depth + 1)}.id FROM current_versions AS ${versions(depth + 1)} WHERE ${found.sql}))))`,
        values: [referenceOf(type, filter.name, conditions), `${filter.type}/`, ...found.values],
      };
    }
    case 'referred-by': {
      const found = searchCondition(filter.type, filter.filters, conditions, depth + 1);
      return {
        sql: `${c}.id = ANY (ARRAY(SELECT substr(r.target, ?) FROM reference_rows AS r
          WHERE r.parameter = ? AND r.target >= ? AND r.target < ? AND r.seq = ANY (ARRAY(
            SELECT ${versions(depth + 1)}.seq FROM current_versions AS ${versions(depth + 1)} WHERE ${found.sql}))))`,
        values: [
          type.length + 2,
          referenceOf(filter.type, filter.name, conditions),
          ...[`${type}/`, `${type}0`],
          ...found.values,
        ],
      };
    }
  }
  return checkClause(type, filter, conditions, depth);
}

/** Of each version that another filter led to. OFFSET keeps PostgreSQL from making a join of it. */
function checkClause(type: string, filter: SearchFilter, conditions: Conditions, depth: number): Clause {
  const c = versions(depth);
  switch (filter.kind) {
    case 'id':
      return { sql: `${c}.id = ANY (?)`, values: [filter.values] };
    case 'not': {
      const { sql, values } = checkClause(type, filter.filter, conditions, depth);
      return { sql: `NOT (${sql})`, values };
    }
    case 'missing':
      return missingClause(type, filter.name, c, conditions);
    case 'together':
      return togetherClause(type, filter, c, conditions);
    case 'refers-to':
    case 'referred-by':
      return linkClause(type, filter, conditions, depth);
    case 'date':
      if (filter.name === '_lastUpdated') return instantClause(filter, c);
  }
  if (isOpened(type, filter)) {
    const rows = conditions.opened.get(filter) ?? [];
    return { sql: `${c}.seq = ANY (?::bigint[])`, values: [rows.map(({ seq }) => seq)] };
  }
  const rows = rowsOf(type, filter, conditions);
  return { sql: `EXISTS (SELECT 1 FROM ${rows.sql} AND t.seq = ${c}.seq OFFSET 0)`, values: rows.values };
}

/** An instant is a millisecond long. */
function instantClause({ within }: DateFilter, c: string): Clause {
  return some(
    within.map(({ lowFrom, lowBefore, highAfter, highUpTo }) => {
      const from = Math.max(...[lowFrom, highAfter].filter((bound) => bound !== undefined));
      const before = Math.min(...[lowBefore, highUpTo].filter((bound) => bound !== undefined));
      return joined(' AND ', [
        { sql: 'TRUE', values: [] },
        ...(Number.isFinite(from) ? [{ sql: `${c}.last_updated >= ?`, values: [from] }] : []),
        ...(Number.isFinite(before) ? [{ sql: `${c}.last_updated < ?`, values: [before] }] : []),
      ]);
    }),
  );
}

function missingClause(type: string, name: string, c: string, { numbers }: Conditions): Clause {
  const kind = rowNames(type).get(name)?.kind;
  if (kind === undefined) throw new SamplanError('unknown-parameter', storeTexts.unknownParameter, { where: name });
  const tables = [
    ...(kind === 'reference' || kind === 'date' ? [`${kind}_rows`] : []),
    // A token's own rows, and those that say that there is something else.
    'token_rows',
    'private_rows',
  ];
  const named = tellPresence(name).flatMap((one) => numbers.get(type)?.get(one) ?? []);
  return joined(
    ' AND ',
    tables.map((table) => ({
      sql: `NOT EXISTS (SELECT 1 FROM ${table} AS t WHERE t.seq = ${c}.seq AND t.parameter = ANY (?) OFFSET 0)`,
      values: [named],
    })),
  );
}

function togetherClause(type: string, { alternatives }: TogetherFilter, c: string, conditions: Conditions): Clause {
  return some(
    alternatives.map((filters) => {
      const elements = filters.map((filter): Clause => {
        const { sql, values } = rowsOf(type, filter, conditions);
        return { sql: `SELECT t.element FROM ${sql} AND t.seq = ${c}.seq`, values };
      });
      const { sql, values } = joined(' INTERSECT ', elements);
      return { sql: `EXISTS (${sql})`, values };
    }),
  );
}

/** A chain, or `_has`: what refers to something that matches, or what something that matches refers to. */
function linkClause(type: string, filter: LinkFilter, conditions: Conditions, depth: number): Clause {
  const [c, d] = [versions(depth), versions(depth + 1)];
  const found = joined(' AND ', [
    { sql: `${d}.type = ? AND ${d}.deleted = 0`, values: [filter.type] },
    ...filter.filters.map((one) => checkClause(filter.type, one, conditions, depth + 1)),
  ]);
  if (filter.kind === 'refers-to') {
    return {
      sql: `EXISTS (SELECT 1 FROM reference_rows AS r JOIN current_versions AS ${d}
        ON r.target = ? || ${d}.id AND ${d}.id = substr(r.target, ?)
        WHERE r.seq = ${c}.seq AND r.parameter = ? AND ${found.sql} OFFSET 0)`,
      values: [`${filter.type}/`, filter.type.length + 2, referenceOf(type, filter.name, conditions), ...found.values],
    };
  }
  return {
    sql: `EXISTS (SELECT 1 FROM reference_rows AS r JOIN current_versions AS ${d} ON ${d}.seq = r.seq
      WHERE r.parameter = ? AND r.target = ? || ${c}.id AND ${found.sql} OFFSET 0)`,
    values: [referenceOf(filter.type, filter.name, conditions), `${type}/`, ...found.values],
  };
}

function referenceOf(type: string, name: string, conditions: Conditions): number {
  if (rowNames(type).get(name)?.kind === 'reference') return parameterOf(type, name, conditions);
  throw new SamplanError('unknown-parameter', storeTexts.unknownParameter, { where: name });
}
