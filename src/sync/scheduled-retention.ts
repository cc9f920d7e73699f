import type { Context } from '../exchange/context.ts';
import type { RetentionSettings } from '../law/kept.ts';
import type { Log } from '../observe/log.ts';
import { alone } from './alone.ts';
import { type RetentionReport, retain } from './retain.ts';
import { type Scheduled, schedulePass } from './schedule.ts';

const LEASE = 'retention';

interface ScheduledRetentionOptions {
  /** Cron expression. */
  readonly schedule: string;
  /** In which it is meant (IANA). */
  readonly timezone: string;
  /** Names this process among those that may hold a lease. */
  readonly owner: string;
  readonly log: Log;
}

/**
 * Erases by the clock what `samplan retention` would. Of several processes one does, and who comes after it finds nothing left; a tick that nobody was up
 * for is not made up for: the next one erases the same.
 *
 * @example
 * const scheduled = scheduleRetention(context, { recordYears: 10 }, { schedule: '0 3 * * 0', timezone, owner, log });
 * await scheduled.stop();
 */
export function scheduleRetention(
  context: Context,
  settings: RetentionSettings,
  { schedule, timezone, owner, log }: ScheduledRetentionOptions,
): Scheduled {
  const stopping = new AbortController();
  const scheduled = schedulePass(schedule, { name: LEASE, timezone }, async () => {
    try {
      const report = await retainAlone(context, settings, { owner, stopping: stopping.signal, log });
      if (report) log.info('retention ended', countsOf(report));
    } catch (error) {
      log.error('retention failed', error instanceof Error ? { error } : { code: 'internal' });
    }
  });
  return {
    stop() {
      stopping.abort();
      return scheduled.stop();
    },
  };
}

/**
 * Erases what is over, while no other process does.
 *
 * @returns undefined where another does
 */
export async function retainAlone(
  context: Context,
  settings: RetentionSettings,
  { owner, stopping, log }: { readonly owner: string; readonly stopping: AbortSignal; readonly log: Log },
): Promise<RetentionReport | undefined> {
  return alone(context, { name: LEASE, owner, log }, () =>
    retain(context, settings, { isDryRun: false, owner, stopping }),
  );
}

/** How many, and of nobody who. */
function countsOf({ records, setAside, accessLog }: RetentionReport): Readonly<Record<string, number>> {
  return { records: records.erased.length, setAside: setAside.erased.length, accessLog: accessLog.erased };
}
