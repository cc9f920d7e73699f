import { oneAtATime } from '../one-at-a-time.ts';
import type { Store } from '../store/store.ts';

/** A process has one store of an installation. */
const byStore = new WeakMap<Store, ReturnType<typeof oneAtATime>>();

/**
 * Two who come at once may lead to the same new entry of the directory: in one process it is looked for and made by one at a time. Of two processes
 * the later one is refused, since both give it one id, and has to look again.
 */
export function changingDirectory<Done>(store: Store, work: () => Promise<Done>): Promise<Done> {
  const exclusively = byStore.get(store) ?? oneAtATime();
  byStore.set(store, exclusively);
  return exclusively('directory', work);
}
