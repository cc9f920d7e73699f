/** Where spans go. */
export interface TracingSettings {
  /** Of an OTLP/HTTP collector, with its path. */
  readonly url: string;
  /** Part of all traces that is kept, 0 to 1. */
  readonly ratio: number;
  /** What the installation is called there. */
  readonly service: string;
}

/** What a span is called. Fixed words: nothing of anybody can be in one. */
export type SpanName =
  | 'request'
  | 'pass'
  | 'person'
  | 'admit'
  | 'sift'
  | 'weigh'
  | 'write'
  | 'deliver'
  | 'partner call'
  | 'commit';

/**
 * Everything that a span may say besides. As with the log there is no free text among them, no id of a person's and no address: what is not
 * listed here is a type error.
 */
export interface SpanFields {
  /** Partner's name in the configuration. */
  readonly partner?: string;
  /** Id of a pass. */
  readonly run?: string;
  readonly kind?: 'pass' | 'reconciliation';
  readonly method?: string;
  /** Pattern of an address, for example `/fhir/:type/:id`; never the address. */
  readonly route?: string;
  /** HTTP status. */
  readonly status?: number;
  /** Stable code of what came of it. */
  readonly outcome?: string;
  /** Stable code of an error. */
  readonly code?: string;
}

/** Says more of a span that is under way. */
export type Tell = (fields: SpanFields) => void;

/** Spans of what the process does, for whoever collects them (docs/operating.md#traces). */
export interface Tracing {
  /**
   * Does work in a span. What is begun within it is its child; only `request` and `pass` begin a trace, all else outside of one is done
   * without a span.
   *
   * @param parent `traceparent` of who asked for it (W3C Trace Context); what is none is left out
   */
  span<T>(name: SpanName, fields: SpanFields, work: (tell: Tell) => Promise<T>, parent?: string): Promise<T>;
  /** `traceparent` of the span that is under way; undefined outside of any. */
  parent(): string | undefined;
  /** Id of the trace that is under way; undefined outside of any. */
  traceId(): string | undefined;
}

/** Tracing of a process. */
export interface OpenTracing extends Tracing {
  /** Sends what is left, and nothing more. Resolves within a few seconds whether or not anybody takes it. */
  stop(): Promise<void>;
}

/**
 * Does work in a span where somebody traces, and just does it where nobody does.
 *
 * @example
 * await inSpan(context, 'admit', { partner: partner.name }, async (tell) => tell({ outcome: 'admitted' }));
 */
export function inSpan<T>(
  { tracing }: { readonly tracing?: Tracing | undefined },
  name: SpanName,
  fields: SpanFields,
  work: (tell: Tell) => Promise<T>,
): Promise<T> {
  return tracing ? tracing.span(name, fields, work) : work(() => {});
}
