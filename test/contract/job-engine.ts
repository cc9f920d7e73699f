import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RunSummary } from '../../src/store/partner-memory.ts';
import type { Clock, JobEngine, OnProgress, Order, Perform } from '../../src/sync/jobs/job-engine.ts';
import type { Sharing } from '../../src/sync/sharing.ts';
import { Tally } from '../../src/sync/tally.ts';

/** What was performed, and whether somebody waited for it. */
export interface Performed extends Order {
  readonly atOnce: boolean;
}

/** Stands in for passes: says what it was asked, and can be held up. */
export class Passes {
  readonly performed: Performed[] = [];
  /** Most at once of one partner. */
  most = 0;
  outcome: RunSummary['outcome'] = 'completed';
  throws = false;
  /** Done in each pass, with whom it may share its work. */
  during: (sharing: Sharing) => Promise<void> = async () => {};
  #held = Promise.resolve();
  #waiting: (() => void)[] = [];
  readonly #now = new Map<string, number>();

  readonly perform: Perform = async (order, { atOnce, onProgress, sharing }) => {
    const { partner, kind } = order;
    if (partner === 'nobody') return undefined;
    const now = (this.#now.get(partner) ?? 0) + 1;
    this.#now.set(partner, now);
    this.most = Math.max(this.most, now);
    this.performed.push({ ...order, atOnce });
    for (const wake of this.#waiting.splice(0)) wake();
    onProgress?.({ done: 1, total: 1, partner });
    await this.#held;
    if (sharing) await this.during(sharing);
    this.#now.set(partner, (this.#now.get(partner) ?? 1) - 1);
    if (this.throws) throw new Error('about Ingrid');
    return summaryOf(partner, kind, this.outcome);
  };

  /** From now on passes wait until it is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return () => {
      this.#held = Promise.resolve();
      resolve();
    };
  }

  async until(met: (performed: readonly Performed[]) => boolean): Promise<void> {
    while (!met(this.performed)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

export function summaryOf(
  partner: string,
  kind: RunSummary['kind'] = 'pass',
  outcome: RunSummary['outcome'] = 'completed',
): RunSummary {
  const started = '2026-11-27T10:00:00.000Z';
  return { id: 'r', partner, kind, outcome, started, ...new Tally(() => started).counts, requests: 0, durationMs: 3 };
}

export const EVERY_SECOND: Clock = {
  partner: 'Fjordvik kommune',
  kind: 'pass',
  expression: '* * * * * *',
  quietHours: '',
  jitterSeconds: 0,
};
export const NIGHTLY: Clock = { ...EVERY_SECOND, kind: 'reconciliation', expression: '30 3 * * *' };
const PASS: Order = { partner: 'Fjordvik kommune', kind: 'pass', acceptMissing: false };

/** Two hours around now, in Norway. */
function aroundNow(): string {
  const at = (hours: number): string =>
    new Date(Date.now() + hours * 3_600_000).toLocaleTimeString('nb-NO', {
      timeZone: 'Europe/Oslo',
      hour: '2-digit',
      minute: '2-digit',
    });
  return `${at(-1)}-${at(1)}`.replaceAll('.', ':');
}

/** What every job engine does. */
export function jobEngineContract(
  name: string,
  fixture: () => Promise<{ open(passes: Passes): JobEngine; dispose(): Promise<void> }>,
): void {
  describe(`the job engine ${name}`, () => {
    let passes: Passes;
    let engine: JobEngine;
    let dispose: () => Promise<void>;
    beforeEach(async () => {
      passes = new Passes();
      const made = await fixture();
      engine = made.open(passes);
      dispose = made.dispose;
    });
    afterEach(async () => {
      await engine.stop();
      await dispose();
    });

    test('has a pass taken at every tick, and nobody waits for it', async () => {
      await engine.start([EVERY_SECOND]);
      await passes.until(({ length }) => length === 3);
      expect(passes.performed.slice(0, 3)).toEqual([1, 2, 3].map(() => ({ ...PASS, atOnce: false })));
    });

    test('has partners taken beside each other', async () => {
      const release = passes.hold();
      await engine.start([EVERY_SECOND, { ...EVERY_SECOND, partner: 'Helse Fjordvik HF' }]);
      await passes.until((performed) => new Set(performed.map(({ partner }) => partner)).size === 2);
      release();
    });

    test('tells who asks what it came to, and how far it is', async () => {
      const told: Parameters<OnProgress>[0][] = [];
      const order = { ...PASS, kind: 'reconciliation', acceptMissing: true } as const;
      const summary = await engine.ask(order, (progress) => told.push(progress));
      expect(summary).toEqual(summaryOf(PASS.partner, 'reconciliation'));
      expect(passes.performed).toEqual([{ ...order, atOnce: true }]);
      expect(told).toEqual([{ done: 1, total: 1, partner: PASS.partner }]);
    });

    test('tells who asks also that it failed', async () => {
      passes.outcome = 'failed';
      expect(await engine.ask(PASS)).toMatchObject({ outcome: 'failed' });
      expect(passes.performed).toHaveLength(1);
    });

    test('tells who asks for a partner that there is not nothing', async () => {
      expect(await engine.ask({ ...PASS, partner: 'nobody' })).toBeUndefined();
    });

    test('takes what is asked for while the clocks run', async () => {
      await engine.start([NIGHTLY]);
      expect(await engine.ask(PASS)).toMatchObject({ outcome: 'completed' });
      expect(passes.performed).toEqual([{ ...PASS, atOnce: true }]);
    });

    test('makes up for a tick that was missed', async () => {
      await engine.start([{ ...NIGHTLY, lastRun: '2026-11-01T00:00:00.000Z' }]);
      await passes.until(({ length }) => length === 1);
      expect(passes.performed).toEqual([{ ...PASS, kind: 'reconciliation', atOnce: false }]);
    });

    test('leaves a partner alone in its quiet hours, but for who asks', async () => {
      await engine.start([
        { ...EVERY_SECOND, quietHours: aroundNow() },
        { ...EVERY_SECOND, partner: 'Granli kommune' },
      ]);
      await passes.until(({ length }) => length === 2);
      await engine.ask(PASS);
      expect(passes.performed.filter(({ partner }) => partner === PASS.partner)).toEqual([{ ...PASS, atOnce: true }]);
    });

    test('goes on after a pass that failed or threw, and says nothing of it to the console', async () => {
      passes.throws = true;
      await engine.start([EVERY_SECOND]);
      await passes.until(({ length }) => length === 1);
      passes.throws = false;
      passes.outcome = 'failed';
      await passes.until(({ length }) => length === 3);
    });

    test('is stopped when what is under way has ended, and takes no more', async () => {
      const release = passes.hold();
      await engine.start([EVERY_SECOND]);
      await passes.until(({ length }) => length === 1);
      let isStopped = false;
      const stopped = engine.stop().then(() => {
        isStopped = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(isStopped).toBe(false);
      release();
      await stopped;
      expect(passes.performed).toHaveLength(1);
    });

    test('never takes two at once of a partner by one clock', async () => {
      await engine.start([EVERY_SECOND]);
      await passes.until(({ length }) => length === 3);
      expect(passes.most).toBe(1);
    });

    test('has given up nothing of what goes well', async () => {
      await engine.ask(PASS);
      expect(await engine.givenUp()).toEqual([]);
    });
  });
}
