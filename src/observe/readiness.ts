import type { Store } from '../store/store.ts';
import { within } from './within.ts';

/**
 * Why the process is not ready. `stopping`: it was told to stop · `store-no-answer`: the store has not answered in time ·
 * `store-fault`: it answers that it takes nothing · of a host, `starting`: some tenant has not been opened yet; of a tenant, `not-opened`:
 * it could not be, and is tried again.
 */
export type NotReady = 'stopping' | 'starting' | 'not-opened' | 'store-no-answer' | 'store-fault';

/** What keeps the process from its work; none: it is ready. */
export type Readiness = () => Promise<readonly NotReady[]>;

/** What keeps each tenant that is not ready from its work, by name. */
export type TenantsReadiness = () => Promise<Readonly<Record<string, readonly NotReady[]>>>;

/** Milliseconds; less than a container engine waits for the answer. */
const STORE_LIMIT = 2_000;

/**
 * Readiness of a process whose store is open: its migrations are made, its keys are opened and its profiles are loaded, else it would not
 * listen. The store is asked to take a commit in which nothing stands.
 *
 * @param isStopping true once the process was told to stop
 * @example
 * const ready = readinessOf(store, () => isStopping);
 * await ready(); // ['store-no-answer']
 */
export function readinessOf(store: Store, isStopping: () => boolean): Readiness {
  const commit = store.commit.bind(store);
  let asking: Promise<NotReady | undefined> | undefined;
  const asked = (): Promise<NotReady | undefined> => {
    // A store that does not answer is not asked again and again.
    asking ??= commit({})
      .then(
        () => undefined,
        () => 'store-fault' as const,
      )
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
  return async () => {
    if (isStopping()) return ['stopping'];
    const fault = await within(STORE_LIMIT, asked()).catch(() => 'store-no-answer' as const);
    return fault === undefined ? [] : [fault];
  };
}
