import { HookFailed, type RestHook } from '../connector/rest-hook.ts';
import { isError } from '../errors.ts';
import type { Context, Party } from '../exchange/context.ts';
import { hasPassed } from '../exchange/leave.ts';
import { type Carry, type Notification, notify } from '../exchange/notify.ts';
import type { VisibleVersion } from '../exchange/sight.ts';
import { subscriberOf } from '../exchange/subscriber.ts';
import type { Subscriptions } from '../exchange/subscriptions.ts';
import { isStockDue, takeStock } from '../exchange/take-stock.ts';
import type { Log } from '../observe/log.ts';
import type { KeptSubscription } from '../store/subscription-memory.ts';
import type { Terms } from '../subscription/terms.ts';
import { alone, type Held } from './alone.ts';
import { pauseUntil, waitBefore } from './retry.ts';

/** What notifying needs besides the context. */
export interface NotifyOptions {
  readonly subscriptions: Pick<Subscriptions, 'termsOf'>;
  readonly hook: RestHook;
  /** A notification as it goes over the line. */
  readonly textOf: (notification: Notification) => string;
  /** Whether a resource can be said in the format of a payload: else its address is told. */
  readonly isWritable: (resource: VisibleVersion, contentType: string) => boolean;
  /** Names the lease's owner. */
  readonly owner: string;
  /** A number in [0, 1) for the jitter. */
  readonly random: () => number;
  readonly log: Log;
  /** Ends a turn after the notification that is under way. */
  readonly stopping?: AbortSignal;
  /** Ends that one too. */
  readonly cutting?: AbortSignal;
}

/** Events that wait for an endpoint; what comes after them stays in the records until it takes some. */
const MOST_WAITING = 1_000;
/** Notifications in one turn, so that others have theirs. */
const MOST_IN_A_TURN = 20;
/** A record that changes while it is told is looked at again so often. */
const MOST_PASSED = 3;
/** From so many failures in a row on, the subscription says `error`. */
const MOST_SLIPS = 3;

/**
 * One turn of one subscription: numbers what came about, and tells the endpoint what it has not taken. Never gives up: an
 * endpoint that fails is asked again after a wait that grows to a quarter of an hour, or as long as it asked for, and the subscription
 * is active again by itself when it answers. A turn that dies anywhere is taken again: a notification may then come twice, under
 * the same numbers, and never not at all.
 *
 * @throws SamplanError what the store throws, but for what the owner changed meanwhile
 * @example
 * await notifySubscriber(context, kept.id, { subscriptions, hook, textOf, owner, random: Math.random, log });
 */
export async function notifySubscriber(context: Context, id: string, options: NotifyOptions): Promise<void> {
  const { store, now } = context;
  const found = await store.subscription(id);
  if (!found || found.status === 'off') return;
  const subscriber = subscriberOf(context, found.organization);
  const terms = options.subscriptions.termsOf(found);
  const isDue =
    hasEnded(found, now()) ||
    (subscriber
      ? isSendDue(found, terms, now()) || (await isStockDue(context, { kept: found, terms, subscriber }))
      : !isWaiting(found, now()));
  if (!isDue) return;
  const { owner, log } = options;
  try {
    await alone(context, { name: `subscription:${id}`, owner, log }, async (held) => {
      const kept = await store.subscription(id);
      if (kept) await new Turn(context, options, held, options.subscriptions.termsOf(kept)).take(kept, subscriber);
    });
  } catch (error) {
    // Its owner wrote another text, or took it away: the next turn is about that.
    if (!isError(error, 'stale-version', 'lease-lost')) throw error;
  }
}

class Turn {
  readonly #context: Context;
  readonly #options: NotifyOptions;
  readonly #held: Held;
  readonly #terms: Terms;

  constructor(context: Context, options: NotifyOptions, held: Held, terms: Terms) {
    this.#context = context;
    this.#options = options;
    this.#held = held;
    this.#terms = terms;
  }

  async take(kept: KeptSubscription, subscriber: Party | undefined): Promise<void> {
    const { now } = this.#context;
    if (hasEnded(kept, now())) return void (await this.#save(kept, { status: 'off' }));
    if (!subscriber) return void (await this.#failed(kept, new HookFailed('no-agreement')));
    const { fence, renew } = this.#held;
    const stock = { kept, terms: this.#terms, subscriber, fence, most: MOST_WAITING, renew };
    let current = await takeStock(this.#context, stock);
    for (let sent = 0; sent < MOST_IN_A_TURN && isSendDue(current, this.#terms, now()); sent += 1) {
      if (this.#options.stopping?.aborted) return;
      await renew();
      current = await this.#send(current, subscriber);
    }
  }

  async #send(kept: KeptSubscription, subscriber: Party): Promise<KeptSubscription> {
    const { log, cutting } = this.#options;
    for (let passed = 1; ; passed += 1) {
      try {
        const terms = this.#terms;
        const isWritable = (one: VisibleVersion): boolean => this.#options.isWritable(one, terms.contentType);
        const one = { kept, terms, subscriber, fence: this.#held.fence, isWritable };
        const delivered = await notify(this.#context, one, this.#carry);
        if (kept.attempts > 0) log.info('subscriber is notified again', { partner: subscriber.name, id: kept.id });
        return await this.#taken(kept, delivered);
      } catch (error) {
        if (cutting?.aborted || isError(error, 'stale-version', 'lease-lost')) throw error;
        const isPassed = hasPassed(error);
        if (isPassed && passed < MOST_PASSED) continue;
        if (error instanceof HookFailed) return await this.#failed(kept, error);
        log.error('notification could not be made', { id: kept.id, ...(error instanceof Error ? { error } : {}) });
        return await this.#failed(kept, new HookFailed('internal', { cause: error }));
      }
    }
  }

  readonly #carry: Carry = (notification, guard) => {
    const { hook, textOf, cutting } = this.#options;
    const { endpoint, contentType, authorization, timeoutSeconds } = notification.terms;
    return hook({
      ...{ endpoint, contentType, timeoutSeconds, guard },
      ...(authorization === undefined ? {} : { authorization }),
      ...(cutting ? { signal: cutting } : {}),
      body: textOf(notification),
    });
  };

  #taken(kept: KeptSubscription, delivered: number): Promise<KeptSubscription> {
    const { nextAttempt: _next, failure: _failure, failingSince: _since, ...rest } = kept;
    const lastSent = this.#context.now();
    return this.#save({ ...rest, isGreeted: true, attempts: 0, lastSent, delivered }, { status: 'active' });
  }

  #failed(kept: KeptSubscription, { failure, retryAfterSeconds = 0 }: HookFailed): Promise<KeptSubscription> {
    const { random, log } = this.#options;
    const at = this.#context.now();
    const attempts = kept.attempts + 1;
    const waited = new Date(Date.parse(at) + waitBefore(attempts, random())).toISOString();
    const asked = pauseUntil(at, retryAfterSeconds);
    const nextAttempt = asked > waited ? asked : waited;
    log.warn('subscriber cannot be notified', { id: kept.id, code: failure, attempt: attempts });
    const isSlip =
      attempts < MOST_SLIPS && (failure === 'unreachable' || failure === 'timeout' || failure === 'refused');
    const failing = { ...kept, attempts, nextAttempt, failure, failingSince: kept.failingSince ?? at };
    return this.#save(failing, { status: isSlip ? kept.status : 'error' });
  }

  async #save(kept: KeptSubscription, { status }: Pick<KeptSubscription, 'status'>): Promise<KeptSubscription> {
    const { store, now } = this.#context;
    const shown = status === kept.status ? {} : { status, version: kept.version + 1, lastUpdated: now() };
    const saved = { ...kept, ...shown, revision: kept.revision + 1 };
    await store.commit({ fence: this.#held.fence, subscription: { saved } });
    return saved;
  }
}

/** Whether the endpoint is to hear something now. */
function isSendDue(kept: KeptSubscription, { heartbeatSeconds }: Terms, now: string): boolean {
  const { isGreeted, isReady, numbered, delivered, attempts, lastSent } = kept;
  if (!isReady || isWaiting(kept, now)) return false;
  if (!isGreeted || delivered < numbered || attempts > 0) return true;
  if (heartbeatSeconds === undefined || lastSent === undefined) return false;
  return Date.parse(now) >= Date.parse(lastSent) + heartbeatSeconds * 1_000;
}

/** The endpoint failed, and is not asked again yet. */
function isWaiting({ nextAttempt }: KeptSubscription, now: string): boolean {
  return nextAttempt !== undefined && nextAttempt > now;
}

function hasEnded({ resource }: KeptSubscription, now: string): boolean {
  return resource.end !== undefined && Date.parse(resource.end) <= Date.parse(now);
}
