import type { AddressInfo } from 'node:net';
import type { ManagementSettings } from './config.ts';
import type { Context } from './exchange/context.ts';
import { countDuties } from './exchange/count-duties.ts';
import { listen } from './http/listen.ts';
import { createManagementApp } from './http/management-app.ts';
import type { Log } from './observe/log.ts';
import { openMetrics } from './observe/metrics.ts';
import type { Readiness } from './observe/readiness.ts';
import type { Watch } from './observe/watch.ts';
import { watchedStore } from './observe/watched-store.ts';

/** Metrics that are counted and served until it stops. */
export interface Management {
  /** To be told of what happens in the process; of commits it knows itself. */
  readonly watch: Watch;
  stop(): Promise<void>;
}

/**
 * Serves metrics and health on an address of their own. From then on the context's store is watched.
 *
 * @param ready what keeps the process from its work
 * @example
 * const management = await startManagement(context, configuration.management, { ready, log });
 * management.watch.passEnded(summary);
 */
export async function startManagement(
  context: Context,
  { host, port, dutiesEverySeconds }: ManagementSettings,
  { ready, log }: { readonly ready: Readiness; readonly log: Log },
): Promise<Management> {
  const { store, partners, now, newId } = context;
  const metrics = openMetrics({ partners: partners.map(({ name }) => name), signals: () => store.signals(), now });
  watchedStore(store, metrics.watch, () => performance.now() / 1000);
  // The host is one that the configuration names for this: it is no mistake that others reach it.
  const server = await listen(createManagementApp({ metrics, ready, host, newId }), { host, port, isProtected: true });
  log.info('metrics are served', { port: (server.address() as AddressInfo).port });

  const stopping = new AbortController();
  const count = async (): Promise<void> => {
    const counts = await countDuties(context, stopping.signal);
    if (counts) metrics.dutiesCounted(counts);
  };
  let counting = Promise.resolve();
  const turn = (): void => {
    counting = counting
      .then(count)
      .catch((error: unknown) => log.warn('duties not counted', error instanceof Error ? { error } : {}));
  };
  const timer = dutiesEverySeconds > 0 ? setInterval(turn, dutiesEverySeconds * 1000) : undefined;
  if (timer) turn();
  return {
    watch: metrics.watch,
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await counting;
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
