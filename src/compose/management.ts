import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { ManagementSettings } from '../config.ts';
import type { Context } from '../exchange/context.ts';
import { countDuties } from '../exchange/count-duties.ts';
import { listen } from '../http/listen.ts';
import { createManagementApp } from '../http/management-app.ts';
import type { Log } from '../observe/log.ts';
import { openMetrics } from '../observe/metrics.ts';
import type { Readiness, TenantsReadiness } from '../observe/readiness.ts';
import type { Watch } from '../observe/watch.ts';

/** Metrics that are counted and served until it stops. */
export interface Management {
  /** To be told of what happens in an installation. */
  watchOf(tenant?: string): Watch;
  /** Counts duties in each that is open, from now on, as often as is set. */
  countDuties(): void;
  stop(): Promise<void>;
}

/** An installation whose metrics are served. */
interface Managed {
  /** Absent: the process has one. */
  readonly tenant?: string;
  /** Names of its partners. */
  readonly partners: readonly string[];
  /** Undefined as long as its store is not open. */
  readonly context: () => Context | undefined;
  readonly log: Log;
}

interface ManagementOptions {
  /** What keeps the process from its work. */
  readonly ready: Readiness;
  /** What keeps tenants from theirs. */
  readonly tenants?: TenantsReadiness;
  readonly log: Log;
}

/**
 * Serves metrics and health on an address of their own.
 *
 * @example
 * const management = await startManagement([{ partners, context: () => context, log }], configuration.management, { ready, log });
 * management.watchOf().passEnded(summary);
 */
export async function startManagement(
  installations: readonly Managed[],
  { host, port, dutiesEverySeconds }: ManagementSettings,
  { log, ...readiness }: ManagementOptions,
): Promise<Management> {
  const metrics = openMetrics({
    installations: installations.map(({ context, ...named }) => ({
      ...named,
      signals: () => context()?.store.signals() ?? Promise.reject(new Error('not open')),
    })),
    now: () => new Date().toISOString(),
  });
  const app = createManagementApp({ metrics, host, newId: randomUUID, ...readiness });
  // The host is one that the configuration names for this: it is no mistake that others reach it.
  const server = await listen(app, { host, port, isProtected: true });
  log.info('metrics are served', { port: (server.address() as AddressInfo).port });

  const stopping = new AbortController();
  const count = async ({ tenant, context }: Managed): Promise<void> => {
    const open = context();
    const counts = open && !stopping.signal.aborted ? await countDuties(open, stopping.signal) : undefined;
    if (counts) metrics.dutiesCounted(counts, tenant);
  };
  let counting = Promise.resolve();
  const turn = (): void => {
    for (const one of installations)
      counting = counting
        .then(() => count(one))
        .catch((error: unknown) => one.log.warn('duties not counted', error instanceof Error ? { error } : {}));
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    watchOf: (tenant) => metrics.watchOf(tenant),
    countDuties() {
      if (dutiesEverySeconds === 0) return;
      timer = setInterval(turn, dutiesEverySeconds * 1000);
      turn();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await counting;
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
