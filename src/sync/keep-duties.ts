import type { Context } from '../exchange/context.ts';
import { dutiesUpToDate, dutyBasis, fillDuties } from '../exchange/duty-index.ts';
import type { Log } from '../observe/log.ts';

interface KeepOptions {
  readonly owner: string;
  readonly log: Log;
  readonly everySeconds: number;
}

const LEASE = 'duties';
/** For as long one process has them to itself; others take over from one that is gone. */
const LEASE_MS = 60_000;

/**
 * Keeps the index of duties: makes it where there is none, or where another version of the program or other settings made it, and brings in
 * what has changed. Of several processes one does. One that has begun it once begins it no more: while a version is replaced, the old one
 * leaves the index to the new one.
 *
 * @example
 * const keeping = keepDuties(context, { owner, log, everySeconds: 20 });
 * await keeping.stop();
 */
export function keepDuties(context: Context, { owner, log, everySeconds }: KeepOptions): { stop(): Promise<void> } {
  const { store, now } = context;
  const stopping = new AbortController();
  let hasBegun = false;

  const until = (): string => new Date(Date.parse(now()) + LEASE_MS).toISOString();
  const turn = async (): Promise<void> => {
    if (stopping.signal.aborted) return;
    const index = await store.dutyIndex();
    if (hasBegun && index?.basis !== dutyBasis(context)) return;
    const fence = await store.acquireLease(LEASE, owner, now(), until());
    if (!fence) return;
    try {
      const onBatch = async (): Promise<void> => {
        stopping.signal.throwIfAborted();
        await store.renewLease(fence, until());
      };
      if (hasBegun) await dutiesUpToDate(context, { isFilled: true, onBatch });
      else await fillDuties(context, onBatch);
      hasBegun = true;
    } finally {
      await store.releaseLease(fence);
    }
  };
  const told = (error: unknown): void => {
    if (!stopping.signal.aborted) log.warn('duties were not looked after', error instanceof Error ? { error } : {});
  };
  let turning = turn().catch(told);
  const timer = setInterval(() => {
    turning = turning.then(turn).catch(told);
  }, everySeconds * 1_000);
  timer.unref();

  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await turning;
    },
  };
}
