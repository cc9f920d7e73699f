import { createHash, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { profilePackages } from './config/profile-packages.ts';
import type { Configuration, PartnerSettings } from './config.ts';
import { createFhirRestConnector } from './connector/fhir-rest/create-fhir-rest-connector.ts';
import { createLiftedConnector } from './connector/lifted/create-lifted-connector.ts';
import { admitResource } from './exchange/admit-resource.ts';
import type { Context, Partner } from './exchange/context.ts';
import { resolveConflict } from './exchange/resolve-conflict.ts';
import { auditRead, auditRefusal } from './exchange/trace-access.ts';
import { undo } from './exchange/undo.ts';
import { createFhirApi } from './fhir/api.ts';
import type { Gate } from './fhir/gate.ts';
import { createApp } from './http/app.ts';
import { listen } from './http/listen.ts';
import type { Log } from './observe/log.ts';
import { openSqliteStore } from './store/sqlite/open-sqlite-store.ts';
import type { Store } from './store/store.ts';
import { isGone, leaseOwner } from './sync/lease-owner.ts';
import { type RunSummary, runPass } from './sync/run.ts';
import { type Scheduled, schedulePass } from './sync/schedule.ts';
import { createValidator, type Validator } from './validation/validation.ts';

/** A wired installation. */
export interface Samplan {
  readonly context: Context;
  /** One pass of each partner in the order of the configuration, or of one; links that wait for a retry are tried at once. */
  runPass(options: PassOptions): Promise<readonly RunSummary[]>;
  /** Serves FHIR and runs the schedules until `stop`. */
  start(): Promise<{ readonly url: string }>;
  stop(): Promise<void>;
}

interface PassOptions {
  readonly partner?: string;
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
  const store = await openSqliteStore({ ...configuration.store, isGone });
  const partners = configuration.partners.map((settings) => partnerOf(settings, { validator, store, log }));
  const context: Context = {
    store,
    validator,
    controller: configuration.controller,
    partners,
    now: () => new Date().toISOString(),
    newId: randomUUID,
  };
  const owner = leaseOwner(randomUUID());
  const pass = (partner: Partner, atOnce: boolean, onProgress?: PassOptions['onProgress']): Promise<RunSummary> =>
    runPass(context, partner, { owner, atOnce, random: Math.random, log, ...(onProgress ? { onProgress } : {}) });
  const stopping: (() => Promise<void>)[] = [];

  return {
    context,
    async runPass({ partner, onProgress }) {
      const summaries: RunSummary[] = [];
      for (const one of partners) {
        if (partner === undefined || one.name === partner) summaries.push(await pass(one, true, onProgress));
      }
      return summaries;
    },
    async start() {
      const server = await listen(appOf(context, log), { host: '127.0.0.1', port: configuration.http.port });
      const scheduled: Scheduled[] = configuration.partners.map(({ name, schedule }, index) =>
        schedulePass(schedule, name, async () => {
          const partner = partners[index];
          if (!partner) return;
          // The scheduler would print it as it is, with whatever its message quotes.
          await pass(partner, false).catch((error: unknown) =>
            log.error('scheduled pass failed', { partner: name, ...(error instanceof Error ? { error } : {}) }),
          );
        }),
      );
      stopping.push(async () => {
        await Promise.all(scheduled.map((one) => one.stop()));
        server.closeAllConnections();
        await new Promise<void>((resolve) => server.close(() => resolve()));
      });
      return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir` };
    },
    async stop() {
      for (const stop of stopping.splice(0)) await stop();
      await store.close();
    },
  };
}

function partnerOf(
  settings: PartnerSettings,
  { validator, store, log }: { readonly validator: Validator; readonly store: Store; readonly log: Log },
): Partner {
  const { name, measures } = settings;
  const { url, overlapSeconds, pageSize } = settings.connector;
  const system = createFhirRestConnector({
    url,
    overlapSeconds,
    pageSize,
    onNotice: ({ type }) => log.warn('partner lacks type', { partner: name, type }),
  });
  return {
    ...settings,
    base: url,
    configuration: configurationHash(settings, validator),
    connector: createLiftedConnector(system, { store, partner: { name, base: url }, measures }),
  };
}

/** Changes with everything that a view is computed from besides the record: agreement, mode, profiles and their versions. */
function configurationHash(
  { organization, sector, agreement, mode, profiles }: PartnerSettings,
  validator: Validator,
): string {
  const versions = validator.profiles.map(({ url, version }) => `${url}|${version ?? ''}`);
  return createHash('sha256')
    .update(JSON.stringify([organization, sector, agreement, mode, profiles, versions]))
    .digest('hex');
}

function appOf(context: Context, log: Log): ReturnType<typeof createApp> {
  const gate: Gate = {
    admitResource: (caller, resource, options) => admitResource(context, caller, resource, options),
    resolveConflict: (caller, taskId, decision) => resolveConflict(context, caller, taskId, decision),
    undo: (caller, what) => undo(context, caller, what),
    auditRead: (caller, what) => auditRead(context, caller, what),
    auditRefusal: (caller, what) => auditRefusal(context, caller, what),
  };
  const onFault = ({ requestId, error }: { readonly requestId: string; readonly error: Error }): void =>
    log.error('request failed', { request: requestId, error });
  return createApp({
    api: createFhirApi({ context, gate, onFault }),
    ready: async () => {
      await context.store.checkpoint('');
      return true;
    },
    newId: context.newId,
    onFault,
  });
}
