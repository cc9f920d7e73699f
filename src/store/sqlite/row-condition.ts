import type { SQLInputValue } from 'node:sqlite';
import { SamplanError } from '../../errors.ts';
import type { Bounds, RowFilter, TokenFilter, TokenValue } from '../../search/filter.ts';
import { rowNames } from '../../search/rows.ts';
import { OPEN } from '../../search/stretch.ts';
import { startsOf } from '../rows/private-rows.ts';
import { storeTexts } from '../texts.ts';

/** SQL of constants only, and what is bound in it. */
export interface Clause {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** A filter as what is asked of the rows `t` of its table. */
export interface RowCondition extends Clause {
  readonly table: 'token_rows' | 'reference_rows' | 'date_rows' | 'private_rows';
}

/** Number of a parameter by type and name. */
export const PARAMETER = '(SELECT number FROM search_parameters WHERE type = ? AND name = ?)';

const WITHIN = `t.low >= v.value ->> 0 AND t.low < v.value ->> 1 AND t.high > v.value ->> 2 AND t.high <= v.value ->> 3`;
const TARGET = `(t.target = v.value OR t.target >= rtrim(v.value, '/') || '/' AND t.target < rtrim(v.value, '/') || '0')`;

/** What a row filter asks, in the table where its rows are. */
export function rowCondition(type: string, filter: RowFilter): RowCondition {
  const { isPrivate } = known(type, filter);
  const named = [type, filter.name];
  const where = (table: RowCondition['table'], sql: string, ...values: SQLInputValue[]): RowCondition => ({
    table,
    sql: `t.parameter = ${PARAMETER} AND ${sql}`,
    values: [...named, ...values],
  });
  const some = (sql: string): string => `EXISTS (SELECT 1 FROM json_each(?) AS v WHERE ${sql})`;
  switch (filter.kind) {
    case 'token':
      return where(
        'token_rows',
        some(`coalesce(${code(isPrivate)}, t.code) = t.code AND coalesce(v.value ->> 'system', t.system) = t.system`),
        JSON.stringify(filter.values),
      );
    case 'reference':
      return where('reference_rows', some(filter.below ? TARGET : 't.target = v.value'), JSON.stringify(filter.values));
    case 'date':
      if (!isPrivate) return where('date_rows', some(WITHIN), JSON.stringify(filter.within.map(limits)));
  }
  return where('private_rows', `row_holds(unseal('private_rows.value', t.value), ?)`, JSON.stringify(filter));
}

/** The versions that a row filter leads to, by an index. */
export function rowLead(type: string, filter: RowFilter): Clause {
  const candidates = rowCandidates(type, filter);
  if (rowCondition(type, filter).table !== 'private_rows') return candidates;
  return {
    sql: `${candidates.sql} AND row_holds(unseal('private_rows.value', t.value), ?)`,
    values: [...candidates.values, JSON.stringify(filter)],
  };
}

/** The versions among which those are that a row filter leads to: of what tells of somebody nothing is opened. */
export function rowCandidates(type: string, filter: RowFilter): Clause {
  const { isPrivate } = known(type, filter);
  switch (filter.kind) {
    case 'token':
      return tokenLead(type, filter, isPrivate);
    case 'reference':
      return lookUp(type, filter.name, 'reference_rows', filter.values, filter.below ? TARGET : 't.target = v.value');
    case 'date':
      if (!isPrivate) return lookUp(type, filter.name, 'date_rows', filter.within.map(limits), WITHIN);
  }
  const starts = filter.kind === 'string' ? startsOf(filter) : undefined;
  return {
    sql: `SELECT t.seq FROM private_rows AS t WHERE t.parameter = ${PARAMETER}${starts ? ` AND t.start IN (SELECT hidden_start(value) FROM json_each(?))` : ''}`,
    values: [type, filter.name, ...(starts ? [JSON.stringify(starts)] : [])],
  };
}

/** How a token value matches: the index is by system, then by code. */
const TOKENS = {
  exact: (hidden: boolean) => `t.system = v.value ->> 'system' AND t.code = ${code(hidden)}`,
  code: (hidden: boolean) => `t.system IN (${SYSTEMS}) AND t.code = ${code(hidden)}`,
  system: () => `t.system = v.value ->> 'system'`,
} as const;

/** The systems that a parameter's tokens are of: few, and found by a step in the index for each. */
const SYSTEMS = `
  WITH RECURSIVE systems (parameter, system) AS (
    SELECT number, (SELECT min(system) FROM token_rows WHERE parameter = number)
    FROM search_parameters WHERE type = ? AND name = ?
    UNION ALL
    SELECT s.parameter, (SELECT min(n.system) FROM token_rows AS n WHERE n.parameter = s.parameter AND n.system > s.system)
    FROM systems AS s WHERE s.system IS NOT NULL
  )
  SELECT system FROM systems WHERE system IS NOT NULL`;

function tokenLead(type: string, { name, values }: TokenFilter, isPrivate: boolean): Clause {
  const groups = Map.groupBy(values, matching);
  const clauses = [...groups.keys()].toSorted().map((kind) => {
    const { sql, values: bound } = lookUp(type, name, 'token_rows', groups.get(kind) ?? [], TOKENS[kind](isPrivate));
    return { sql, values: kind === 'code' ? [...bound, type, name] : bound };
  });
  return {
    sql: clauses.map(({ sql }) => sql).join(' UNION ') || 'SELECT NULL WHERE FALSE',
    values: clauses.flatMap((clause) => clause.values),
  };
}

function matching({ system, code }: TokenValue): keyof typeof TOKENS {
  if (system === undefined) return 'code';
  return code === undefined ? 'system' : 'exact';
}

function code(isPrivate: boolean): string {
  return isPrivate ? `hidden(v.value ->> 'code')` : `v.value ->> 'code'`;
}

function lookUp(type: string, name: string, table: string, values: readonly unknown[], on: string): Clause {
  return {
    sql: `SELECT t.seq FROM json_each(?) AS v CROSS JOIN ${table} AS t ON t.parameter = ${PARAMETER} AND ${on}`,
    values: [JSON.stringify(values), type, name],
  };
}

function limits({ lowFrom = -OPEN, lowBefore = OPEN, highAfter = -OPEN, highUpTo = OPEN }: Bounds): readonly number[] {
  return [lowFrom, lowBefore, highAfter, highUpTo];
}

/** Asking the rows for a parameter that has none would answer "no match" where "not supported" is true. */
function known(type: string, filter: RowFilter): { readonly isPrivate: boolean } {
  const row = rowNames(type).get(filter.name);
  if (row?.kind !== filter.kind) {
    throw new SamplanError('unknown-parameter', storeTexts.unknownParameter, { where: filter.name });
  }
  if (filter.kind === 'token' && filter.values.some(({ system, code }) => system === undefined && code === undefined)) {
    throw new SamplanError('bad-parameter', storeTexts.emptyToken, { where: filter.name });
  }
  return row;
}
