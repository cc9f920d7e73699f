import { schedule as cronSchedule, type ScheduledTask, validate } from 'node-cron';

/** True when the scheduler understands a cron expression of five or six fields. */
export function isCron(expression: string): boolean {
  return validate(expression);
}

/** A pass that comes back by the clock. */
export interface Scheduled {
  stop(): Promise<void>;
}

/** The scheduler writes to the console, errors with their messages: a pass tells our log itself, without a person's data. */
const SILENT = { info() {}, warn() {}, error() {}, debug() {} };

/**
 * Runs `work` by a cron expression in Norwegian time. A tick that finds the last run still going is skipped; across
 * processes the partner's lease does the same.
 *
 * @example
 * const scheduled = schedulePass('*\/5 * * * *', 'Fjordvik kommune', () => runPass(context, partner, options));
 */
export function schedulePass(expression: string, name: string, work: () => Promise<unknown>): Scheduled {
  let running: Promise<unknown> = Promise.resolve();
  const task: ScheduledTask = cronSchedule(
    expression,
    () => {
      running = work();
      return running;
    },
    { name, timezone: 'Europe/Oslo', noOverlap: true, logger: SILENT },
  );
  return {
    async stop() {
      await task.destroy();
      await running.catch(() => undefined);
    },
  };
}
