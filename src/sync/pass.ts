import type { Context, Partner } from '../exchange/context.ts';
import type { Log } from '../observe/log.ts';
import type { RunSummary } from '../store/partner-memory.ts';
import type { Fence } from '../store/store.ts';
import type { Sharing } from './sharing.ts';
import type { PullSetting } from './strategy.ts';

/** One pass over one partner, while it holds the partner's lease. */
export interface Pass {
  /** Names the pass in its summary and checkpoint. */
  readonly run: string;
  readonly context: Context;
  readonly partner: Partner;
  readonly fence: Fence;
  readonly log: Log;
  /** So many persons at once; the resources of one always one after the other. */
  readonly concurrency: number;
  readonly onPerson?: (done: number, total: number) => void;
  /** Aborted: nothing more is begun. */
  readonly stopping?: AbortSignal;
}

/** How a partner's passes are run, as it is configured. */
export interface PassSettings {
  readonly pull: PullSetting;
  /** Persons at once. */
  readonly concurrency: number;
  /** Days for which summaries are kept. */
  readonly keepRuns: number;
}

export interface RunOptions {
  /** Who runs it: names the lease's owner. */
  readonly owner: string;
  /** A person asks: what waits for a retry is due, and a partner that asked for time is called all the same. */
  readonly atOnce: boolean;
  readonly random: () => number;
  readonly log: Log;
  readonly kind?: RunSummary['kind'];
  /** In a reconciliation: however much is missing is believed to be deleted. */
  readonly acceptMissing?: boolean;
  readonly settings?: Partial<PassSettings>;
  /** Absent: nobody else is there to deliver a part. */
  readonly sharing?: Sharing;
  /** Aborted: the step under way is finished, and the rest is for the next pass. */
  readonly stopping?: AbortSignal;
  /** Aborted: nobody waits for that step either. It can write nothing more, since its lease is given back. */
  readonly cutting?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly partner: string }) => void;
}
