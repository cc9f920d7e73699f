import { auditEvent } from '../audit/audit-event.ts';
import type { Write } from '../store/store.ts';
import type { Context } from './context.ts';
import { nextVersion } from './writes.ts';

/**
 * The entry of the access log that says that a record was put on hold, that the hold was lifted, or that something of it was erased because
 * its time was over: whose, when, by whom, and nothing of what it was.
 *
 * @example
 * await store.commit({ writes: [keepingTrace(context, 'p-1', 'hold')] });
 */
export function keepingTrace(
  { controller, now, newId }: Pick<Context, 'controller' | 'now' | 'newId'>,
  person: string,
  operation: 'hold' | 'lift-hold' | 'retention',
): Write {
  const at = now();
  const what = { interaction: 'operation', operation, entities: [], outcome: 'success' } as const;
  return nextVersion(auditEvent({ id: newId(), at, by: controller, controller, person, ...what }), undefined, at);
}

/** The entry that says that entries of the log itself were taken out because their time was over; which, the log states. */
export function cutTrace({ controller, now, newId }: Pick<Context, 'controller' | 'now' | 'newId'>): Write {
  const at = now();
  const what = { interaction: 'operation', operation: 'retention', entities: [], outcome: 'success' } as const;
  return nextVersion(auditEvent({ id: newId(), at, by: controller, controller, ...what }), undefined, at);
}
