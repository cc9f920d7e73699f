import { setTimeout as wait } from 'node:timers/promises';
import type { Job, PgBoss } from 'pg-boss';
import type { Log } from '../../observe/log.ts';
import type { Share, ShareDone, Sharing } from '../sharing.ts';

const SHARES = 'shares';

/** Taken by one, once: who dies leaves its part to the next pass. */
const ONCE = { retryLimit: 0, heartbeatSeconds: 15, expireInSeconds: 23 * 3_600, deleteAfterSeconds: 60 } as const;
/** Shares at once in a process, and how often each of its loops looks, in seconds. */
const LOOPS = 2;
const POLL = 1;
/** Jobs that the loops of whoever offers them may take, and leave, while others look. */
const MORE = 3 * LOOPS;
/** Milliseconds: two looks of whoever is there. */
const PATIENCE = 2_000 * POLL;
/** Persons: a turn is one commit beside some dozens. */
const SHARD = 8;
const FEWEST = 4 * SHARD;
/** Milliseconds between looks whether those who took a share are done. */
const LOOK = 200;

/** Takes a share; undefined where it is not needed any more. */
export type PerformShare = (share: Share) => Promise<ShareDone | undefined>;

/** How a job ended. */
interface End {
  readonly done: ShareDone | undefined;
  readonly isOver: boolean;
}

const UNKNOWN: End = { done: undefined, isOver: false };

/** Says nothing, since what it says is kept. */
class ShareFailed extends Error {}

/** Shares of passes as jobs: those that are offered here, and those of others that are taken here. */
export class ShareQueue {
  readonly #perform: PerformShare;
  readonly #log: Log;
  readonly #patience: number;
  /** By partner: the run whose pass is here. */
  readonly #own = new Map<string, string>();

  /** @param patience milliseconds for which those who may come are waited for */
  constructor(perform: PerformShare, log: Log, patience = PATIENCE) {
    this.#perform = perform;
    this.#log = log;
    this.#patience = patience;
  }

  async open(boss: PgBoss): Promise<void> {
    await boss.createQueue(SHARES, ONCE);
  }

  /** From now on this process takes shares of passes that others take. */
  async work(boss: PgBoss): Promise<void> {
    const taken = { batchSize: 1, localConcurrency: LOOPS, pollingIntervalSeconds: POLL } as const;
    await boss.work(SHARES, taken, async ([job]: Job<Share>[]) => job && this.#take(job.data));
  }

  async leave(boss: PgBoss): Promise<void> {
    await boss.offWork(SHARES, { wait: true });
  }

  /** Offers shares to the other workers of the installation. */
  by(boss: PgBoss): Sharing {
    return {
      shard: SHARD,
      fewest: FEWEST,
      patience: (isOver) => wait(this.#patience, undefined, { signal: isOver }).catch(() => undefined),
      offer: async (share, takers) => {
        const { partner, run } = share;
        this.#own.set(partner, run);
        const sent = Array.from({ length: takers + MORE }, () => this.#orElse(partner, boss.send(SHARES, share), null));
        const ids = (await Promise.all(sent)).flatMap((id) => id ?? []);
        return async () => {
          const ends = await Promise.all(ids.map((id) => this.#orElse(partner, this.#over(boss, id), UNKNOWN)));
          await this.#orElse(partner, boss.deleteJob(SHARES, ids), undefined);
          return { done: ends.flatMap(({ done }) => done ?? []), isAll: ends.every(({ isOver }) => isOver) };
        };
      },
    };
  }

  async #take(share: Share): Promise<ShareDone | undefined> {
    // The pass itself takes what nobody comes for.
    if (this.#own.get(share.partner) === share.run) return undefined;
    try {
      return await this.#perform(share);
    } catch (error) {
      // What was thrown may quote what it was about: pg-boss would keep it.
      this.#log.warn('share failed', told(share.partner, error));
      throw new ShareFailed();
    }
  }

  async #over(boss: PgBoss, id: string): Promise<End> {
    for (;;) {
      const [job] = await boss.findJobs<Share>(SHARES, { id });
      // Of whoever is only not heard any more nobody knows whether it goes on.
      if (job === undefined || job.state === 'failed' || job.state === 'cancelled') return UNKNOWN;
      if (job.state === 'completed') return { done: (job.output ?? undefined) as ShareDone | undefined, isOver: true };
      if (job.state === 'created') return { done: undefined, isOver: true };
      await wait(LOOK);
    }
  }

  /** A pass goes on alone where its offer does not come through. */
  async #orElse<T>(partner: string, work: Promise<T>, instead: T): Promise<T> {
    try {
      return await work;
    } catch (error) {
      this.#log.warn('shares could not be asked about', told(partner, error));
      return instead;
    }
  }
}

function told(partner: string, error: unknown): { readonly partner: string; readonly error?: Error } {
  return { partner, ...(error instanceof Error ? { error } : {}) };
}
