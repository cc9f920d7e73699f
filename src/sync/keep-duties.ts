import type { Context } from '../exchange/context.ts';
import { dutiesUpToDate, dutyBasis, fillDuties } from '../exchange/duty-index.ts';
import type { Log } from '../observe/log.ts';
import { alone } from './alone.ts';

interface KeepOptions {
  readonly owner: string;
  readonly log: Log;
  readonly everySeconds: number;
}

const LEASE = 'duties';

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
  const { store } = context;
  const stopping = new AbortController();
  let hasBegun = false;

  const turn = async (): Promise<void> => {
    if (stopping.signal.aborted) return;
    const index = await store.dutyIndex();
    if (hasBegun && index?.basis !== dutyBasis(context)) return;
    await alone(context, { name: LEASE, owner, log }, async ({ renew }) => {
      const onBatch = async (): Promise<void> => {
        stopping.signal.throwIfAborted();
        await renew();
      };
      if (hasBegun) await dutiesUpToDate(context, { isFilled: true, onBatch });
      else await fillDuties(context, onBatch);
      hasBegun = true;
    });
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
