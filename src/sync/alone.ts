import type { Context } from '../exchange/context.ts';
import type { Log } from '../observe/log.ts';
import type { Fence } from '../store/store.ts';

/** How long a lease lasts without being renewed, and how often it is. */
const LEASE_MS = 60_000;
const RENEW_MS = 20_000;

/** What keeps others out while the work lasts. */
export interface Held {
  /** For every commit of the work: it fails with `lease-lost` once another has the lease. */
  readonly fence: Fence;
  /** Throws SamplanError `lease-lost` where another has it: for work that would not commit for long. */
  readonly renew: () => Promise<void>;
}

/** Under which lease, and whose. */
export interface Lease {
  readonly name: string;
  /** Names this process among those that may hold it. */
  readonly owner: string;
  readonly log?: Log;
}

/**
 * Does what one process at a time may do, under a lease that is renewed until the work has ended, however it ends. Of a process that is gone the next to
 * come takes the lease over.
 *
 * @returns undefined where another process holds the lease: nothing was done
 * @throws SamplanError what `work` and the store throw
 * @example
 * const report = await alone(context, { name: 'retention', owner, log }, ({ fence }) => retain(context, fence));
 */
export async function alone<Result>(
  { store, now }: Pick<Context, 'store' | 'now'>,
  { name, owner, log }: Lease,
  work: (held: Held) => Promise<Result>,
): Promise<Result | undefined> {
  const at = now();
  const until = (from: string): string => new Date(Date.parse(from) + LEASE_MS).toISOString();
  const fence = await store.acquireLease(name, owner, at, until(at));
  if (!fence) return undefined;
  const renew = (): Promise<void> => store.renewLease(fence, until(now()));
  const renewal = setInterval(() => {
    renew().catch(() => log?.warn('lease lost'));
  }, RENEW_MS);
  renewal.unref();
  try {
    return await work({ fence, renew });
  } finally {
    clearInterval(renewal);
    await store.releaseLease(fence).catch(() => undefined);
  }
}
