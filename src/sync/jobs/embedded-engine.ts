import type { Log } from '../../observe/log.ts';
import { type Scheduled, schedulePass } from '../schedule.ts';
import type { JobEngine, Perform } from './job-engine.ts';

/**
 * Passes by the clock of this process, where it is the only one that runs any; against another one the partner's lease decides. What
 * fails comes again with its next tick.
 *
 * @param timezone in which the clocks are meant (IANA)
 * @example
 * const engine = createEmbeddedEngine({ perform, timezone: 'Europe/Oslo', random: Math.random, log });
 */
export function createEmbeddedEngine({
  perform,
  timezone,
  random,
  log,
}: {
  readonly perform: Perform;
  readonly timezone: string;
  readonly random: () => number;
  readonly log: Log;
}): JobEngine {
  let schedules: readonly Scheduled[] = [];
  return {
    async start(clocks) {
      schedules = clocks.map(({ partner, kind, expression, ...waits }) =>
        schedulePass(expression, { name: partner, timezone, random, ...waits }, async () => {
          const order = { partner, kind, acceptMissing: false };
          // The scheduler would print it as it is, with whatever its message quotes.
          await perform(order, { atOnce: false }).catch((error: unknown) =>
            log.error('scheduled pass failed', { partner, ...(error instanceof Error ? { error } : {}) }),
          );
        }),
      );
    },
    ask: (order, onProgress) => perform(order, { atOnce: true, ...(onProgress ? { onProgress } : {}) }),
    givenUp: async () => [],
    async stop() {
      const running = schedules;
      schedules = [];
      await Promise.all(running.map((one) => one.stop()));
    },
  };
}
