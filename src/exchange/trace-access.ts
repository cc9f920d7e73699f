import { auditEvent, type Interaction } from '../audit/audit-event.ts';
import type { Party } from '../consent/party.ts';
import type { ErrorCode } from '../errors.ts';
import { keyOf } from '../record/record.ts';
import type { Stored } from '../store/store.ts';
import type { Context } from './context.ts';
import { nextVersion } from './writes.ts';

/** Traces that a caller was shown something; durable when it resolves, and awaited before any byte leaves (pjl § 22). */
export async function auditRead(
  context: Context,
  caller: Party,
  what: {
    readonly interaction: 'read' | 'vread' | 'history' | 'search';
    readonly resources: readonly Stored[];
    readonly query?: string;
  },
): Promise<void> {
  const at = context.now();
  const persons = new Set(what.resources.flatMap(({ record }) => record ?? []));
  const [person] = persons;
  const event = auditEvent({
    id: context.newId(),
    at,
    interaction: what.interaction,
    by: caller,
    controller: context.controller,
    ...(persons.size === 1 && person !== undefined ? { person } : {}),
    entities: what.resources.map(({ resource, version }) => `${keyOf(resource)}/_history/${version}`),
    outcome: 'success',
    ...(what.query === undefined ? {} : { query: what.query }),
  });
  await context.store.commit({ writes: [nextVersion(event, undefined, at)] });
}

/** Traces that a caller was refused, in a transaction of its own: the refused change is not there to carry it. */
export async function auditRefusal(
  context: Context,
  caller: Party,
  what: { readonly interaction: string; readonly code: ErrorCode; readonly type?: string; readonly id?: string },
): Promise<void> {
  const at = context.now();
  const event = auditEvent({
    id: context.newId(),
    at,
    interaction: interactionOf(what.interaction),
    by: caller,
    controller: context.controller,
    entities: what.type && what.id ? [`${what.type}/${what.id}`] : [],
    outcome: 'refused',
    reason: what.code,
  });
  await context.store.commit({ writes: [nextVersion(event, undefined, at)] });
}

const REST: readonly Interaction[] = ['create', 'update', 'read', 'vread', 'history', 'search'];

function interactionOf(name: string): Interaction {
  return REST.find((interaction) => interaction === name) ?? 'operation';
}
