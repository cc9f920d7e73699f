import { auditEvent } from '../audit/audit-event.ts';
import type { Fence } from '../store/store.ts';
import type { Context, Partner } from './context.ts';
import { nextVersion } from './writes.ts';

/** Parts by `Type/id`, each with the legal basis of the decision under which it left. */
export type Disclosed = ReadonlyMap<string, readonly string[]>;

/** One entry of the access log about a delivery: the intent durable before bytes leave, the outcome after. */
export async function traceDelivery(
  context: Context,
  recipient: Partner,
  person: string,
  {
    interaction,
    outcome,
    parts,
  }: {
    readonly interaction: 'deliver-intent' | 'deliver';
    readonly outcome: 'success' | 'failed';
    readonly parts: Disclosed;
  },
  fence: Fence,
): Promise<void> {
  const at = context.now();
  const event = auditEvent({
    id: context.newId(),
    at,
    interaction,
    by: context.controller,
    recipient,
    controller: context.controller,
    person,
    entities: [...parts.keys()],
    outcome,
    basis: [...new Set([...parts.values()].flat())].sort(),
  });
  await context.store.commit({ fence, writes: [nextVersion(event, undefined, at)] });
}
