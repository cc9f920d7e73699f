import type { Commit, Store } from '../../src/store/store.ts';

/** A store under a process that dies, or that fails once. */
export interface MortalStore {
  readonly store: Store;
  /** Commits since the start, or since `count` was called last. */
  readonly commits: readonly Commit[];
  count(): void;
  /**
   * From commit number `commit` on nothing answers any more, as when the process is killed; `kept` says whether that
   * commit is durable all the same.
   */
  diesAt(commit: number, kept: boolean): void;
  /** Commit number `commit` fails, and the next ones do not. */
  failsAt(commit: number, error: Error): void;
  /** The process is started again on what is durable. */
  restart(): void;
}

/** @example const mortal = mortalStore(store); mortal.diesAt(3, false); */
export function mortalStore(store: Store): MortalStore {
  let commits: Commit[] = [];
  let death: { readonly commit: number; readonly kept: boolean } | undefined;
  let failure: { readonly commit: number; readonly error: Error } | undefined;
  let isDead = false;
  const killed = (): Error => new Error('killed');

  const commit: Store['commit'] = async (change) => {
    commits.push(change);
    if (commits.length === failure?.commit) throw failure.error;
    if (commits.length !== death?.commit) return store.commit(change);
    if (death.kept) await store.commit(change);
    isDead = true;
    throw killed();
  };
  const wrapped = new Proxy(store, {
    get(target, name: keyof Store) {
      if (isDead) return () => Promise.reject(killed());
      const method = target[name] as (...given: unknown[]) => unknown;
      return name === 'commit' ? commit : method.bind(target);
    },
  });
  const reset = (): void => {
    commits = [];
    death = undefined;
    failure = undefined;
    isDead = false;
  };
  return {
    store: wrapped,
    get commits() {
      return commits;
    },
    count: reset,
    restart: reset,
    diesAt(number, kept) {
      reset();
      death = { commit: number, kept };
    },
    failsAt(number, error) {
      reset();
      failure = { commit: number, error };
    },
  };
}
