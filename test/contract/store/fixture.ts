import type { Store } from '../../../src/store/store.ts';

/** One empty store, made anew for every test. */
export interface StoreFixture {
  readonly store: Store;
  /** The same data opened once more, also while the first is open; absent when the data ends with the process. */
  readonly again?: () => Promise<Store>;
  readonly dispose: () => Promise<void>;
}
