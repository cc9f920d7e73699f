import type { Resource } from '@medplum/fhirtypes';
import type { SortKey } from './filter.ts';
import { normalized } from './normalized.ts';
import { searchParameter, tellsOfSomebody } from './parameters.ts';
import { searchRows } from './rows.ts';
import type { ValueRow } from './value-rows.ts';

/** What a resource is put into order by; null where it has no such value. */
export type Place = readonly (string | number | null)[];

/**
 * Whether resources of a type can be put into an order by a parameter. Composites have none, and of what is a keyed hash in a sealed store
 * none may be told.
 */
export function isSortable(type: string, name: string): boolean {
  if (name === '_id' || name === '_lastUpdated') return true;
  const parameter = searchParameter(type, name);
  if (!parameter || parameter.kind === 'composite') return false;
  return parameter.kind !== 'token' || !tellsOfSomebody(parameter);
}

/** The value of a row that is compared: a text as it is searched for, the beginning of a stretch. */
export function sortValue(row: ValueRow): string | number {
  switch (row.kind) {
    case 'token':
      return row.code;
    case 'reference':
      return row.target;
    case 'string':
      return normalized(row.text);
    case 'date':
    case 'quantity':
      return row.low;
  }
}

/**
 * The place of a resource in an order. Of several values the least counts, the greatest where the order descends.
 *
 * @example
 * placeOf(patient, [{ name: 'family' }]); // ['nesbakk']
 */
export function placeOf(resource: Resource, keys: readonly SortKey[]): Place {
  const rows = keys.length === 0 ? [] : searchRows(resource);
  return keys.map(({ name, descending = false }) => {
    if (name === '_id') return resource.id ?? '';
    if (name === '_lastUpdated') return resource.meta?.lastUpdated ? Date.parse(resource.meta.lastUpdated) : null;
    const values = rows.filter((row) => row.name === name).map(sortValue);
    return values.sort(compareValues).at(descending ? -1 : 0) ?? null;
  });
}

/** Negative when the first place comes before the second in the order, 0 when the order does not tell. */
export function comparePlaces(one: Place, other: Place, keys: readonly SortKey[]): number {
  for (const [index, { descending = false }] of keys.entries()) {
    const [left = null, right = null] = [one[index], other[index]];
    // What has no value comes last either way.
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
    } else {
      const compared = compareValues(left, right);
      if (compared !== 0) return descending ? -compared : compared;
    }
  }
  return 0;
}

/**
 * A place as a token that says where a page ends. It belongs to its order: in another one it names no place.
 *
 * @example
 * decodePlace(encodePlace([{ name: 'family' }], ['nesbakk', 17]), [{ name: 'family' }], 1); // ['nesbakk', 17]
 */
export function encodePlace(keys: readonly SortKey[], place: Place): string {
  return Buffer.from(JSON.stringify([orderName(keys), ...place])).toString('base64url');
}

/** The place of a token; undefined for one that was not made for these keys and as many values more. */
export function decodePlace(token: string, keys: readonly SortKey[], more = 0): Place | undefined {
  const [order, ...place] = parsed(token);
  const isPlace = place.every((value) => value === null || typeof value === 'string' || Number.isFinite(value));
  if (order !== orderName(keys) || !isPlace || place.length !== keys.length + more) return undefined;
  return encodePlace(keys, place as Place) === token ? (place as Place) : undefined;
}

function orderName(keys: readonly SortKey[]): string {
  return keys.map(({ name, descending }) => (descending ? `-${name}` : name)).join(',');
}

function parsed(token: string): readonly unknown[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    return Array.isArray(values) ? values : [];
  } catch {
    return [];
  }
}

function compareValues(one: string | number, other: string | number): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  // By code points, as stores do.
  return Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));
}
