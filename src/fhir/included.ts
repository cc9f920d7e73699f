import { isPermitted } from '../access/permitted.ts';
import { SamplanError } from '../errors.ts';
import type { Sight, VisibleVersion } from '../exchange/sight.ts';
import { keyOf } from '../record/record.ts';
import type { SearchFilter } from '../search/filter.ts';
import { searchParameters } from '../search/parameters.ts';
import { searchRows } from '../search/rows.ts';
import type { Include } from './include-request.ts';
import { targetsOf } from './reference-value.ts';

/** As many resources as one answer shows besides what matches. */
const MAX_INCLUDED = 1_000;

/** Type and id of a resource of ours. */
const KEY = /^(?<type>[A-Z][A-Za-z]+)\/(?<id>[A-Za-z0-9.-]{1,64})$/;

/** What a search shows besides. */
export interface Included {
  readonly shown: readonly VisibleVersion[];
  /** There is more than is shown. */
  readonly isCut: boolean;
}

/**
 * What is shown besides what matches, each once: by the caller's own eyes, so that it is what the caller could read or search for itself.
 * Types that it has no right to are not there.
 *
 * @param mayLookAt throws AccessRefused for a type that the caller may not search
 * @example
 * (await included(sight, page.shown, [{ follows: 'from', type: 'CarePlan', name: 'goal', iterates: false }], mayLookAt)).shown
 */
export async function included(
  sight: Pick<Sight, 'read' | 'search'>,
  matched: readonly VisibleVersion[],
  asked: readonly Include[],
  mayLookAt: (type: string) => void,
): Promise<Included> {
  const known = new Set(matched.map(({ resource }) => keyOf(resource)));
  const shown: VisibleVersion[] = [];
  const isRightful = rightsBy(mayLookAt);
  let sources = matched;
  for (let round = 0; sources.length > 0; round += 1) {
    const met: VisibleVersion[] = [];
    for (const include of asked.filter(({ iterates }) => iterates || round === 0)) {
      for await (const one of followed(sight, sources, include, (key) => isRightful(typeOf(key)) && !known.has(key))) {
        const key = keyOf(one.resource);
        if (known.has(key)) continue;
        if (shown.length === MAX_INCLUDED) return { shown, isCut: true };
        known.add(key);
        shown.push(one);
        met.push(one);
      }
    }
    sources = met;
  }
  return { shown, isCut: false };
}

async function* followed(
  sight: Pick<Sight, 'read' | 'search'>,
  sources: readonly VisibleVersion[],
  include: Include,
  isWanted: (key: string) => boolean,
): AsyncGenerator<VisibleVersion> {
  if (include.follows === 'from') {
    for (const source of sources) {
      for (const key of referencesOf(source, include).filter(isWanted)) {
        const { type = '', id = '' } = KEY.exec(key)?.groups ?? {};
        const one = await sight.read(type, id);
        if (one && !one.stored.deleted) yield one;
      }
    }
    return;
  }
  const { type, target } = include;
  for (const parameter of searchParameters(type)) {
    if (parameter.kind !== 'reference' || (include.name !== undefined && parameter.name !== include.name)) continue;
    const targets = targetsOf(parameter);
    const keys = sources
      .map(({ resource }) => keyOf(resource))
      .filter((key) => (target === undefined ? targets.includes(typeOf(key)) : typeOf(key) === target));
    if (keys.length === 0) continue;
    const filter: SearchFilter = { kind: 'reference', name: parameter.name, values: keys };
    const page = await sight.search({ type, filters: [filter], count: MAX_INCLUDED + 1, total: 'none' });
    yield* page.shown.filter(({ resource }) => isWanted(keyOf(resource)));
  }
}

/** Keys of ours that a resource refers to, as it is shown. */
function referencesOf({ resource }: VisibleVersion, { type, name, target }: Include): readonly string[] {
  if (type !== '*' && type !== resource.resourceType) return [];
  const keys = searchRows(resource, name).flatMap((row) =>
    row.kind === 'reference' && row.element === 0 && (name === undefined || row.name === name) && KEY.test(row.target)
      ? [row.target]
      : [],
  );
  return [...new Set(keys)].filter((key) => target === undefined || typeOf(key) === target);
}

function typeOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

/** Asked once of each type. */
function rightsBy(mayLookAt: (type: string) => void): (type: string) => boolean {
  const rights = new Map<string, boolean>();
  return (type) => {
    const known = rights.get(type) ?? isPermitted(() => mayLookAt(type));
    rights.set(type, known);
    return known;
  };
}

/** Says that an answer does not show all that was asked for. */
export function cutOff(): SamplanError {
  return new SamplanError(
    'too-large',
    {
      nb: 'Ikke alt som skulle tas med, er her. Be om færre treff per side med _count, eller søk etter resten.',
      nn: 'Ikkje alt som skulle takast med, er her. Be om færre treff per side med _count, eller søk etter resten.',
      en: 'Not everything that was to be included is here. Ask for fewer matches a page with _count, or search for the rest.',
    },
    { expected: `at most ${MAX_INCLUDED} included resources` },
  );
}
