import { auditEvent } from '../audit/audit-event.ts';
import type { PlanRecord } from '../record/record.ts';
import type { Fence } from '../store/store.ts';
import type { Context, Partner } from './context.ts';
import type { Outlook } from './outlook.ts';
import { nextVersion } from './writes.ts';

/** One entry of the access log about a delivery: the intent durable before bytes leave, the outcome after. */
export async function traceDelivery(
  context: Context,
  recipient: Partner,
  record: PlanRecord,
  { decisions }: Pick<Outlook, 'decisions'>,
  interaction: 'deliver-intent' | 'deliver',
  outcome: 'success' | 'failed',
  entities: readonly string[],
  fence: Fence,
): Promise<void> {
  const at = context.now();
  const basis = new Set(entities.flatMap((key) => decisions.get(key)?.legalBasis ?? []));
  const event = auditEvent({
    id: context.newId(),
    at,
    interaction,
    by: context.controller,
    recipient,
    controller: context.controller,
    person: record.person,
    entities,
    outcome,
    basis: [...basis].sort(),
  });
  await context.store.commit({ fence, writes: [nextVersion(event, undefined, at)] });
}
