import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { isError } from '../errors.ts';
import type { Log } from './log.ts';
import type { OpenTracing, SpanFields, SpanName, Tell, TracingSettings } from './tracing.ts';

/** Milliseconds for which a collector is waited for. */
const PATIENCE_MS = 3_000;

const ROOTS: ReadonlySet<SpanName> = new Set(['request', 'pass']);
const KINDS: Readonly<Partial<Record<SpanName, SpanKind>>> = {
  request: SpanKind.SERVER,
  'partner call': SpanKind.CLIENT,
};

/** As the semantic conventions of OpenTelemetry have them, where they do. */
const ATTRIBUTES: Readonly<Record<keyof SpanFields, string>> = {
  partner: 'samplan.partner',
  run: 'samplan.run',
  kind: 'samplan.kind',
  method: 'http.request.method',
  route: 'http.route',
  status: 'http.response.status_code',
  outcome: 'samplan.outcome',
  code: 'error.type',
};

/**
 * Opens tracing: spans are sent to a collector by OTLP over HTTP, some seconds later and many at once. A collector that does not answer
 * stops nothing; what it does not take is lost, and the log says so once.
 *
 * @example
 * const tracing = openTracing({ url: 'http://127.0.0.1:4318/v1/traces', ratio: 1, service: 'samplan' }, { version: '0.1.0', log });
 * await tracing.span('pass', { partner: 'NAV' }, async () => {});
 */
export function openTracing(
  { url, ratio, service }: TracingSettings,
  { version, tenant, log }: { readonly version: string; readonly tenant?: string | undefined; readonly log: Log },
): OpenTracing {
  const sampler = new TraceIdRatioBasedSampler(ratio);
  const exporter = telling(new OTLPTraceExporter({ url, timeoutMillis: PATIENCE_MS }), log);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.version': version,
      ...(tenant === undefined ? {} : { 'samplan.tenant': tenant }),
    }),
    // Who asks says which trace it is; whether it is kept is ours.
    sampler: new ParentBasedSampler({
      root: sampler,
      remoteParentSampled: sampler,
      remoteParentNotSampled: sampler,
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter, exportTimeoutMillis: PATIENCE_MS })],
  });
  const tracer = provider.getTracer('samplan', version);
  const under = new AsyncLocalStorage<Context>();
  const current = () => {
    const context = under.getStore();
    return context && trace.getSpanContext(context);
  };
  return {
    async span(name, fields, work, parent) {
      const before = under.getStore();
      if (!before && !ROOTS.has(name)) return work(() => {});
      const context = before ?? rootOf(parent);
      const span = tracer.startSpan(
        name,
        { kind: KINDS[name] ?? SpanKind.INTERNAL, attributes: named(fields) },
        context,
      );
      const tell: Tell = (more) => void span.setAttributes(named(more));
      try {
        return await under.run(trace.setSpan(context, span), () => work(tell));
      } catch (error) {
        fail(span, isError(error) ? error.code : name === 'partner call' ? 'no-answer' : 'internal');
        throw error;
      } finally {
        span.end();
      }
    },
    parent() {
      const span = current();
      return span && `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
    },
    traceId: () => current()?.traceId,
    stop: () => provider.shutdown().catch(() => undefined),
  };
}

/** Only which trace it is: `tracestate` is free text of others. */
function rootOf(parent: string | undefined): Context {
  const told = parent === undefined ? null : parseTraceParent(parent);
  return told ? trace.setSpanContext(ROOT_CONTEXT, { ...told, isRemote: true }) : ROOT_CONTEXT;
}

function named(fields: SpanFields): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [ATTRIBUTES[name as keyof SpanFields], value as string | number]),
  );
}

/** Its code alone: a message may quote what it was about. */
function fail(span: Span, code: string): void {
  span.setAttributes(named({ code }));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** An exporter of which the log says when it begins to fail, and when it works again. */
function telling(exporter: SpanExporter, log: Log): SpanExporter {
  let isFailing = false;
  const send = exporter.export.bind(exporter);
  return Object.assign(exporter, {
    export: (...[spans, done]: Parameters<SpanExporter['export']>) =>
      send(spans, (result) => {
        const fails = result.code !== 0;
        if (fails && !isFailing) log.warn('traces are not taken', {});
        if (!fails && isFailing) log.info('traces are taken again', {});
        isFailing = fails;
        done(result);
      }),
  });
}
