import type { Store } from '../store/store.ts';
import type { Tracing } from './tracing.ts';

/** A store each of whose commits is a span. It is the store that was given. */
export function tracedStore(store: Store, tracing: Tracing): Store {
  const commit = store.commit.bind(store);
  return Object.assign(store, {
    commit: (change) => tracing.span('commit', {}, () => commit(change)),
  } satisfies Pick<Store, 'commit'>);
}
