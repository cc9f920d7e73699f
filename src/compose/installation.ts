import { createHash, randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Configuration, PartnerSettings } from '../config.ts';
import { createRestHook } from '../connector/rest-hook/create-rest-hook.ts';
import { policyFor } from '../consent/policy.ts';
import type { Context, Partner } from '../exchange/context.ts';
import { subscriptionsOf } from '../exchange/subscriptions.ts';
import { isWritable, notificationText } from '../fhir/subscription/notification-text.ts';
import type { Log } from '../observe/log.ts';
import { type Readiness, readinessOf } from '../observe/readiness.ts';
import { tracedLog } from '../observe/traced-log.ts';
import { tracedStore } from '../observe/traced-store.ts';
import type { OpenTracing, TracingSettings } from '../observe/tracing.ts';
import { UNWATCHED, type Watch } from '../observe/watch.ts';
import { watchedStore } from '../observe/watched-store.ts';
import { softwareVersion } from '../software-version.ts';
import type { Stopping } from '../stopping.ts';
import type { RunSummary } from '../store/partner-memory.ts';
import type { Store } from '../store/store.ts';
import { unlessCut } from '../sync/interrupted.ts';
import type { GivenUp, Role } from '../sync/jobs/job-engine.ts';
import { keepDuties } from '../sync/keep-duties.ts';
import { leaseOwner } from '../sync/lease-owner.ts';
import { startNotifying } from '../sync/notifying.ts';
import type { Validator } from '../validation/validation.ts';
import { composeApp } from './app.ts';
import { clocksOf, composeJobs } from './jobs.ts';
import { composeStore } from './store.ts';

export interface PassOptions {
  readonly partner?: string;
  readonly kind?: RunSummary['kind'];
  /** In a reconciliation: however much is missing is believed to be deleted. */
  readonly acceptMissing?: boolean;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly partner: string }) => void;
}

/** What one controller has, wired: its store, its partners, its use cases. Nobody reaches it yet, and nothing runs. */
export interface Installation {
  readonly context: Context;
  /** What keeps it from its work. */
  readonly ready: Readiness;
  /** One pass of each partner in the order of the configuration, or of one; links that wait for a retry are tried at once. */
  runPass(options: PassOptions): Promise<readonly RunSummary[]>;
  givenUp(): Promise<readonly GivenUp[]>;
  /** From now on `watch` is told of what happens in it. */
  watchedBy(watch: Watch): void;
  /**
   * Answers to its requests.
   *
   * @param under path that it is served under, for one of several in a process: `/fjordvik`
   */
  app(under?: string): RequestListener;
  /** Runs its schedules and notifies its subscribers, as far as the role has that. */
  work(role: Role): Promise<void>;
  /** Each resolves when what is under way has ended. */
  ends(): readonly (() => Promise<void>)[];
  /** Last of all. `isWhole`: nothing had to be cut off. */
  close(isWhole: boolean): Promise<void>;
}

/** How often what is owed is looked after when nobody asks for it. */
const DUTIES_EVERY_SECONDS = 20;

interface Surroundings {
  readonly log: Log;
  /** Its name at a host; absent: the process has one. */
  readonly tenant?: string | undefined;
  /** Of the process. */
  readonly stopping: Stopping;
  /** Of the packages that the configuration names. It holds nothing of what it looked at, so several may have the same. */
  readonly validator: Validator;
}

/**
 * Wires an installation: opens its store, listens to nothing and calls nobody.
 *
 * @throws SamplanError `configuration` for a key or a mapping that cannot be used; what the store throws when it cannot be opened
 * @example
 * const installation = await composeInstallation(configuration, { log, stopping, validator });
 */
export async function composeInstallation(
  configuration: Configuration,
  { log: untraced, tenant, ...surroundings }: Surroundings,
): Promise<Installation> {
  const tracing = configuration.tracing && (await tracingOf(configuration.tracing, { log: untraced, tenant }));
  const log = tracing ? tracedLog(untraced, tracing) : untraced;
  let store: Store | undefined;
  try {
    store = await composeStore(configuration, { log });
    return await wired(configuration, { ...surroundings, store, log, tracing });
  } catch (error) {
    await store?.close();
    await tracing?.stop();
    throw error;
  }
}

async function wired(
  configuration: Configuration,
  { stopping, ...parts }: Parts & Pick<Surroundings, 'stopping'>,
): Promise<Installation> {
  const { store, log, tracing } = parts;
  const context = await contextOf(configuration, parts);
  if (tracing) tracedStore(store, tracing);
  let watch = UNWATCHED;
  let role: Role = 'all';
  const jobs = await composeJobs(configuration, {
    ...{ context, log, stopping },
    mayWork: () => role !== 'web',
    onEnded: (summary) => watch.passEnded(summary),
  });
  const runPass: Installation['runPass'] = async ({ partner, kind = 'pass', acceptMissing = false, onProgress }) => {
    const summaries: RunSummary[] = [];
    for (const { name } of configuration.partners) {
      if (partner !== undefined && name !== partner) continue;
      const summary = await jobs.ask({ partner: name, kind, acceptMissing }, onProgress);
      if (summary) summaries.push(summary);
    }
    return summaries;
  };
  const ready = readinessOf(store, () => stopping.isStopping);
  const subscriptions = subscriptionsOf(context, configuration.subscriptions);
  const ends: (() => Promise<void>)[] = [];

  return {
    context,
    ready,
    runPass,
    givenUp: () => jobs.givenUp(),
    watchedBy(told) {
      watch = told;
      watchedStore(store, watch, () => performance.now() / 1000);
    },
    app: (under = '') =>
      composeApp(
        context,
        configuration,
        { runPasses: runPass, subscriptions, watch, ready, ending: stopping.begun, under },
        log,
      ),
    async work(as) {
      role = as;
      const keeping = keepDuties(context, { owner: leaseOwner(randomUUID()), log, everySeconds: DUTIES_EVERY_SECONDS });
      ends.push(() => keeping.stop());
      // A database that does not answer holds nobody.
      ends.push(() => unlessCut(jobs.stop(), stopping.cut).catch(() => undefined));
      if (role === 'web') return;
      const notifying = startNotifying(context, {
        subscriptions,
        hook: createRestHook(configuration.subscriptions),
        textOf: (notification) => notificationText(notification, context.newId(), context.now()),
        isWritable,
        owner: leaseOwner(randomUUID()),
        random: Math.random,
        log,
        everySeconds: configuration.subscriptions.everySeconds,
        keepDays: configuration.keepRuns,
      });
      ends.push(() => notifying.stop());
      const { schedule } = configuration.retention;
      if (schedule !== undefined) {
        // Who erases nothing by the clock need not load it.
        const { scheduleRetention } = await import('../sync/scheduled-retention.ts');
        const { timezone, retention } = configuration;
        const scheduled = scheduleRetention(context, retention, {
          schedule,
          timezone,
          owner: leaseOwner(randomUUID()),
          log,
        });
        ends.push(() => scheduled.stop());
      }
      await jobs.start(await clocksOf(configuration, context));
    },
    ends: () => ends.splice(0),
    async close(isWhole) {
      // Also of a command that asked for a pass and serves nothing.
      if (isWhole) await jobs.stop();
      await store.close();
      await tracing?.stop();
    },
  };
}

/** Loaded only where it is configured. */
async function tracingOf(settings: TracingSettings, of: Pick<Surroundings, 'log' | 'tenant'>): Promise<OpenTracing> {
  const { openTracing } = await import('../observe/open-tracing.ts');
  return openTracing(settings, { version: softwareVersion(), ...of });
}

interface Parts {
  readonly store: Store;
  readonly validator: Validator;
  readonly log: Log;
  readonly tracing: OpenTracing | undefined;
}

async function contextOf(configuration: Configuration, parts: Parts): Promise<Context> {
  const { controller, requiredProfiles, coordinatingUnits } = configuration;
  return {
    ...{ store: parts.store, validator: parts.validator, controller, requiredProfiles, coordinatingUnits },
    partners: await Promise.all(configuration.partners.map((settings) => partnerOf(settings, configuration, parts))),
    ...(parts.tracing ? { tracing: parts.tracing } : {}),
    now: () => new Date().toISOString(),
    newId: randomUUID,
  };
}

async function partnerOf(
  settings: PartnerSettings,
  { consent, requiredProfiles }: Configuration,
  { validator, store, log, tracing }: Parts,
): Promise<Partner> {
  // Who has no partners need not load what calls them.
  const { composeSystem } = await import('./system.ts');
  const policy = policyFor(consent, settings.agreement);
  const { form, ...system } = await composeSystem(settings, { store, log, tracing });
  const configuration = configurationHash({ ...settings, policy }, validator, requiredProfiles);
  return {
    ...settings,
    ...system,
    policy,
    // What it can be told is computed from its mapping too.
    configuration: form === undefined ? configuration : `${configuration}-${form}`,
  };
}

/** Changes with everything that a view is computed from besides the record: agreement, policy, mode, profiles and their versions. */
function configurationHash(
  { organization, sector, agreement, mode, profiles, policy }: PartnerSettings & Pick<Partner, 'policy'>,
  validator: Validator,
  requiredProfiles: readonly string[],
): string {
  const versions = validator.profiles.map(({ url, version }) => `${url}|${version ?? ''}`);
  return createHash('sha256')
    .update(JSON.stringify([organization, sector, agreement, mode, profiles, policy, requiredProfiles, versions]))
    .digest('hex');
}
