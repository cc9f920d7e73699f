import { mapReferences, referencesIn } from '../record/references.ts';
import type { Counterpart, Store } from '../store/store.ts';
import type { Partner } from './context.ts';

/**
 * What a partner holds that leads to a resource of its own that is not there any more: the same part is there under
 * another id soon, and what leads to it is owed anew.
 *
 * @param place the part with the id that it had at the partner
 */
export async function pointingAtStale(
  store: Store,
  { name, base }: Pick<Partner, 'name' | 'base'>,
  { type, id, peerId, person }: Counterpart,
): Promise<readonly Counterpart[]> {
  if (peerId === undefined || person === undefined) return [];
  const ours = `${type}/${id}`;
  const theirs = `${base}/${type}/${peerId}`;
  return (await store.counterparts(name, person)).flatMap((one) => {
    if (one.gone || !one.sent || !referencesIn(one.sent).includes(ours)) return [];
    const sent = mapReferences(one.sent, (link) => (link.reference === ours ? { ...link, reference: theirs } : link));
    return [{ ...one, sent }];
  });
}
