import type { SearchRow } from '../../search/rows.ts';

/** How many letters of a text are looked up. */
export const START = 3;

/** How a text begins, as rows are looked up by it. */
export function startOf(text: string): string {
  return [...text].slice(0, START).join('');
}

/** What stands in a row that tells of somebody, before it is sealed. */
export function privateText({ name: _, element: __, ...value }: SearchRow): string {
  return JSON.stringify(value);
}
