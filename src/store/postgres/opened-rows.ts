import type { RowFilter, SearchFilter } from '../../search/filter.ts';
import { rowHolds } from '../../search/matches.ts';
import { rowNames } from '../../search/rows.ts';
import type { ValueRow } from '../../search/value-rows.ts';
import { startsOf } from '../rows/private-rows.ts';
import { type Conditions, known, type OpenedRow, parameterOf } from './row-condition.ts';
import { searchCondition } from './search-condition.ts';
import type { Clause, Statements } from './statements.ts';

interface PrivateRow {
  readonly seq: number;
  readonly element: number;
  readonly value: string;
}

/** Whether something of a search has to be opened before it can be asked. */
export function hasPrivate(type: string, filters: readonly SearchFilter[]): boolean {
  return filters.some((filter) => privateIn(type, filter).length > 0);
}

/**
 * Opens the rows that tell of somebody as far as a search asks for them: only those of versions that its other filters find, and of texts
 * only those that begin alike.
 *
 * @example
 * const opened = await openRows(statements, 'Patient', filters, { numbers, seals, opened: new Map() });
 */
export async function openRows(
  statements: Statements,
  type: string,
  filters: readonly SearchFilter[],
  conditions: Conditions,
): Promise<ReadonlyMap<RowFilter, readonly OpenedRow[]>> {
  const opened = new Map<RowFilter, readonly OpenedRow[]>();
  // A filter that nothing is asked of would stand for everything.
  const others = filters.filter((filter) => privateIn(type, filter).length === 0);
  const among = others.length > 0 ? searchCondition(type, others, conditions) : undefined;
  for (const one of filters) {
    // What a link leads to is not among what the other filters find.
    const within = one.kind === 'refers-to' || one.kind === 'referred-by' ? undefined : among;
    for (const [of, filter] of privateIn(type, one)) {
      opened.set(filter, await rowsFor(statements, of, filter, within, conditions));
    }
  }
  return opened;
}

async function rowsFor(
  statements: Statements,
  type: string,
  filter: RowFilter,
  among: Clause | undefined,
  conditions: Conditions,
): Promise<readonly OpenedRow[]> {
  const starts = filter.kind === 'string' ? startsOf(filter) : undefined;
  const rows = await statements.all<PrivateRow>(
    `SELECT t.seq, t.element, unseal('private_rows.value', t.value) AS value FROM private_rows AS t
     WHERE t.parameter = ?${starts ? ' AND t.start = ANY (?)' : ''}
     ${among ? `AND EXISTS (SELECT 1 FROM current_versions AS c WHERE c.seq = t.seq AND ${among.sql})` : ''}`,
    parameterOf(type, filter.name, conditions),
    ...(starts ? [starts.map(statements.seals.hiddenStart)] : []),
    ...(among?.values ?? []),
  );
  return rows.filter(({ value }) => rowHolds(JSON.parse(value) as ValueRow, filter));
}

/** Filters on rows that tell of somebody, each with the type that it is asked of. */
function privateIn(type: string, filter: SearchFilter): readonly (readonly [type: string, RowFilter])[] {
  switch (filter.kind) {
    case 'id':
    case 'missing':
      return [];
    case 'not':
      return privateIn(type, filter.filter);
    case 'together':
      return filter.alternatives.flat().flatMap((one) => privateIn(type, one));
    case 'refers-to':
    case 'referred-by':
      return filter.filters.flatMap((one) => privateIn(filter.type, one));
    case 'string':
    case 'quantity':
      known(type, filter);
      return [[type, filter]];
    case 'date':
      return rowNames(type).get(filter.name)?.isPrivate ? [[type, filter]] : [];
    default:
      return [];
  }
}
