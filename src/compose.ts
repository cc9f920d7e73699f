import { createHash, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { composeApp } from './compose-app.ts';
import { clocksOf, composeJobs } from './compose-jobs.ts';
import type { Management } from './compose-management.ts';
import { composeStore } from './compose-store.ts';
import { composeSystem } from './compose-system.ts';
import { profilePackages } from './config/profile-packages.ts';
import type { Configuration, HttpSettings, PartnerSettings } from './config.ts';
import { createRestHook } from './connector/rest-hook/create-rest-hook.ts';
import { type PolicySettings, policyFor } from './consent/policy.ts';
import type { Context, Partner } from './exchange/context.ts';
import { subscriptionsOf } from './exchange/subscriptions.ts';
import { notificationText } from './fhir/subscription/notification-text.ts';
import { closeServer } from './http/close-server.ts';
import { createHealthApp } from './http/health-app.ts';
import { listen } from './http/listen.ts';
import { readPem } from './http/read-pem.ts';
import type { Log } from './observe/log.ts';
import { readinessOf } from './observe/readiness.ts';
import { UNWATCHED } from './observe/watch.ts';
import { Stopping } from './stopping.ts';
import type { RunSummary } from './store/partner-memory.ts';
import type { Store } from './store/store.ts';
import { unlessCut } from './sync/interrupted.ts';
import type { GivenUp, Role } from './sync/jobs/job-engine.ts';
import { leaseOwner } from './sync/lease-owner.ts';
import { startNotifying } from './sync/notifying.ts';
import { createValidator, type Validator } from './validation/validation.ts';

/** A wired installation. */
export interface Samplan {
  readonly context: Context;
  /** One pass of each partner in the order of the configuration, or of one; links that wait for a retry are tried at once. */
  runPass(options: PassOptions): Promise<readonly RunSummary[]>;
  /** Passes that failed again and again and wait for their next time. */
  givenUp(): Promise<readonly GivenUp[]>;
  /** Serves FHIR and runs the schedules until `stop`, or one of the two. */
  start(role?: Role): Promise<{ readonly url: string }>;
  /** Ends what runs, in the term of the configuration; `isWhole` is false when something had to be cut off. */
  stop(): Promise<{ readonly isWhole: boolean }>;
}

interface PassOptions {
  readonly partner?: string;
  readonly kind?: RunSummary['kind'];
  /** In a reconciliation: however much is missing is believed to be deleted. */
  readonly acceptMissing?: boolean;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly partner: string }) => void;
}

/**
 * Wires an installation: the one place where implementations are chosen. Opens the store and compiles the profiles;
 * listens to nothing and calls nobody.
 *
 * @example
 * const samplan = await compose(await loadConfiguration('samplan.yaml'), { log: openLog() });
 * await samplan.runPass({});
 * await samplan.stop();
 */
export async function compose(configuration: Configuration, { log }: { readonly log: Log }): Promise<Samplan> {
  const validator = createValidator({ packages: profilePackages(configuration.profiles) });
  const store = await composeStore(configuration, { log });
  const { requiredProfiles, consent } = configuration;
  const partners = await Promise.all(
    configuration.partners.map((settings) => partnerOf(settings, { validator, store, log, requiredProfiles, consent })),
  );
  const context: Context = {
    store,
    validator,
    controller: configuration.controller,
    partners,
    requiredProfiles,
    coordinatingUnits: configuration.coordinatingUnits,
    now: () => new Date().toISOString(),
    newId: randomUUID,
  };
  let watch = UNWATCHED;
  const stopping = new Stopping(configuration.stop);
  const ready = readinessOf(store, () => stopping.isStopping);
  let role: Role = 'all';
  const jobs = await composeJobs(configuration, {
    ...{ context, log, stopping },
    mayWork: () => role !== 'web',
    onEnded: (summary) => watch.passEnded(summary),
  });
  const runPasses: Samplan['runPass'] = async ({ partner, kind = 'pass', acceptMissing = false, onProgress }) => {
    const summaries: RunSummary[] = [];
    for (const { name } of configuration.partners) {
      if (partner !== undefined && name !== partner) continue;
      const summary = await jobs.ask({ partner: name, kind, acceptMissing }, onProgress);
      if (summary) summaries.push(summary);
    }
    return summaries;
  };
  const subscriptions = subscriptionsOf(context, configuration.subscriptions);
  const ends: (() => Promise<void>)[] = [];
  let management: Management | undefined;

  return {
    context,
    runPass: runPasses,
    givenUp: () => jobs.givenUp(),
    async start(as = 'all') {
      role = as;
      tellUnchecked(validator, log);
      if (configuration.store.keyFile === undefined) log.warn('the database is not sealed: set store.keyFile', {});
      const { http, management: managed } = configuration;
      if (managed) {
        // Who has no such address need not load it.
        const { startManagement } = await import('./compose-management.ts');
        management = await startManagement(context, managed, { ready, log });
        watch = management.watch;
      }
      const app =
        role === 'worker'
          ? createHealthApp(ready)
          : composeApp(context, configuration, { runPasses, subscriptions, watch, ready }, log);
      const address = {
        host: http.host,
        port: http.port,
        // Whether it lives may be known to everybody.
        isProtected: role === 'worker' || configuration.access.mode === 'oauth',
        ...(http.tls ? { tls: await readPem(http.tls) } : {}),
      };
      const server = await listen(app, address, context.newId);
      const notifying =
        role === 'web'
          ? undefined
          : startNotifying(context, {
              subscriptions,
              hook: createRestHook(configuration.subscriptions),
              textOf: (notification) => notificationText(notification, context.newId(), context.now()),
              owner: leaseOwner(randomUUID()),
              random: Math.random,
              log,
              everySeconds: configuration.subscriptions.everySeconds,
              keepDays: configuration.keepRuns,
            });
      ends.push(
        () => closeServer(server, stopping.cut),
        () => notifying?.stop() ?? Promise.resolve(),
        // A database that does not answer holds nobody.
        () => unlessCut(jobs.stop(), stopping.cut).catch(() => undefined),
      );
      if (role !== 'web') await jobs.start(await clocksOf(configuration, context));
      return { url: urlOf(http, (server.address() as AddressInfo).port, role === 'worker' ? 'health' : 'fhir') };
    },
    async stop() {
      const isWhole = await stopping.stop(ends.splice(0));
      if (!isWhole) log.warn('what was under way was cut off');
      // Also of a command that asked for a pass and serves nothing.
      if (isWhole) await jobs.stop();
      // Last of all: who watches sees how it ends.
      await management?.stop();
      await store.close();
      return { isWhole };
    },
  };
}

/** The endpoint's own address, whatever clients call it. */
function urlOf({ host, tls }: HttpSettings, port: number, path: 'fhir' | 'health'): string {
  return `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}/${path}`;
}

/** What the profiles say and nobody checks: how much at the start, what and where for who looks closer. */
function tellUnchecked({ uncheckedOfOthers: unchecked }: Validator, log: Log): void {
  const counts: Record<string, number> = {};
  for (const { profile, element, kind } of unchecked) {
    counts[kind] = (counts[kind] ?? 0) + 1;
    log.debug('not checked', { code: kind, place: `${profile} ${element}` });
  }
  if (unchecked.length > 0) log.warn('profiles say what is not checked: samplan profiles lists it', { counts });
}

async function partnerOf(
  settings: PartnerSettings,
  {
    validator,
    store,
    log,
    requiredProfiles,
    consent,
  }: {
    readonly validator: Validator;
    readonly store: Store;
    readonly log: Log;
    readonly requiredProfiles: readonly string[];
    readonly consent: PolicySettings;
  },
): Promise<Partner> {
  const policy = policyFor(consent, settings.agreement);
  const { form, ...system } = await composeSystem(settings, { store, log });
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
  { organization, sector, agreement, mode, profiles, policy }: PartnerSettings,
  validator: Validator,
  requiredProfiles: readonly string[],
): string {
  const versions = validator.profiles.map(({ url, version }) => `${url}|${version ?? ''}`);
  return createHash('sha256')
    .update(JSON.stringify([organization, sector, agreement, mode, profiles, policy, requiredProfiles, versions]))
    .digest('hex');
}
