import type { Fence } from '../store/store.ts';
import type { Turns } from './turns.ts';

/**
 * What a pass lets other processes deliver. It names nobody and holds nothing that is owed: whoever takes it computes that from state, and
 * delivers under the fence of the pass, so that it ends with the pass.
 */
export interface Share {
  readonly partner: string;
  readonly run: string;
  readonly fence: Fence;
  readonly atOnce: boolean;
  /** Of `partners[].concurrency`: whoever has one delivers to one person at a time. */
  readonly lanes: Turns;
  /** Parts of those who are due, by their ids. Each is delivered by whoever has its turn. */
  readonly shards: Turns;
}

/** What a share came to, in JSON. */
export interface ShareDone {
  readonly persons: number;
  readonly delivered: number;
  readonly withheld: number;
  readonly held: number;
  readonly blocked: number;
  /** The partner could not be reached, and asked to be left alone for so many seconds, or for none. */
  readonly unreachable?: { readonly where: string; readonly found: string; readonly retryAfterSeconds: number };
}

export interface SharesDone {
  readonly done: readonly ShareDone[];
  /** Whoever took a share has ended. False: one may still be delivering, and nobody else may to the same persons before the next pass. */
  readonly isAll: boolean;
}

/** Has other processes take a share of a pass. */
export interface Sharing {
  /**
   * Offers it to so many.
   *
   * @returns waits for all who took it, and takes the offer back from the others: what came of it
   */
  offer(share: Share, takers: number): Promise<() => Promise<SharesDone>>;
  /** Resolves when who is not there is not waited for any longer, or nobody waits. */
  patience(isOver: AbortSignal): Promise<void>;
  /** Persons in a shard: enough that its turn costs little, few enough that nobody is waited for long at the end. */
  readonly shard: number;
  /** Fewer persons are done sooner than they are shared. */
  readonly fewest: number;
}
