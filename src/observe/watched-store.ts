import { isError, SamplanError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { CommitOutcome, Watch } from './watch.ts';

/**
 * A store whose commits are watched: how long each took, and which findings were set aside. It is the store that was given.
 *
 * @param elapsed seconds by a clock that is never set back
 * @example
 * const store = watchedStore(await composeStore(configuration, { log }), metrics.watchOf(), () => performance.now() / 1000);
 */
export function watchedStore(store: Store, watch: Watch, elapsed: () => number): Store {
  const commit = store.commit.bind(store);
  return Object.assign(store, {
    commit: async (change) => {
      const began = elapsed();
      try {
        const written = await commit(change);
        watch.committed('done', elapsed() - began);
        for (const entry of [...(change.setAside ?? []), ...(change.found ?? [])]) watch.found(entry);
        return written;
      } catch (error) {
        watch.committed(outcomeOf(error), elapsed() - began);
        throw error;
      }
    },
  } satisfies Pick<Store, 'commit'>);
}

function outcomeOf(error: unknown): CommitOutcome {
  return error instanceof SamplanError && !isError(error, 'internal') ? 'refused' : 'failed';
}
