import { auditEvent } from '../audit/audit-event.ts';
import type { Fence, Write } from '../store/store.ts';
import type { Context, Partner } from './context.ts';
import { nextVersion } from './writes.ts';

/** Parts by `Type/id`, each with the legal basis of the decision under which it left. */
export type Disclosed = ReadonlyMap<string, readonly string[]>;

/** An entry of the access log about a delivery. */
export interface DeliveryTrace {
  readonly interaction: 'deliver-intent' | 'deliver';
  readonly outcome: 'success' | 'failed';
  readonly parts: Disclosed;
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
  recipient: Partner,
  person: string,
  { interaction, outcome, parts }: DeliveryTrace,
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
    entities: [...parts.keys()],
    outcome,
    basis: [...new Set([...parts.values()].flat())].sort(),
  });
  return nextVersion(event, undefined, at);
}
