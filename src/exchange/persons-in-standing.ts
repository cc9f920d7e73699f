import type { Standing } from '../store/standing.ts';
import type { Context } from './context.ts';

/** As many as are read at once. */
const BATCH = 500;

/**
 * Persons whose link with some partner is in a standing, in the order of their ids, after `after`. Reads links until there are enough.
 *
 * @example
 * await personsInStanding(context, { standing: 'held', count: 25 });
 */
export async function personsInStanding(
  { store, partners }: Pick<Context, 'store' | 'partners'>,
  { standing, after, count }: { readonly standing: Standing; readonly after?: string; readonly count: number },
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const { name } of partners) {
    let own = 0;
    let last = after;
    for (let isMore = true; isMore && own < count; ) {
      const persons = await store.linkedPersons(name, { ...(last === undefined ? {} : { after: last }), count: BATCH });
      for (const person of persons) {
        if ((await store.link(person, name))?.standing !== standing) continue;
        found.add(person);
        own += 1;
      }
      last = persons.at(-1);
      isMore = persons.length === BATCH;
    }
  }
  return [...found].toSorted().slice(0, count);
}
