import type { Resource } from '@medplum/fhirtypes';
import type { Bounds, QuantityValue, RowFilter, SearchFilter, StringValue, TokenValue } from './filter.ts';
import { normalized } from './normalized.ts';
import { type SearchRow, searchRows, tellPresence } from './rows.ts';
import type { QuantityRow, ValueRow } from './value-rows.ts';

/** Filters that a resource by itself answers. */
export type PlainFilter = Exclude<SearchFilter, { readonly kind: 'refers-to' | 'referred-by' }>;

/**
 * Whether a resource would be found by these filters: for what is shown of one, when that is less than what is stored.
 *
 * @example
 * matches(goal, [{ kind: 'reference', name: 'patient', values: ['Patient/1'] }]); // true
 */
export function matches(resource: Resource, filters: readonly PlainFilter[]): boolean {
  const rows = searchRows(resource);
  return filters.every((filter) => holds(resource, rows, filter));
}

function holds(resource: Resource, rows: readonly SearchRow[], filter: SearchFilter): boolean {
  switch (filter.kind) {
    case 'id':
      return filter.values.includes(resource.id ?? '');
    case 'not':
      return !holds(resource, rows, filter.filter);
    case 'missing':
      return !rows.some(({ name }) => tellPresence(filter.name).includes(name));
    case 'together':
      return filter.alternatives.some((together) =>
        rows.some(({ element }) =>
          together.every((one) => rows.some((row) => row.element === element && isNamed(row, one))),
        ),
      );
    case 'date':
      return filter.name === '_lastUpdated'
        ? isWithin(instantOf(resource), filter.within)
        : rows.some((row) => isNamed(row, filter));
    // Links are resolved first: what is not resolved finds nothing.
    case 'refers-to':
    case 'referred-by':
      return false;
    default:
      return rows.some((row) => isNamed(row, filter));
  }
}

function isNamed(row: SearchRow, filter: RowFilter): boolean {
  return row.name === filter.name && rowHolds(row, filter);
}

/** Whether a row is what a filter asks for, its name apart. */
export function rowHolds(row: ValueRow, filter: RowFilter): boolean {
  switch (filter.kind) {
    case 'token':
      return row.kind === 'token' && filter.values.some((value) => isToken(row, value));
    case 'reference':
      return row.kind === 'reference' && filter.values.some((value) => isTarget(row.target, value, filter.below));
    case 'date':
      return row.kind === 'date' && isWithin(row, filter.within);
    case 'string':
      return row.kind === 'string' && filter.values.some((value) => isText(row.text, value));
    case 'quantity':
      return row.kind === 'quantity' && filter.values.some((value) => isQuantity(row, value));
  }
}

function isToken({ system, code }: TokenValue, value: TokenValue): boolean {
  return (value.system ?? system) === system && (value.code ?? code) === code;
}

function isTarget(target: string, value: string, below: true | undefined): boolean {
  return target === value || (below === true && target.startsWith(`${value.replace(/\/+$/, '')}/`));
}

function isText(text: string, value: StringValue): boolean {
  switch (value.how) {
    case 'exact':
      return text === value.text;
    case 'contains':
      return normalized(text).includes(value.text);
    case 'starts':
      return normalized(text).startsWith(value.text);
  }
}

function isQuantity(row: QuantityRow, { within, system, code }: QuantityValue): boolean {
  const isUnit =
    system === undefined
      ? code === undefined || row.code === code || row.unit === code
      : row.system === system && (code === undefined || row.code === code);
  return isUnit && isWithin(row, within);
}

function isWithin({ low, high }: { readonly low: number; readonly high: number }, within: readonly Bounds[]): boolean {
  return within.some(
    ({ lowFrom, lowBefore, highAfter, highUpTo }) =>
      (lowFrom === undefined || low >= lowFrom) &&
      (lowBefore === undefined || low < lowBefore) &&
      (highAfter === undefined || high > highAfter) &&
      (highUpTo === undefined || high <= highUpTo),
  );
}

/** A millisecond is the least that is told apart. */
function instantOf({ meta }: Resource): { readonly low: number; readonly high: number } {
  const low = Date.parse(meta?.lastUpdated ?? '');
  return { low, high: low + 1 };
}
