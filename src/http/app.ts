import compression from 'compression';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { SamplanError } from '../errors.ts';
import { asError, type FhirApi, type OnFault, refusal, requestIdOf } from '../fhir/api.ts';
import { openApi } from '../fhir/openapi.ts';
import { notFound } from '../fhir/read.ts';
import type { Readiness } from '../observe/readiness.ts';
import type { Tracing } from '../observe/tracing.ts';
import type { Answered } from '../observe/watch.ts';
import { apiDocs } from './api-docs.ts';
import { crossOrigin } from './cross-origin.ts';
import { type BaseOf, fhirMount, headersOf, send } from './fhir-mount.ts';
import { health } from './health.ts';
import { requireLoopbackName, requireLoopbackOrigin } from './loopback-name.ts';
import { measured } from './measured.ts';
import { securityHeaders } from './security-headers.ts';
import type { TrustedProxy } from './sender.ts';
import { answerSmartConfiguration, type SmartConfiguration } from './smart-configuration.ts';
import { traced } from './traced.ts';

export interface AppOptions {
  readonly api: Pick<FhirApi, 'capabilities' | 'handle'>;
  /** Base of the links in answers, for example `https://samplan.example.no`; without it the address the client used. */
  readonly publicUrl?: string;
  /** Tokens are asked for: any name leads here, and clients are told how to get one. Absent: loopback names only. */
  readonly smart?: SmartConfiguration;
  /** Origins whose pages may call the FHIR endpoint from a browser; absent: none. The console is never theirs. */
  readonly origins?: readonly string[];
  readonly proxy?: TrustedProxy;
  /** Loads pages for people, under `/console`; absent: none. */
  readonly console?: (baseOf: BaseOf) => Promise<RequestHandler>;
  /** Absent: nobody traces. */
  readonly tracing?: Tracing | undefined;
  /** Told of every request that was answered. */
  readonly onAnswered?: (request: Answered) => void;
  /** Path that it is served under, which requests have no more when they come here: `/fjordvik`. Absent: none. */
  readonly under?: string;
  /** What keeps the process from its work; absent: it does not say. */
  readonly ready?: Readiness;
  readonly newId: () => string;
  readonly onFault: OnFault;
}

/**
 * The HTTP application: FHIR under `/fhir`, health under `/health`, an OperationOutcome for anything else.
 *
 * @example
 * const server = await listen(createApp({ api, ready, newId, onFault }), { host: '127.0.0.1', port: 8080 });
 */
export function createApp(options: AppOptions): Express {
  const { api, smart, origins = [], proxy, console: pages, tracing, onAnswered, ready, newId, onFault } = options;
  const base = baseOf(options);
  const app = express();
  app.disable('x-powered-by');
  if (onAnswered) app.use(measured(onAnswered, () => performance.now() / 1000));
  if (tracing) app.use(traced(tracing));
  app.use(securityHeaders());
  app.use(compressed());
  if (ready) app.use('/health', health(ready));
  if (smart === undefined) {
    app.use(requireLoopbackName(newId));
    app.use('/fhir', requireLoopbackOrigin());
  }
  if (origins.length > 0) app.use('/fhir', crossOrigin(origins, newId));
  if (smart) app.get('/fhir/.well-known/smart-configuration', answerSmartConfiguration(smart, newId));
  if (pages)
    app.use(
      '/console',
      onceAsked(() => pages(base)),
    );
  app.use('/fhir', fhirMount(api, base, proxy));
  app.use(
    '/api-docs',
    apiDocs((address) => openApi(api.capabilities, address), base),
  );
  app.use(leadsNowhere());
  app.use(errors(newId, onFault));
  return app;
}

/** The address that clients use, without `/fhir`. */
function baseOf({ publicUrl, under = '' }: AppOptions): BaseOf {
  const told = publicUrl?.replace(/\/+$/, '');
  return (request) => told ?? `${request.protocol}://${request.headers.host ?? 'localhost'}${under}`;
}

/** Loaded when somebody asks: a start need not wait for it. */
function onceAsked(load: () => Promise<RequestHandler>): RequestHandler {
  let loaded: Promise<RequestHandler> | undefined;
  return async function carry(request, response, next) {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    (await loaded)(request, response, next);
  };
}

/** Every address that is none of those before. */
export function leadsNowhere(): RequestHandler {
  return function refuseAddress() {
    throw notFound();
  };
}

/** As a client asks for it. Who asks for nothing is not kept waiting for what would be looked at. */
export function compressed(): RequestHandler {
  const compress = compression();
  return function compressWhereAsked(request, response, next) {
    if (request.headers['accept-encoding'] !== undefined) {
      compress(request, response, next);
      return;
    }
    response.setHeader('Vary', 'Accept-Encoding');
    next();
  };
}

/** What fails outside the FHIR API: an address that cannot be decoded or leads nowhere, a fault in the edge itself. */
export function errors(newId: () => string, onFault: OnFault): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return function answerError(error: unknown, request, response, _next) {
    const requestId = requestIdOf(request.get('x-request-id'), newId);
    const told = error instanceof URIError ? malformedAddress() : error;
    if (!(told instanceof SamplanError)) onFault({ requestId, error: asError(told) });
    if (response.headersSent) response.destroy();
    else
      send(
        response,
        refusal(told, { method: request.method, path: [], query: [], headers: headersOf(request) }, requestId),
      );
  };
}

function malformedAddress(): SamplanError {
  return new SamplanError(
    'malformed',
    {
      nb: 'Adressen er ikke riktig prosentkodet. Kod den på nytt.',
      nn: 'Adressa er ikkje rett prosentkoda. Kod henne på nytt.',
      en: 'The address is not percent-encoded correctly. Encode it again.',
    },
    { where: 'path', expected: 'percent-encoded UTF-8' },
  );
}
