import { isError } from '../errors.ts';
import type { Context, Partner } from '../exchange/context.ts';
import { inSpan } from '../observe/tracing.ts';
import type { RunSummary } from '../store/partner-memory.ts';
import type { Fence } from '../store/store.ts';
import { alone } from './alone.ts';
import { carryOut } from './carry-out.ts';
import { Interrupted, unlessCut } from './interrupted.ts';
import type { PassSettings, RunOptions } from './pass.ts';
import { keepSummary } from './run-log.ts';
import { Tally } from './tally.ts';

export type { RunSummary } from '../store/partner-memory.ts';
export type { RunOptions } from './pass.ts';

const DEFAULTS: PassSettings = { pull: 'auto', concurrency: 4, keepRuns: 90 };

/** Who has it is alone with a partner: a pass, or who erases what is held of it. */
export function leaseNameOf(partner: string): string {
  return `partner:${partner}`;
}

/**
 * One pass over one partner: ask → take in → enrol → checkpoint → deliver, under the partner's lease. What is owed is
 * computed from state and what came waits in the inbox, so a pass that dies anywhere is simply taken again. Never
 * rejects: what went wrong is in the log and in the summary, which is kept.
 *
 * @example
 * const { outcome, delivered } = await runPass(context, partner, { owner, atOnce: false, random: Math.random, log });
 */
export async function runPass(context: Context, partner: Partner, options: RunOptions): Promise<RunSummary> {
  const run = context.newId();
  return inSpan(context, 'pass', { partner: partner.name, run, kind: options.kind ?? 'pass' }, async (tell) => {
    const summary = await runOnce(context, partner, run, options);
    tell({ outcome: summary.outcome });
    return summary;
  });
}

async function runOnce(context: Context, partner: Partner, run: string, options: RunOptions): Promise<RunSummary> {
  const { store } = context;
  const settings = { ...DEFAULTS, ...options.settings };
  const { onProgress, stopping, cutting } = options;
  // Every line of a pass says whose it is, and which.
  const log = options.log.with({ partner: partner.name, run });
  const started = context.now();
  const requestsBefore = partner.connector.requestCount();
  const tally = new Tally(context.now);
  try {
    const lease = { name: leaseNameOf(partner.name), owner: options.owner, log };
    const outcome = await alone(context, lease, ({ fence }) => carriedOut(fence));
    if (outcome) return await kept(summary(outcome));
    tally.notice('another process is running this partner');
    return summary('skipped');
  } catch (error) {
    if (error instanceof Interrupted || (stopping?.aborted && error === stopping.reason)) {
      log.info('pass interrupted');
      return await kept(summary('interrupted'));
    }
    log.warn('pass ended early', {
      code: isError(error) ? error.code : 'internal',
      ...(isError(error) && error.where !== undefined ? { place: error.where } : {}),
      ...(error instanceof Error && !isError(error) ? { error } : {}),
    });
    if (isError(error)) tally.notice(error.text.en);
    const ended = summary(isError(error, 'partner-unreachable') ? 'unreachable' : 'failed');
    // It may be the store that failed.
    return await kept(ended).catch(() => ended);
  }

  function carriedOut(fence: Fence): Promise<RunSummary['outcome']> {
    const { concurrency } = settings;
    const onPerson = (done: number, total: number): void => onProgress?.({ done, total, partner: partner.name });
    const pass = { run, context, partner, fence, log, concurrency, onPerson, ...(stopping ? { stopping } : {}) };
    return unlessCut(carryOut(pass, options, settings, tally), cutting);
  }

  function summary(outcome: RunSummary['outcome']): RunSummary {
    return {
      id: run,
      partner: partner.name,
      kind: options.kind ?? 'pass',
      outcome,
      started,
      ...tally.counts,
      requests: partner.connector.requestCount() - requestsBefore,
      durationMs: Date.parse(context.now()) - Date.parse(started),
    };
  }

  async function kept(ended: RunSummary): Promise<RunSummary> {
    await keepSummary(store, ended, settings.keepRuns);
    return ended;
  }
}
