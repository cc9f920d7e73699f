import type { StringFilter } from '../../search/filter.ts';
import { normalized } from '../../search/normalized.ts';
import type { SearchRow } from '../../search/rows.ts';

/** How many letters of a text are looked up. */
const START = 3;

/** How a text begins, as rows are looked up by it. */
export function startOf(text: string): string {
  return [...text].slice(0, START).join('');
}

/** How the texts that a filter finds begin; undefined where that is not told. */
export function startsOf({ values }: StringFilter): readonly string[] | undefined {
  const texts = values.map(({ how, text }) => (how === 'contains' ? '' : normalized(text)));
  // A shorter one begins texts that are looked up by more.
  return texts.every((text) => [...text].length >= START) ? texts.map(startOf) : undefined;
}

/** What stands in a row that tells of somebody, before it is sealed. */
export function privateText({ name: _, element: __, ...value }: SearchRow): string {
  return JSON.stringify(value);
}
