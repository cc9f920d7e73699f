import type { Resource } from '@medplum/fhirtypes';
import { keyOf } from '../record/record.ts';
import type { Store, Stored } from '../store/store.ts';
import { everyMatch, referringTo } from './access-log-of.ts';

const PAGE = 500;

/** Every version of every part of a record, in the order of commits. */
export async function versionsOf(store: Store, person: string): Promise<readonly Stored[]> {
  const found: Stored[] = [];
  for (let before: number | undefined; ; ) {
    const page = await store.versions({ record: person, count: PAGE, ...(before === undefined ? {} : { before }) });
    found.push(...page);
    before = page.at(-1)?.seq;
    if (page.length < PAGE) return found.toReversed();
  }
}

/**
 * Who changed what, of parts of somebody's record, as far as it tells of nobody else.
 *
 * @param tellsOfHerAlone as `ownOf` makes it
 */
export async function* provenanceAbout(
  store: Store,
  versions: readonly Stored[],
  tellsOfHerAlone: (resource: Resource) => Promise<boolean>,
): AsyncGenerator<Resource> {
  const told = new Set<string>();
  for (const key of new Set(versions.map(({ resource }) => keyOf(resource)))) {
    for await (const resource of everyMatch(store, 'Provenance', referringTo('target', key))) {
      if (told.has(keyOf(resource))) continue;
      told.add(keyOf(resource));
      if (await tellsOfHerAlone(resource)) yield resource;
    }
  }
}

/**
 * Whether what is told tells of nobody else: a join is of two persons, and each has it in her own log only as far as it is hers.
 *
 * @param persons who counts as her
 */
export function ownOf(store: Store, persons: readonly string[]): (resource: Resource) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  const isOthers = async (reference: string): Promise<boolean> => {
    const [type = '', id = ''] = reference.split('/');
    const stored = await store.read(type, id);
    if (stored?.record !== undefined) return !persons.includes(stored.record);
    return type === 'Patient' && !persons.includes(id);
  };
  return async (resource) => {
    for (const reference of localReferencesIn(resource)) {
      const key = reference.split('/').slice(0, 2).join('/');
      const answer = known.get(key) ?? isOthers(key);
      known.set(key, answer);
      if (await answer) return false;
    }
    return true;
  };
}

/** Every local reference that stands anywhere in a resource. */
export function* localReferencesIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === 'reference' && typeof inner === 'string' && /^[A-Z][A-Za-z]+\/[^/]/u.test(inner)) yield inner;
    else yield* localReferencesIn(inner);
  }
}
