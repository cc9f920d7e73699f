import { auditEvent } from '../audit/audit-event.ts';
import type { Fence, Write } from '../store/store.ts';
import type { Context, Partner, Party } from './context.ts';
import { nextVersion } from './writes.ts';

/** What a part was when it left, and the decision under which it did. */
export interface Disclosure {
  readonly kind?: string;
  readonly reason?: string;
  readonly basis: readonly string[];
  /** That it changed and its address left, and nothing of what it says. Absent: the part. */
  readonly extent?: 'address';
}

/** Parts by `Type/id`. */
type Disclosed = ReadonlyMap<string, Disclosure>;

/** An entry of the access log about a delivery. */
export interface DeliveryTrace {
  readonly interaction: 'deliver-intent' | 'deliver';
  readonly outcome: 'success' | 'failed';
  readonly parts: Disclosed;
  /** The same for the intent and the outcome of one delivery. */
  readonly delivery: string;
}

/** One entry of the access log about a delivery: the intent durable before bytes leave, the outcome after. */
export async function traceDelivery(
  context: Context,
  recipient: Partner,
  person: string,
  trace: DeliveryTrace,
  fence: Fence,
): Promise<void> {
  await context.store.commit({ fence, writes: [deliveryTrace(context, recipient, person, trace)] });
}

/** The same, for a commit that says more. */
export function deliveryTrace(
  { controller, now, newId }: Context,
  recipient: Party,
  person: string,
  { interaction, outcome, parts, delivery }: DeliveryTrace,
): Write {
  const at = now();
  const event = auditEvent({
    id: newId(),
    at,
    interaction,
    by: controller,
    recipient,
    controller,
    person,
    entities: [...parts].map(([key, disclosure]) => ({ key, ...disclosure })),
    outcome,
    delivery,
  });
  return nextVersion(event, undefined, at);
}
