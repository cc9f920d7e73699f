import { configuredAccess } from '../access/configured-access.ts';
import { ownDefinitions } from '../config/own-definitions.ts';
import type { Configuration } from '../config.ts';
import type { Context } from '../exchange/context.ts';
import { personHerself } from '../exchange/person-herself.ts';
import { createFhirApi } from '../fhir/api.ts';
import { createApp } from '../http/app.ts';
import type { Log } from '../observe/log.ts';
import type { Readiness } from '../observe/readiness.ts';
import { UNWATCHED, type Watch } from '../observe/watch.ts';
import { composeGate, type GateParts } from './gate.ts';

/** What requests are answered with besides the context. */
export interface Running extends GateParts {
  readonly watch: Watch;
  readonly ready: Readiness;
  /** Aborted: the process stops. */
  readonly ending: AbortSignal;
  /** Path that it is served under; empty: none. */
  readonly under: string;
}

/**
 * The HTTP application over the use cases, with pages where they are configured.
 *
 * @example
 * const server = await listen(composeApp(context, configuration, running, log), { host: '127.0.0.1', port: 8080 });
 */
export function composeApp(
  context: Context,
  configuration: Configuration,
  { runPasses, subscriptions, watch, ready, ending, under }: Running,
  log: Log,
): ReturnType<typeof createApp> {
  const { access: settings, http, console: pages } = configuration;
  const gate = composeGate(context, { runPasses, subscriptions });
  const onFault = ({ requestId, error }: { readonly requestId: string; readonly error: Error }): void =>
    log.error('request failed', { request: requestId, error });
  const { access, smart } = configuredAccess(settings, {
    ...context,
    memory: context.store,
    whoHas: (number) => personHerself(context, number),
  });
  const { origins } = settings;
  const isOpenToPages = origins.length > 0;
  const api = createFhirApi({ context, gate, access, isOpenToPages, definitions: ownDefinitions(), onFault });
  return createApp({
    api,
    ...(pages
      ? {
          console: async (baseOf) => {
            const { composeConsole } = await import('./console.ts');
            return composeConsole(context, configuration, pages, { api, gate, access, baseOf, onFault, ending });
          },
        }
      : {}),
    ...(http.publicUrl === '' ? {} : { publicUrl: http.publicUrl }),
    under,
    ...(smart ? { smart } : {}),
    origins,
    proxy: http.proxy,
    ...(context.tracing ? { tracing: context.tracing } : {}),
    ...(watch === UNWATCHED ? {} : { onAnswered: (request) => watch.answered(request) }),
    // Whether a process that serves others too lives is the process's to say.
    ...(under === '' ? { ready } : {}),
    newId: context.newId,
    onFault,
  });
}
