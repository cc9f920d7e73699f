import { randomUUID } from 'node:crypto';
import type { Configuration, PartnerSettings } from '../config.ts';
import type { Context } from '../exchange/context.ts';
import type { Log } from '../observe/log.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { Stopping } from '../stopping.ts';
import type { RunSummary } from '../store/partner-memory.ts';
import { createEmbeddedEngine } from '../sync/jobs/embedded-engine.ts';
import type { Clock, JobEngine, Perform } from '../sync/jobs/job-engine.ts';
import type { PerformShare } from '../sync/jobs/pg-boss-shares.ts';
import { leaseOwner } from '../sync/lease-owner.ts';
import { connectionOf } from './store.ts';

interface JobsOptions {
  readonly context: Context;
  readonly log: Log;
  readonly stopping: Stopping;
  /** False: on PostgreSQL, this process leaves passes to others. */
  readonly mayWork: () => boolean;
  /** Told of every pass that this process took. */
  readonly onEnded: (summary: RunSummary) => void;
}

/**
 * What has passes taken: the clock of this process on SQLite, jobs in the database on PostgreSQL. Opens nothing yet.
 *
 * @example
 * const engine = await composeJobs(configuration, { context, log, mayWork: () => true, onEnded });
 */
export async function composeJobs(
  configuration: Configuration,
  { context, log, stopping, mayWork, onEnded }: JobsOptions,
): Promise<JobEngine> {
  const { store, timezone } = configuration;
  const perform = performing(configuration, { context, log, stopping, onEnded });
  const common = { perform, timezone, random: Math.random, log };
  if (store.kind === 'sqlite') return createEmbeddedEngine(common);
  // Who has no PostgreSQL need not load it.
  const { createPgBossEngine } = await import('../sync/jobs/pg-boss-engine.ts');
  const { givingUp, tlsOf } = await import('../store/postgres/connections.ts');
  const { url, password, tls, schema, statementTimeout } = await connectionOf(store);
  const connection = {
    connectionString: url,
    ...givingUp(statementTimeout),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { ssl: tlsOf(tls) } : {}),
    schema: `${schema}_jobs`,
    max: CONNECTIONS,
  };
  const performShare = performingShares({ context, log, stopping });
  return createPgBossEngine({ ...common, performShare, connection, mayWork, now: context.now, newId: context.newId });
}

/** Of a process to the job queue, besides those of its store. */
const CONNECTIONS = 4;

/** When the partners are looked at. */
export async function clocksOf({ partners }: Configuration, { store }: Context): Promise<readonly Clock[]> {
  const clockOf = async (settings: PartnerSettings, kind: Clock['kind']): Promise<Clock> => {
    const { name, schedule, reconcile, quietHours, jitterSeconds } = settings;
    const [last] = await store.runs({ partner: name, kind, count: 1 });
    const expression = kind === 'pass' ? schedule : reconcile;
    return { partner: name, kind, expression, quietHours, jitterSeconds, lastRun: last?.started };
  };
  return Promise.all(partners.flatMap((one) => [clockOf(one, 'pass'), clockOf(one, 'reconciliation')]));
}

/** Passes of one partner in this process come one after the other; between processes the lease decides. */
function performing(
  { partners, keepRuns }: Configuration,
  { context, log, stopping, onEnded }: Omit<JobsOptions, 'mayWork'>,
): Perform {
  const exclusively = oneAtATime();
  return async ({ partner: name, kind, acceptMissing }, { atOnce, onProgress, sharing }) => {
    const settings = partners.find((one) => one.name === name);
    const partner = context.partners.find((one) => one.name === name);
    if (!settings || !partner) return undefined;
    return exclusively(name, async () => {
      // Loaded with the first pass: a start need not wait for it.
      const { runPass } = await import('../sync/run.ts');
      const { pullOf } = await import('./system.ts');
      const summary = await runPass(context, partner, {
        owner: leaseOwner(randomUUID()),
        ...{ atOnce, kind, acceptMissing, log, random: Math.random },
        settings: { pull: pullOf(settings), concurrency: settings.concurrency, keepRuns },
        ...(onProgress ? { onProgress } : {}),
        ...(sharing ? { sharing } : {}),
        stopping: stopping.begun,
        cutting: stopping.cut,
      });
      onEnded(summary);
      return summary;
    });
  };
}

/** A part of what a pass delivers, beside whatever else this process does. */
function performingShares({ context, log, stopping }: Pick<JobsOptions, 'context' | 'log' | 'stopping'>): PerformShare {
  return async (share) => {
    const partner = context.partners.find(({ name }) => name === share.partner);
    const how = { random: Math.random, log, stopping: stopping.begun, cutting: stopping.cut };
    const { takeShare } = await import('../sync/shares.ts');
    return partner && takeShare(context, partner, share, how);
  };
}
