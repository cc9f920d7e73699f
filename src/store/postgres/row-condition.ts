import { SamplanError } from '../../errors.ts';
import type { Bounds, RowFilter, TokenFilter } from '../../search/filter.ts';
import { type RowName, rowNames } from '../../search/rows.ts';
import type { Seals } from '../at-rest/seals.ts';
import { storeTexts } from '../texts.ts';
import { indexed, type Numbers } from './search-rows.ts';
import type { Clause } from './statements.ts';

/** A row that tells of somebody and that a filter holds for: it had to be opened to know. */
export interface OpenedRow {
  readonly seq: number;
  readonly element: number;
}

/** What a search is made into SQL with. */
export interface Conditions {
  readonly seals: Seals;
  readonly numbers: Numbers;
  /** Of each filter on rows that tell of somebody, the rows that it holds for (opened-rows.ts). */
  readonly opened: ReadonlyMap<RowFilter, readonly OpenedRow[]>;
}

/** Whether the rows of a filter had to be opened. */
export function isOpened(type: string, filter: RowFilter): boolean {
  const { isPrivate } = known(type, filter);
  return filter.kind === 'string' || filter.kind === 'quantity' || (filter.kind === 'date' && isPrivate);
}

/** The rows `t` that a filter holds for, as what stands after FROM. */
export function rowsOf(type: string, filter: RowFilter, conditions: Conditions): Clause {
  const { isPrivate } = known(type, filter);
  const parameter = parameterOf(type, filter.name, conditions);
  const within = (table: string, { sql, values }: Clause): Clause => ({
    sql: `${table} AS t WHERE t.parameter = ? AND ${sql}`,
    values: [parameter, ...values],
  });
  switch (filter.kind) {
    case 'token':
      return within('token_rows', tokenClause(filter, isPrivate, conditions.seals));
    case 'reference':
      return within(
        'reference_rows',
        filter.below ? belowClause(filter.values) : { sql: 't.target = ANY (?)', values: [filter.values.map(indexed)] },
      );
    case 'date':
      if (!isPrivate) return within('date_rows', some(filter.within.map(stretchClause)));
  }
  const rows = conditions.opened.get(filter) ?? [];
  return {
    sql: 'unnest(?::bigint[], ?::integer[]) AS t (seq, element) WHERE TRUE',
    values: [rows.map(({ seq }) => seq), rows.map(({ element }) => element)],
  };
}

function tokenClause({ values }: TokenFilter, isPrivate: boolean, seals: Seals): Clause {
  const coded = (code: string): string => (isPrivate ? seals.hidden(code) : indexed(code));
  return some(
    values.map(({ system, code }): Clause => {
      if (code === undefined) return { sql: 't.system = ?', values: [indexed(system ?? '')] };
      if (system === undefined) return { sql: 't.code = ?', values: [coded(code)] };
      return { sql: '(t.code = ? AND t.system = ?)', values: [coded(code), indexed(system)] };
    }),
  );
}

function belowClause(values: readonly string[]): Clause {
  return some(
    values.map((value): Clause => {
      const stem = value.replace(/\/+$/, '');
      return {
        sql: '(t.target = ? OR (t.target >= ? AND t.target < ?))',
        values: [indexed(value), `${stem}/`, `${stem}0`],
      };
    }),
  );
}

function stretchClause({ lowFrom, lowBefore, highAfter, highUpTo }: Bounds): Clause {
  const bound = (sql: string, value: number | undefined): Clause[] =>
    value === undefined ? [] : [{ sql, values: [value] }];
  return joined(' AND ', [
    { sql: 'TRUE', values: [] },
    ...bound('t.low >= ?', lowFrom),
    ...bound('t.low < ?', lowBefore),
    ...bound('t.high > ?', highAfter),
    ...bound('t.high <= ?', highUpTo),
  ]);
}

/** Asking the rows for a parameter that has none would answer "no match" where "not supported" is true. */
export function known(type: string, filter: RowFilter): RowName {
  const row = rowNames(type).get(filter.name);
  if (row?.kind !== filter.kind) {
    throw new SamplanError('unknown-parameter', storeTexts.unknownParameter, { where: filter.name });
  }
  if (filter.kind === 'token' && filter.values.some(({ system, code }) => system === undefined && code === undefined)) {
    throw new SamplanError('bad-parameter', storeTexts.emptyToken, { where: filter.name });
  }
  return row;
}

/** 0 is no parameter's. */
export function parameterOf(type: string, name: string, { numbers }: Pick<Conditions, 'numbers'>): number {
  return numbers.get(type)?.get(name) ?? 0;
}

/** One of them holds; of none, none. */
export function some(clauses: readonly Clause[]): Clause {
  if (clauses.length === 0) return { sql: 'FALSE', values: [] };
  const { sql, values } = joined(
    ' OR ',
    clauses.map(({ sql, values }) => ({ sql: `(${sql})`, values })),
  );
  return { sql: `(${sql})`, values };
}

export function joined(by: string, clauses: readonly Clause[]): Clause {
  return { sql: clauses.map(({ sql }) => sql).join(by), values: clauses.flatMap(({ values }) => values) };
}
