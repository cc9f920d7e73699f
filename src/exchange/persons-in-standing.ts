import type { Standing } from '../store/standing.ts';
import type { Context } from './context.ts';

/**
 * Persons whose link with some partner is in a standing, in the order of their ids, after `after`.
 *
 * @example
 * await personsInStanding(context, { standing: 'held', count: 25 });
 */
export async function personsInStanding(
  { store, partners }: Pick<Context, 'store' | 'partners'>,
  { standing, after, count }: { readonly standing: Standing; readonly after?: string; readonly count: number },
): Promise<readonly string[]> {
  const found = await Promise.all(partners.map(({ name }) => store.linksStanding(name, standing, { after, count })));
  return [...new Set(found.flat().map(({ person }) => person))].toSorted().slice(0, count);
}
