import { createTask, schedule as cronSchedule, parse, type ScheduledTask, validate } from 'node-cron';
import { quietFor } from './quiet-hours.ts';

/** True when the scheduler understands a cron expression of five or six fields. */
export function isCron(expression: string): boolean {
  return validate(expression);
}

/** A pass that comes back by the clock. */
export interface Scheduled {
  stop(): Promise<void>;
}

export interface ScheduleOptions {
  readonly name: string;
  /** In which the expression and the quiet hours are meant (IANA). */
  readonly timezone: string;
  /** `22:00-06:00`: a tick in between waits until they are over. Empty: none. */
  readonly quietHours?: string;
  /** Each run waits up to so long, so that many do not call at once. */
  readonly jitterSeconds?: number;
  /** A number in [0, 1). */
  readonly random?: () => number;
  /** When the last run started (ISO 8601): a tick that came since, while nobody was there, is made up for at once. */
  readonly lastRun?: string | undefined;
}

/** The scheduler writes to the console, errors with their messages: a pass tells our log itself, without a person's data. */
const SILENT = { info() {}, warn() {}, error() {}, debug() {} };

/**
 * Runs `work` by a cron expression. A tick that finds the last run still going, or waiting, is skipped; across processes
 * the partner's lease does the same.
 *
 * @param work gets what names the tick: the same in every process that has this expression
 * @example
 * const scheduled = schedulePass('*\/5 * * * *', { name: 'Fjordvik kommune', timezone: 'Europe/Oslo' }, () => runPass(context, partner, options));
 */
export function schedulePass(
  expression: string,
  options: ScheduleOptions,
  work: (tick: string) => Promise<unknown>,
): Scheduled {
  const { name, timezone, lastRun } = options;
  const stopping = new AbortController();
  let running: Promise<unknown> | undefined;
  const run = async (at: string): Promise<void> => {
    await waited(options, stopping.signal);
    if (!stopping.signal.aborted) await work(at);
  };
  const tick = (at: string): Promise<unknown> => {
    running ??= run(at).finally(() => {
      running = undefined;
    });
    return running;
  };
  const task: ScheduledTask = cronSchedule(expression, ({ date }) => tick(date.toISOString()), {
    name,
    timezone,
    noOverlap: true,
    logger: SILENT,
  });
  // A rejection is nobody's here: whoever made the work tells it.
  if (lastRun !== undefined && missedSince(expression, timezone, new Date(lastRun)))
    tick(`after ${lastRun}`).catch(() => undefined);
  return {
    async stop() {
      stopping.abort();
      await task.destroy();
      await running?.catch(() => undefined);
    },
  };
}

/** Until the quiet hours are over, and a little more by chance. */
async function waited(
  { quietHours = '', timezone, jitterSeconds = 0, random = Math.random }: ScheduleOptions,
  signal: AbortSignal,
): Promise<void> {
  await pause(random() * jitterSeconds * 1_000, signal);
  for (let quiet = 1; quiet > 0 && !signal.aborted; ) {
    quiet = quietFor(quietHours, new Date(), timezone);
    await pause(quiet, signal);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * The next tick after an instant; undefined where none comes within a month.
 *
 * @example
 * nextTick('0 2 * * *', 'Europe/Oslo', new Date('2026-11-27T08:00:00Z')) // 2026-11-28T01:00:00Z
 */
export function nextTick(expression: string, timezone: string, after: Date): Date | undefined {
  const task = createTask(expression, () => undefined, { timezone, logger: SILENT });
  const seconds = parse(expression).second.toSorted((one, other) => one - other);
  const first = Math.floor(after.getTime() / MINUTE_MS) * MINUTE_MS;
  try {
    for (let minute = first; minute < first + LOOK_BACK_MS; minute += MINUTE_MS) {
      for (const second of seconds) {
        const at = new Date(minute + second * 1_000);
        if (at > after && task.match(at)) return at;
      }
    }
    return undefined;
  } finally {
    void task.destroy();
  }
}

const MINUTE_MS = 60_000;
/** Nobody waits for a tick of longer ago. */
const LOOK_BACK_MS = 31 * 24 * 60 * MINUTE_MS;

/**
 * Whether a tick came between two instants.
 *
 * @param now after `since`; the tick of this very moment is not missed yet
 */
export function missedSince(expression: string, timezone: string, since: Date, now = new Date()): boolean {
  const task = createTask(expression, () => undefined, { timezone, logger: SILENT });
  const seconds = parse(expression).second.toReversed();
  const earliest = Math.max(since.getTime(), now.getTime() - LOOK_BACK_MS);
  const newest = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  try {
    for (let minute = newest; minute + MINUTE_MS > earliest; minute -= MINUTE_MS) {
      for (const second of seconds) {
        const at = minute + second * 1_000;
        if (at > earliest && at < now.getTime() && task.match(new Date(at))) return true;
      }
    }
    return false;
  } finally {
    void task.destroy();
  }
}
