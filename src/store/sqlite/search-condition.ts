import type { SQLInputValue } from 'node:sqlite';
import { SamplanError } from '../../errors.ts';
import { milliseconds } from '../instant.ts';
import { searchParameters } from '../search-rows.ts';
import type { SearchFilter, SearchQuery, TokenValue } from '../store.ts';
import { storeTexts } from '../texts.ts';

const CURRENT_OF_TYPE = 'WHERE c.type = ? AND c.deleted = 0';

/** A filter as what is looked up first, and as what is asked of each resource that another filter led to. */
const LEAD = {
  reference: `AND c.seq IN (
    SELECT t.seq FROM json_each(?) AS v CROSS JOIN reference_rows AS t
      ON t.type = ? AND t.name = ? AND t.target = v.value)`,
  id: `AND c.seq IN (
    SELECT i.seq FROM json_each(?) AS v CROSS JOIN current_versions AS i ON i.type = ? AND i.id = v.value)`,
  lastUpdated: `AND c.seq IN (
    SELECT seq FROM current_versions WHERE deleted = 0 AND last_updated >= ? AND last_updated < ? AND type = ?)`,
} as const;

// The plus keeps SQLite from looking these up instead of the leading filter.
const CHECK = {
  token: `AND EXISTS (
    SELECT 1 FROM token_rows AS t CROSS JOIN json_each(?) AS v
    WHERE t.seq = c.seq AND t.type = ? AND t.name = ?
      AND coalesce(hidden_code(t.name, v.value ->> 'code'), t.code) = t.code AND coalesce(v.value ->> 'system', t.system) = t.system)`,
  reference: `AND EXISTS (
    SELECT 1 FROM reference_rows AS t CROSS JOIN json_each(?) AS v
    WHERE t.seq = c.seq AND t.type = ? AND t.name = ? AND t.target = v.value)`,
  id: 'AND +c.id IN (SELECT value FROM json_each(?))',
  lastUpdated: 'AND +c.last_updated >= ? AND +c.last_updated < ?',
} as const;

/** How a token value matches, each with an index of its own. */
const TOKENS = {
  exact: `SELECT t.seq FROM json_each(?) AS v CROSS JOIN token_rows AS t
    ON t.type = ? AND t.name = ? AND t.code = hidden_code(?, v.value ->> 'code') AND t.system = v.value ->> 'system'`,
  code: `SELECT t.seq FROM json_each(?) AS v CROSS JOIN token_rows AS t
    ON t.type = ? AND t.name = ? AND t.code = hidden_code(?, v.value ->> 'code')`,
  system: `SELECT t.seq FROM json_each(?) AS v CROSS JOIN token_rows AS t
    ON t.type = ? AND t.name = ? AND t.system = v.value ->> 'system'`,
} as const;

interface Clause {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

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
 * searchCondition({ type: 'Goal', filters: [{ kind: 'id', values: ['g-1'] }], count: 10 }).values;
 */
export function searchCondition({ type, filters }: SearchQuery): SearchCondition {
  for (const filter of filters) refuseBad(type, filter);
  const [lead, ...checked] = filters.toSorted((one, other) => breadth(one) - breadth(other));
  if (lead === undefined) return { condition: CURRENT_OF_TYPE, values: [type] };
  const clauses = [leadClause(type, lead), ...checked.map((filter) => checkClause(type, filter))];
  return {
    condition: [CURRENT_OF_TYPE, ...clauses.map((clause) => clause.sql)].join('\n'),
    values: [type, ...clauses.flatMap((clause) => clause.values)],
  };
}

/** The lower, the fewer resources a filter leaves. */
function breadth(filter: SearchFilter): number {
  if (filter.kind === 'id' || (filter.kind === 'token' && filter.name === 'identifier')) return 0;
  return { reference: 1, lastUpdated: 2, token: 3 }[filter.kind];
}

function leadClause(type: string, filter: SearchFilter): Clause {
  switch (filter.kind) {
    case 'id':
      return { sql: LEAD.id, values: [JSON.stringify(filter.values), type] };
    case 'lastUpdated':
      return { sql: LEAD.lastUpdated, values: [...checkValues(type, filter), type] };
    case 'reference':
      return { sql: LEAD.reference, values: checkValues(type, filter) };
    case 'token':
      return tokenClause(type, filter.name, Map.groupBy(filter.values, matching));
  }
}

function tokenClause(type: string, name: string, groups: Map<keyof typeof TOKENS, TokenValue[]>): Clause {
  const kinds = [...groups.keys()].toSorted();
  return {
    sql: `AND c.seq IN (${kinds.map((kind) => TOKENS[kind]).join(' UNION ') || 'NULL'})`,
    values: kinds.flatMap((kind) => [
      JSON.stringify(groups.get(kind)),
      type,
      name,
      ...(kind === 'system' ? [] : [name]),
    ]),
  };
}

function matching({ system, code }: TokenValue): keyof typeof TOKENS {
  if (system === undefined) return 'code';
  return code === undefined ? 'system' : 'exact';
}

function checkClause(type: string, filter: SearchFilter): Clause {
  return { sql: CHECK[filter.kind], values: checkValues(type, filter) };
}

function checkValues(type: string, filter: SearchFilter): readonly SQLInputValue[] {
  switch (filter.kind) {
    case 'id':
      return [JSON.stringify(filter.values)];
    case 'lastUpdated':
      return [bound(filter.from, Number.MIN_SAFE_INTEGER), bound(filter.before, Number.MAX_SAFE_INTEGER)];
    case 'reference':
    case 'token':
      return [JSON.stringify(filter.values), type, filter.name];
  }
}

function refuseBad(type: string, filter: SearchFilter): void {
  if (filter.kind !== 'token' && filter.kind !== 'reference') return;
  // Asking the rows for a parameter that has none would answer "no match" where "not supported" is true.
  const known = searchParameters(type).some(({ name, kind }) => name === filter.name && kind === filter.kind);
  if (!known) throw new SamplanError('unknown-parameter', storeTexts.unknownParameter, { where: filter.name });
  if (filter.kind === 'token' && filter.values.some(({ system, code }) => system === undefined && code === undefined)) {
    throw new SamplanError('bad-parameter', storeTexts.emptyToken, { where: filter.name });
  }
}

function bound(instant: string | undefined, open: number): number {
  return instant === undefined ? open : milliseconds(instant, 'bad-parameter', '_lastUpdated');
}
