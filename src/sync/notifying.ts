import type { Context } from '../exchange/context.ts';
import { type NotifyOptions, notifySubscriber } from './notify-subscriber.ts';

/** Subscribers that are notified until it stops. */
export interface Notifying {
  stop(): Promise<void>;
}

export interface NotifyingOptions extends Omit<NotifyOptions, 'stopping' | 'cutting'> {
  /** How often records and endpoints are looked at. */
  readonly everySeconds: number;
  /** Days for which events that were taken are kept. */
  readonly keepDays: number;
}

const DAY_MS = 86_400_000;
const PATIENCE_MS = 3_000;

/**
 * Looks after every subscription by the clock. Each has its own turns: an endpoint that is slow keeps nobody else waiting.
 *
 * @example
 * const notifying = startNotifying(context, { subscriptions, hook, textOf, owner, random, log, everySeconds: 5, keepDays: 90 });
 * await notifying.stop();
 */
export function startNotifying(context: Context, options: NotifyingOptions): Notifying {
  const { everySeconds, keepDays, log } = options;
  const { store, now } = context;
  const stopping = new AbortController();
  const cutting = new AbortController();
  const { signal } = stopping;
  const running = new Map<string, Promise<void>>();
  let tidied = '';

  const told = (error: unknown): void =>
    log.error('notifying failed', error instanceof Error ? { error } : { code: 'internal' });
  const turn = (id: string): void => {
    if (running.has(id) || signal.aborted) return;
    const taken = notifySubscriber(context, id, { ...options, stopping: signal, cutting: cutting.signal })
      .catch((error: unknown) => (cutting.signal.aborted ? undefined : told(error)))
      .finally(() => running.delete(id));
    running.set(id, taken);
  };
  const tick = async (): Promise<void> => {
    const today = now().slice(0, 10);
    if (tidied !== today) await store.forgetEvents(new Date(Date.parse(now()) - keepDays * DAY_MS).toISOString());
    tidied = today;
    for (const { id } of await store.subscriptions()) turn(id);
  };
  let ticking = Promise.resolve();
  const timer = setInterval(() => {
    ticking = ticking.then(() => (signal.aborted ? undefined : tick())).catch(told);
  }, everySeconds * 1_000);

  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await ticking;
      // What is under way may arrive: what is cut off is told again.
      const patience = setTimeout(() => cutting.abort(), PATIENCE_MS);
      await Promise.all(running.values());
      clearTimeout(patience);
    },
  };
}
