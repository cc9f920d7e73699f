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
/** Milliseconds: two looks of whoever is there. */
const PATIENCE = 2_000 * POLL;
/** Persons: a turn is one commit beside some dozens. */
const SHARD = 8;
const FEWEST = 4 * SHARD;
/** Milliseconds between looks whether those who took a share are done. */
const LOOK = 200;

/** Takes a share; undefined where it is not needed any more. */
export type PerformShare = (share: Share) => Promise<ShareDone | undefined>;

export async function createShareQueue(boss: PgBoss): Promise<void> {
  await boss.createQueue(SHARES, ONCE);
}

/** From now on this process takes shares of passes that others take. */
export async function workOnShares(boss: PgBoss, perform: PerformShare, log: Log): Promise<void> {
  const taken = { batchSize: 1, localConcurrency: LOOPS, pollingIntervalSeconds: POLL } as const;
  await boss.work(SHARES, taken, async ([job]: Job<Share>[]) => {
    if (!job) return undefined;
    try {
      return await perform(job.data);
    } catch (error) {
      // What was thrown may quote what it was about: pg-boss would keep it.
      log.warn('share failed', { partner: job.data.partner, ...(error instanceof Error ? { error } : {}) });
      return undefined;
    }
  });
}

export async function leaveShares(boss: PgBoss): Promise<void> {
  await boss.offWork(SHARES, { wait: true });
}

/**
 * Offers shares to the other workers of the installation.
 *
 * @example
 * await runPass(context, partner, { ...options, sharing: sharingBy(boss, log) });
 */
export function sharingBy(boss: PgBoss, log: Log): Sharing {
  /** A pass goes on alone where its offer does not come through. */
  const orElse = async <T>(partner: string, work: Promise<T>, instead: T): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      log.warn('shares could not be asked about', { partner, ...(error instanceof Error ? { error } : {}) });
      return instead;
    }
  };
  return {
    shard: SHARD,
    fewest: FEWEST,
    patience: (isOver) => wait(PATIENCE, undefined, { signal: isOver }).catch(() => undefined),
    async offer(share, takers) {
      const { partner } = share;
      const sent = Array.from({ length: takers }, () => orElse(partner, boss.send(SHARES, share), null));
      const ids = (await Promise.all(sent)).flatMap((id) => id ?? []);
      const jobOf = async (id: string) => (await boss.findJobs<Share>(SHARES, { id }))[0];
      const overOf = async (id: string): Promise<readonly ShareDone[]> => {
        for (;;) {
          const job = await jobOf(id);
          if (job?.state !== 'active') return job?.output ? [job.output as ShareDone] : [];
          await wait(LOOK);
        }
      };
      return async () => {
        const done = await Promise.all(ids.map((id) => orElse(partner, overOf(id), [])));
        await orElse(partner, boss.deleteJob(SHARES, ids), undefined);
        return done.flat();
      };
    },
  };
}
