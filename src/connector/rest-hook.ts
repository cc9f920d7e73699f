import type { NotifyFailure } from '../store/subscription-memory.ts';

/** One notification over HTTP. */
export interface HookCall {
  readonly endpoint: string;
  readonly contentType: string;
  readonly authorization?: string;
  readonly body: string;
  /** For all of it, name look-up and connection too. */
  readonly timeoutSeconds: number;
  /** Called when the connection stands and nothing is sent; where it throws, nothing is. */
  readonly guard: () => Promise<void>;
  /** Ends it: the process stops. */
  readonly signal?: AbortSignal;
}

/** Calls endpoints. Rejects with HookFailed, or with what the guard threw. */
export type RestHook = (call: HookCall) => Promise<void>;

/** An endpoint did not take a notification. Says why in a code: nothing of the address, and nothing that it answered. */
export class HookFailed extends Error {
  readonly failure: NotifyFailure;
  /** What the endpoint asked for (RFC 9110 § 10.2.3). */
  readonly retryAfterSeconds: number | undefined;

  constructor(failure: NotifyFailure, details: { readonly retryAfterSeconds?: number; readonly cause?: unknown } = {}) {
    super(failure, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'HookFailed';
    this.failure = failure;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}
