import { isError } from '../errors.ts';
import type { Context, Partner } from '../exchange/context.ts';
import type { Log } from '../observe/log.ts';
import type { Fence } from '../store/store.ts';
import { enrol } from './enrolment.ts';
import { type PullDeps, type Pulled, pull } from './pull.ts';
import { markUnreachable, push } from './push.ts';

/** What one pass over one partner came to. */
export interface RunSummary {
  readonly partner: string;
  /** `skipped`: another process holds the partner's lease. */
  readonly outcome: 'completed' | 'unreachable' | 'skipped' | 'failed';
  readonly pulled: number;
  readonly admitted: number;
  readonly setAside: number;
  readonly conflicts: number;
  readonly delivered: number;
  readonly held: number;
  readonly durationMs: number;
  readonly notice?: string;
}

export interface RunOptions {
  /** Who runs it: names the lease's owner. */
  readonly owner: string;
  /** Links that wait for a retry are due too. */
  readonly atOnce: boolean;
  readonly random: () => number;
  readonly log: Log;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly partner: string }) => void;
}

/** How long a lease lasts without being renewed, and how often it is. */
const LEASE_MS = 60_000;
const RENEW_MS = 20_000;

/**
 * One pass over one partner: pull → admit → merge → enrol → deliver → checkpoint, under the partner's lease. What is
 * owed is computed from state, so a pass that dies anywhere is simply taken again. Never rejects: what went wrong is
 * in the log and in the summary.
 */
export async function runPass(context: Context, partner: Partner, options: RunOptions): Promise<RunSummary> {
  const started = Date.parse(context.now());
  const lease = `partner:${partner.name}`;
  const until = (): string => new Date(Date.parse(context.now()) + LEASE_MS).toISOString();
  const nothing = { pulled: 0, admitted: 0, setAside: 0, conflicts: 0, delivered: 0, held: 0 };
  const summary = (outcome: RunSummary['outcome'], counts: Partial<RunSummary> = {}): RunSummary => ({
    ...nothing,
    ...counts,
    partner: partner.name,
    outcome,
    durationMs: Date.parse(context.now()) - started,
  });
  try {
    const fence = await context.store.acquireLease(lease, options.owner, context.now(), until());
    if (!fence) return summary('skipped', { notice: 'another process is running this partner' });
    return summary(...(await whileHolding(fence)));
  } catch (error) {
    const unreachable = isError(error, 'partner-unreachable');
    options.log.warn('pass ended early', {
      partner: partner.name,
      code: isError(error) ? error.code : 'internal',
      ...(isError(error) && error.where !== undefined ? { place: error.where } : {}),
      ...(error instanceof Error && !isError(error) ? { error } : {}),
    });
    return summary(unreachable ? 'unreachable' : 'failed', isError(error) ? { notice: error.text.en } : {});
  }

  async function whileHolding(fence: Fence): ReturnType<typeof passUnderLease> {
    const renewal = setInterval(() => {
      context.store.renewLease(fence, until()).catch(() => options.log.warn('lease lost', { partner: partner.name }));
    }, RENEW_MS);
    renewal.unref();
    try {
      return await passUnderLease(context, partner, fence, options);
    } finally {
      clearInterval(renewal);
      await context.store.releaseLease(fence).catch(() => undefined);
    }
  }
}

async function passUnderLease(
  context: Context,
  partner: Partner,
  fence: Fence,
  options: RunOptions,
): Promise<[RunSummary['outcome'], Partial<RunSummary>]> {
  const { store } = context;
  const { log } = options;
  const checkpoint = (await store.checkpoint(partner.name)) ?? {
    partner: partner.name,
    epoch: 1,
    cursor: {},
    enrolledSeq: 0,
  };
  const onPerson = (done: number, total: number): void => options.onProgress?.({ done, total, partner: partner.name });

  const sending = { context, partner, fence, log, random: options.random, atOnce: options.atOnce, onPerson };
  const pulled = await pullIfAsked({ context, partner, fence, log, onPerson }, checkpoint.cursor).catch(
    async (error) => {
      if (isError(error, 'partner-unreachable')) await markUnreachable(sending);
      throw error;
    },
  );
  const enrolledSeq = await enrol(context, partner, checkpoint.enrolledSeq, fence);
  await store.saveCheckpoint({ ...checkpoint, cursor: pulled.cursor, enrolledSeq }, fence);

  const pushed = await push(sending);
  const { cursor: _, ...counts } = pulled;
  const { unreachable, blocked: _blocked, withheld, ...deliveries } = pushed;
  log.info('pass ended', { partner: partner.name, counts: { ...counts, ...deliveries, withheld } });
  return [
    unreachable ? 'unreachable' : 'completed',
    {
      ...counts,
      ...deliveries,
      ...(partner.mode === 'shadow' ? { notice: `shadow: ${withheld} resources would be sent` } : {}),
    },
  ];
}

function pullIfAsked(deps: PullDeps, cursor: Readonly<Record<string, string>>): Promise<Pulled> {
  const nothing: Pulled = { pulled: 0, admitted: 0, setAside: 0, conflicts: 0, cursor };
  return deps.partner.mode === 'push' ? Promise.resolve(nothing) : pull(deps, cursor);
}
