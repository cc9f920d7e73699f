import type { Fence, Write } from '../store/store.ts';
import type { KeptSubscription } from '../store/subscription-memory.ts';
import type { Terms } from '../subscription/terms.ts';
import type { Context, Party } from './context.ts';
import { DecisionPassed } from './leave.ts';
import type { VisibleVersion } from './sight.ts';
import { type Telling, type ToldEvent, tellEvents } from './tell-events.ts';
import { type DeliveryTrace, deliveryTrace } from './trace-delivery.ts';

/** What a notification is for (valueset-subscription-notification-type). */
export type NotificationType = 'handshake' | 'heartbeat' | 'event-notification' | 'query-status' | 'query-event';

/** What is told to a subscriber, or to who asks how a subscription stands. */
export interface Notification {
  readonly type: NotificationType;
  readonly kept: KeptSubscription;
  readonly terms: Terms;
  readonly events: readonly ToldEvent[];
}

/**
 * Carries a notification to its endpoint. `guard` is called when the connection stands and nothing has been sent; where it throws,
 * nothing is.
 */
export type Carry = (notification: Notification, guard: () => Promise<void>) => Promise<void>;

/** One notification that is to be sent, while nobody else sends any of the same subscription. */
export interface Notifying {
  readonly kept: KeptSubscription;
  readonly terms: Terms;
  readonly subscriber: Party;
  readonly fence: Fence;
  /** Whether a resource can be said in the format of the payload. */
  readonly isWritable: (resource: VisibleVersion) => boolean;
}

/**
 * Sends the next notification of a subscription: a handshake before anything else, then the events that the endpoint has not taken,
 * in their order and under the numbers that they have, else a heartbeat. The intent of what discloses is in the access log of each
 * person when the connection stands and before a byte leaves, the outcome after; consent is asked when events are looked up, and nothing leaves where a record
 * moved or time passed since (invariant I2).
 *
 * @returns number of the last event that the endpoint took
 * @throws what `carry` throws; DecisionPassed or SamplanError `stale-record` where the decision holds no more: to be tried again at once
 */
export async function notify(
  context: Context,
  { kept, terms, subscriber, fence, isWritable }: Notifying,
  carry: Carry,
): Promise<number> {
  const { store, now } = context;
  if (!kept.isGreeted) {
    await carry({ type: 'handshake', kept, terms, events: [] }, async () => {});
    return kept.delivered;
  }
  const waiting = await store.subscriptionEvents(kept.id, {
    from: kept.delivered + 1,
    to: kept.numbered,
    count: terms.maxCount,
  });
  const last = waiting.at(-1);
  if (!last) {
    await carry({ type: 'heartbeat', kept, terms, events: [] }, async () => {});
    return kept.delivered;
  }
  const telling = await tellEvents(context, { terms, subscriber, content: terms.content, isWritable }, waiting);
  const { decidedOn: expect, events } = telling;
  const deliveries = new Map([...telling.disclosed.keys()].map((person) => [person, context.newId()]));
  const traces = (interaction: DeliveryTrace['interaction'], outcome: DeliveryTrace['outcome']): readonly Write[] =>
    tracesOf(context, subscriber, telling, deliveries, { interaction, outcome });
  // Once there is somebody to send to: who can't be reached is sent nothing, and nothing is traced.
  let hasLeft = false;
  const guard = async (): Promise<void> => {
    await store.commit({ fence, expect, writes: traces('deliver-intent', 'success') });
    if (telling.nextChange !== undefined && now() >= telling.nextChange) throw new DecisionPassed();
    hasLeft = true;
  };
  try {
    await carry({ type: 'event-notification', kept, terms, events }, guard);
  } catch (error) {
    if (hasLeft) await store.commit({ fence, writes: traces('deliver', 'failed') });
    throw error;
  }
  await store.commit({ fence, writes: traces('deliver', 'success') });
  return last.number;
}

function tracesOf(
  context: Context,
  subscriber: Party,
  { disclosed }: Telling,
  deliveries: ReadonlyMap<string, string>,
  what: Pick<DeliveryTrace, 'interaction' | 'outcome'>,
): readonly Write[] {
  return [...disclosed].map(([person, parts]) =>
    deliveryTrace(context, subscriber, person, { ...what, parts, delivery: deliveries.get(person) ?? '' }),
  );
}
