import { SamplanError } from '../errors.ts';
import type { SortKey } from '../search/filter.ts';
import { comparePlaces, decodePlace, encodePlace, placeOf } from '../search/order.ts';
import type { SearchQuery } from '../store/store.ts';
import { storeTexts } from '../store/texts.ts';
import type { VisiblePage, VisibleVersion } from './sight.ts';

/**
 * A page of what is shown, after the place that the token names. By when what is shown last changed, where nothing else was asked for: the
 * order of commits would tell of changes that are hidden.
 *
 * @throws SamplanError `bad-parameter` for a token of another order
 * @example
 * pageOf(found, { type: 'Goal', filters: [], count: 20 }).next;
 */
export function pageOf(found: readonly VisibleVersion[], query: SearchQuery): VisiblePage {
  const keys: readonly SortKey[] = [...(query.sort ?? [{ name: '_lastUpdated' }]), { name: '_id' }];
  const placed = found
    .map((one) => ({ one, place: placeOf(one.resource, keys) }))
    .sort((left, right) => comparePlaces(left.place, right.place, keys));
  const from = query.after === undefined ? undefined : decodePlace(query.after, keys);
  if (query.after !== undefined && !from)
    throw new SamplanError('bad-parameter', storeTexts.badPage, { where: 'after' });
  const rest = from ? placed.filter(({ place }) => comparePlaces(place, from, keys) > 0) : placed;
  const page = rest.slice(0, query.count);
  const last = page.at(-1);
  return {
    shown: page.map(({ one }) => one),
    ...(query.total === 'none' ? {} : { total: found.length }),
    ...(last && rest.length > page.length ? { next: encodePlace(keys, last.place) } : {}),
  };
}
