import { setTimeout as wait } from 'node:timers/promises';
import type { ConstructorOptions, Job, PgBoss } from 'pg-boss';
import { SamplanError } from '../../errors.ts';
import type { Log } from '../../observe/log.ts';
import type { RunSummary } from '../../store/partner-memory.ts';
import { quietFor } from '../quiet-hours.ts';
import { waitBefore } from '../retry.ts';
import { type Scheduled, schedulePass } from '../schedule.ts';
import { Tally } from '../tally.ts';
import { addressOf, idOfTick, type JobData } from './job-data.ts';
import type { Clock, GivenUp, JobEngine, OnProgress, Order, Perform } from './job-engine.ts';
import { type PerformShare, ShareQueue } from './pg-boss-shares.ts';
import { startBoss } from './pg-boss-start.ts';
import { engineTexts } from './texts.ts';

const PASSES = 'passes';
const GIVEN_UP = 'given-up';

/** Passes at once in a process. */
const MOST_AT_ONCE = 8;
/** Seconds after which a process that says nothing is taken for dead, and how often is looked. */
const HEARTBEAT = 15;
const SUPERVISE = 5;
/** Seconds: a first load may take most of a day. */
const LONGEST_PASS = 23 * 3_600;
const POLL = 1;
/** Seconds until a partner is looked at again whose lease somebody else has. */
const LEASED = 10;
/** Seconds for which a tick that was taken is remembered, so that no process takes it late. */
const REMEMBERED = 3_600;
const RETRIES = { retryLimit: 5, retryDelay: 5, retryBackoff: true, retryDelayMax: 900 } as const;
const QUEUE = {
  ...RETRIES,
  heartbeatSeconds: HEARTBEAT,
  expireInSeconds: LONGEST_PASS,
  deleteAfterSeconds: REMEMBERED,
};
/** Milliseconds between looks of who waits for an answer, and until nobody is waited for any longer. */
const LOOK = 200;
const PATIENCE = 60_000;
/** How often somebody asks again whose pass met another's lease. */
const MOST_ASKED = 5;

/** A pass failed: it is tried again. Says nothing, since what it says is kept. */
class PassFailed extends Error {}

/** What somebody who asked is told. */
interface Answer {
  readonly summary: RunSummary | undefined;
  /** False: it waits, and is done when a process takes it. */
  readonly isTaken: boolean;
}

export interface PgBossOptions {
  /** The database, and the schema that is pg-boss's own. */
  readonly connection: ConstructorOptions;
  readonly perform: Perform;
  readonly performShare: PerformShare;
  /** Milliseconds for which a pass waits for others to take a share; absent: two seconds. */
  readonly patience?: number;
  /** In which the clocks are meant (IANA). */
  readonly timezone: string;
  /** False: this process takes no passes, whoever asks. */
  readonly mayWork: () => boolean;
  readonly random: () => number;
  readonly now: () => string;
  readonly newId: () => string;
  readonly log: Log;
}

/**
 * Passes as jobs in PostgreSQL, for as many processes as there are. A job for each partner and kind, one of them queued at most, and one
 * under way of each partner. The clock of every process sends each tick under the same id, so it is taken once, whoever is up. A process that dies is
 * noticed by its heart, and its job taken by another; one that fails is tried again with backoff, and given up after a while until its next tick.
 *
 * @example
 * const engine = createPgBossEngine({ connection: { connectionString, schema: 'samplan_jobs' }, perform, timezone, mayWork: () => true, random, now, newId, log });
 */
export function createPgBossEngine(options: PgBossOptions): JobEngine {
  return new PgBossEngine(options);
}

class PgBossEngine implements JobEngine {
  readonly #options: PgBossOptions;
  readonly #shares: ShareQueue;
  readonly #stopping = new AbortController();
  readonly #watched = new Map<string, OnProgress>();
  #opened: Promise<PgBoss> | undefined;
  #clocks: readonly Clock[] = [];
  #schedules: readonly Scheduled[] = [];
  /** Names the first of the loops that take jobs here. */
  #loop: string | undefined;

  constructor(options: PgBossOptions) {
    this.#options = options;
    this.#shares = new ShareQueue(options.performShare, options.log, options.patience);
  }

  async start(clocks: readonly Clock[]): Promise<void> {
    const { timezone } = this.#options;
    this.#clocks = clocks;
    const boss = await this.#open();
    const partners = new Set(clocks.map(({ partner }) => partner)).size;
    await this.#work(boss, { localConcurrency: Math.max(1, Math.min(partners, MOST_AT_ONCE)) });
    await this.#shares.work(boss);
    this.#schedules = clocks.map((clock) => {
      const { partner: name, expression, lastRun } = clock;
      return schedulePass(expression, { name, timezone, lastRun }, (tick) => this.#send(boss, clock, tick));
    });
  }

  async ask(order: Order, onProgress?: OnProgress): Promise<RunSummary | undefined> {
    const { mayWork, newId } = this.#options;
    const boss = await this.#open();
    if (mayWork() && !this.#loop) await this.#work(boss, { localConcurrency: 1, minPriority: 1 });
    for (let asked = 1; ; asked += 1) {
      const id = await this.#sendAsked(boss, order, newId());
      if (onProgress) this.#watched.set(id, onProgress);
      try {
        const { summary, isTaken } = await this.#answer(boss, id, order);
        if (!isTaken || !isForAnother(summary) || asked === MOST_ASKED || this.#isStopping) return summary;
        await this.#pause(waitBefore(1, this.#options.random()));
      } finally {
        this.#watched.delete(id);
      }
    }
  }

  async givenUp(): Promise<readonly GivenUp[]> {
    const boss = await this.#open();
    const jobs = await boss.findJobs<JobData>(GIVEN_UP);
    return jobs
      .map(({ data, createdOn, sourceRetryCount }) => ({
        partner: data.partner,
        kind: data.kind,
        since: createdOn.toISOString(),
        attempts: (sourceRetryCount ?? 0) + 1,
      }))
      .sort((left, right) => (left.since < right.since ? -1 : 1));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const boss = await this.#opened?.catch(() => undefined);
    if (!boss) return;
    await Promise.all(this.#schedules.map((one) => one.stop()));
    await Promise.all([boss.offWork(PASSES, { wait: true }), this.#shares.leave(boss)]);
    await boss.stop({ graceful: false });
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  #open(): Promise<PgBoss> {
    this.#opened ??= this.#openAnew().catch((cause: unknown) => {
      this.#opened = undefined;
      throw new SamplanError('configuration', engineTexts.cannotOpen, { where: 'store.url', cause });
    });
    return this.#opened;
  }

  async #openAnew(): Promise<PgBoss> {
    const { connection, log, mayWork } = this.#options;
    const options = {
      ...connection,
      // Whoever waits for a pass looks after what a dead process left in its way.
      supervise: mayWork(),
      superviseIntervalSeconds: SUPERVISE,
      monitorIntervalSeconds: SUPERVISE,
    };
    const boss = await startBoss(options, (one) => {
      one.on('error', (error) => log.warn('job engine fault', { error }));
      one.on('warning', ({ data }) => log.warn('job engine warns', codeOf(data)));
    });
    await boss.createQueue(GIVEN_UP);
    await this.#shares.open(boss);
    await boss.createQueue(PASSES, { ...QUEUE, policy: 'short', deadLetter: GIVEN_UP });
    return boss;
  }

  /** One job at a time in each loop: of a batch, one that throws would fail all. */
  async #work(boss: PgBoss, how: { readonly localConcurrency: number; readonly minPriority?: number }): Promise<void> {
    const taken = { batchSize: 1, groupConcurrency: 1, pollingIntervalSeconds: POLL } as const;
    this.#loop = await boss.work(
      PASSES,
      { ...taken, ...how },
      async ([job]: Job<JobData>[]) => job && this.#take(boss, job),
    );
  }

  async #take(boss: PgBoss, { id, data }: Job<JobData>): Promise<RunSummary | undefined> {
    const { perform, now, timezone } = this.#options;
    const { asked, ...order } = data;
    const clock = this.#clocks.find(({ partner, kind }) => partner === order.partner && kind === order.kind);
    const quiet = asked ? 0 : quietFor(clock?.quietHours ?? '', new Date(now()), timezone);
    if (quiet > 0) return void (await this.#again(boss, data, quiet / 1_000));
    const onProgress = this.#watched.get(id);
    const how = { atOnce: asked, sharing: this.#shares.by(boss), ...(onProgress ? { onProgress } : {}) };
    const summary = await perform(order, how).catch((error: unknown) => this.#told(order, error));
    if (asked) return summary;
    if (summary?.outcome === 'failed') throw new PassFailed();
    if (isForAnother(summary)) await this.#again(boss, data, this.#isStopping ? 0 : LEASED);
    else await this.#recovered(boss, order);
    return undefined;
  }

  /** What was thrown may quote what it was about: it is told with its class and place, and goes no further. */
  #told({ partner }: Order, error: unknown): never {
    this.#options.log.error('scheduled pass failed', { partner, ...(error instanceof Error ? { error } : {}) });
    throw new PassFailed();
  }

  /** A tick, until the database has it. */
  async #send(boss: PgBoss, clock: Clock, tick: string): Promise<void> {
    const { log, random } = this.#options;
    const { partner, kind } = clock;
    const data: JobData = { partner, kind, acceptMissing: false, asked: false };
    for (let attempt = 1; !this.#isStopping; attempt += 1) {
      try {
        const startAfter = this.#delay(clock);
        await boss.send(PASSES, data, { ...addressOf(data), id: idOfTick(clock, tick), startAfter });
        return this.#wake(boss);
      } catch (error) {
        log.warn('tick could not be sent', { partner, attempt, ...(error instanceof Error ? { error } : {}) });
        await this.#pause(waitBefore(attempt, random()));
      }
    }
  }

  /** Seconds: a part of the jitter, and until quiet hours are over then. */
  #delay({ jitterSeconds, quietHours }: Clock): number {
    const { random, now, timezone } = this.#options;
    const jitter = random() * jitterSeconds * 1_000;
    const then = new Date(Date.parse(now()) + jitter);
    return Math.ceil((jitter + quietFor(quietHours, then, timezone)) / 1_000);
  }

  /** Where one waits already, that is it. */
  async #again(boss: PgBoss, data: JobData, seconds: number): Promise<void> {
    await boss.send(PASSES, data, { ...addressOf(data), startAfter: Math.ceil(seconds) });
  }

  async #sendAsked(boss: PgBoss, order: Order, newId: string): Promise<string> {
    const data: JobData = { ...order, asked: true };
    for (;;) {
      const id = await boss.send(PASSES, data, { ...addressOf(data), id: newId, priority: 1 });
      if (id !== null) {
        this.#wake(boss);
        return id;
      }
      // Somebody asked for the same and it waits: that one is as good.
      const [waiting] = await boss.findJobs<JobData>(PASSES, { key: addressOf(data).singletonKey, queued: true });
      if (waiting) return waiting.id;
    }
  }

  async #answer(boss: PgBoss, id: string, order: Order): Promise<Answer> {
    const { mayWork, now } = this.#options;
    const since = now();
    for (;;) {
      const [job] = await boss.findJobs<JobData>(PASSES, { id });
      if (job === undefined || job.state === 'failed') throw new SamplanError('internal', engineTexts.noAnswer);
      if (job.state === 'completed')
        return { summary: (job.output ?? undefined) as RunSummary | undefined, isTaken: true };
      const isOver = this.#isStopping || (!mayWork() && Date.parse(now()) > Date.parse(since) + PATIENCE);
      if (isOver && job.state !== 'active') return { summary: notTaken(order, id, since, now), isTaken: false };
      await wait(LOOK);
    }
  }

  /** Whoever gave up was wrong, or somebody mended it. */
  async #recovered(boss: PgBoss, { partner, kind }: Order): Promise<void> {
    const jobs = await boss.findJobs(GIVEN_UP, { data: { partner, kind } });
    if (jobs.length === 0) return;
    await boss.deleteJob(
      GIVEN_UP,
      jobs.map(({ id }) => id),
    );
  }

  /** What was sent from here need not wait for the next look. */
  #wake(boss: PgBoss): void {
    if (this.#loop !== undefined) boss.notifyWorker(this.#loop);
  }

  async #pause(milliseconds: number): Promise<void> {
    await wait(milliseconds, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}

/** Somebody else has the partner, or this process stops in the middle: it is looked at again. */
function isForAnother(summary: RunSummary | undefined): boolean {
  return summary?.outcome === 'skipped' || summary?.outcome === 'interrupted';
}

function notTaken({ partner, kind }: Order, id: string, started: string, now: () => string): RunSummary {
  const tally = new Tally(now);
  tally.notice('no process has taken it up yet: it is done when one does');
  const durationMs = Date.parse(now()) - Date.parse(started);
  return { id, partner, kind, outcome: 'skipped', started, ...tally.counts, requests: 0, durationMs };
}

function codeOf(data: unknown): { readonly code: string } | undefined {
  const { type } = (data ?? {}) as { readonly type?: unknown };
  return typeof type === 'string' ? { code: type } : undefined;
}
