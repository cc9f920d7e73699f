import { candidateKeys, keyOfReceived } from '../exchange/candidates.ts';
import type { HeldVersion } from '../store/partner-memory.ts';
import type { Store } from '../store/store.ts';

/** Whether what becomes of a partner's resource there says nothing here: it is frozen, and no part of a candidate. */
export async function isOutOfReach(
  store: Pick<Store, 'setAside'>,
  partner: string,
  { person, frozen, ...key }: HeldVersion,
): Promise<boolean> {
  if (!frozen || person === undefined) return frozen;
  return !candidateKeys(await store.setAside(partner, person)).has(keyOfReceived(key));
}
