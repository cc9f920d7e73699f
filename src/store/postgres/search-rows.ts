import { createHash } from 'node:crypto';
import type { Resource } from '@medplum/fhirtypes';
import { normalized } from '../../search/normalized.ts';
import { rowNames, searchRows } from '../../search/rows.ts';
import type { Seals } from '../at-rest/seals.ts';
import { privateText, startOf } from '../rows/private-rows.ts';
import { withoutNul } from './statements.ts';

/** Numbers of parameters, by type and name. */
export type Numbers = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Place of the write, number of the parameter, element, and what it is found by. */
type Row = readonly [place: number, parameter: number | null, element: number, ...found: (string | number)[]];

/** Search rows by the table in which they stand. */
export interface Rows {
  readonly tokens: Row[];
  readonly references: Row[];
  readonly dates: Row[];
  readonly privates: Row[];
}

/** Characters of a text that an index takes (PostgreSQL: a third of a page of 8 kB at most). */
const INDEXED = 400;

/**
 * A text as it is looked up: a longer one by how it begins and its hash.
 *
 * @example
 * indexed('urn:a'); // 'urn:a'
 */
export function indexed(text: string): string {
  if (text.length <= INDEXED) return withoutNul(text);
  return `${withoutNul(text.slice(0, INDEXED))}#${createHash('sha256').update(text).digest('base64url')}`;
}

/** Adds what a version is found by. */
export function addSearchRows(rows: Rows, resource: Resource, place: number, numbers: Numbers, seals: Seals): void {
  const type = resource.resourceType;
  const names = rowNames(type);
  for (const row of searchRows(resource)) {
    const isPrivate = names.get(row.name)?.isPrivate === true;
    const named = [place, numbers.get(type)?.get(row.name) ?? null, row.element] as const;
    const hide = (start: string): void => {
      const value = seals.seal('private_rows.value', privateText(row));
      rows.privates.push([...named, seals.hiddenStart(withoutNul(start)), value]);
    };
    if (row.kind === 'token') {
      rows.tokens.push([...named, isPrivate ? seals.hidden(row.code) : indexed(row.code), indexed(row.system)]);
    } else if (row.kind === 'reference') rows.references.push([...named, indexed(row.target)]);
    else if (row.kind === 'string') hide(startOf(normalized(row.text)));
    else if (row.kind === 'date' && !isPrivate) rows.dates.push([...named, row.low, row.high]);
    else hide('');
  }
}
