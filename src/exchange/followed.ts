import { keyOf } from '../record/record.ts';
import type { LinkFilter, SearchFilter } from '../search/filter.ts';
import { matches, type PlainFilter } from '../search/matches.ts';
import { searchRows } from '../search/rows.ts';
import type { Sight, VisibleVersion } from './sight.ts';

type Eyes = Pick<Sight, 'read' | 'search'>;

/** As many as one search brings at once: of what one person's record holds there are fewer. */
const ALL = 100_000;

/**
 * Filters as each resource answers them by itself: links are followed, with the caller's eyes, from what is shown to what is shown. So a
 * chain tells of no more than reading what it leads to.
 *
 * @param shown the resources that are asked
 */
export async function followed(
  sight: Eyes,
  shown: readonly VisibleVersion[],
  filters: readonly SearchFilter[],
): Promise<readonly PlainFilter[]> {
  return Promise.all(
    filters.map(async (filter): Promise<PlainFilter> => {
      switch (filter.kind) {
        case 'refers-to':
          return { kind: 'reference', name: filter.name, values: await referredTo(sight, shown, filter) };
        case 'referred-by':
          return { kind: 'id', values: await referring(sight, shown, filter) };
        default:
          return filter;
      }
    }),
  );
}

/**
 * A chain over a person (`patient.identifier`) as the persons whom it leads to: it says whom a search is about, and is followed before
 * anything is looked at.
 */
export async function followedPersons(sight: Eyes, filters: readonly SearchFilter[]): Promise<readonly SearchFilter[]> {
  return Promise.all(
    filters.map(async (filter): Promise<SearchFilter> => {
      if (!isChainToKnownPerson(filter)) return filter;
      const { shown } = await sight.search({ type: 'Patient', filters: filter.filters, count: ALL, total: 'none' });
      return { kind: 'reference', name: filter.name, values: shown.map(({ resource }) => keyOf(resource)) };
    }),
  );
}

/** True for a chain to a person by what the caller knows of her already. */
export function isChainToKnownPerson(filter: SearchFilter): filter is LinkFilter {
  const isToPerson = filter.kind === 'refers-to' && filter.type === 'Patient' && isAboutPerson(filter.name);
  return isToPerson && isNarrow(filter.filters);
}

/** True for a parameter that says whom something is about. */
export function isAboutPerson(name: string): boolean {
  return name === 'patient' || name === 'subject';
}

/** True for a search by what the caller knows already: an id, or a whole identifier. */
export function isNarrow(filters: readonly SearchFilter[]): boolean {
  return filters.some(
    (filter) =>
      filter.kind === 'id' ||
      (filter.kind === 'token' && filter.name === 'identifier' && filter.values.every(({ code = '' }) => code !== '')),
  );
}

/** Keys of what is referred to and matches. */
async function referredTo(
  sight: Eyes,
  shown: readonly VisibleVersion[],
  { name, type, filters }: LinkFilter,
): Promise<readonly string[]> {
  const targets = new Set(shown.flatMap((one) => targetsOf(one, name)).filter((key) => key.startsWith(`${type}/`)));
  const read = await Promise.all([...targets].map((key) => sight.read(type, key.slice(type.length + 1))));
  const seen = read.filter((one) => one !== undefined && !one.stored.deleted) as readonly VisibleVersion[];
  const plain = await followed(sight, seen, filters);
  return seen.filter(({ resource }) => matches(resource, plain)).map(({ resource }) => keyOf(resource));
}

/** Ids of those that something which matches refers to. */
async function referring(
  sight: Eyes,
  shown: readonly VisibleVersion[],
  { name, type, filters }: LinkFilter,
): Promise<readonly string[]> {
  if (shown.length === 0) return [];
  const keys = new Set(shown.map(({ resource }) => keyOf(resource)));
  const asked: SearchFilter = { kind: 'reference', name, values: [...keys] };
  const page = await sight.search({ type, filters: [asked, ...filters], count: ALL, total: 'none' });
  const targets = page.shown.flatMap((one) => targetsOf(one, name)).filter((key) => keys.has(key));
  return targets.map((key) => key.slice(key.indexOf('/') + 1));
}

function targetsOf({ resource }: VisibleVersion, name: string): readonly string[] {
  return searchRows(resource).flatMap((row) => (row.kind === 'reference' && row.name === name ? [row.target] : []));
}
