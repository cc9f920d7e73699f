import type { AccessReason } from '../access/refusal.ts';
import { auditEvent, type Interaction } from '../audit/audit-event.ts';
import type { Audited } from '../audit/audited.ts';
import { patientOfTrace } from '../audit/patient-of-trace.ts';
import type { ErrorCode } from '../errors.ts';
import { kindOf } from '../record/kinds.ts';
import { keyOf } from '../record/record.ts';
import type { Stored, Write } from '../store/store.ts';
import type { Context } from './context.ts';
import { whyShown } from './why-shown.ts';
import { nextVersion } from './writes.ts';

/** What a caller is about to be shown. */
export interface Shown {
  readonly interaction: 'read' | 'vread' | 'history' | 'search' | 'operation';
  /** Name of an operation. */
  readonly operation?: string;
  readonly resources: readonly Stored[];
  /** The type and the names of a search's parameters. */
  readonly query?: string;
}

/**
 * Traces that a caller was shown something; durable when it resolves, and awaited before any byte leaves (pjl § 22). One entry
 * for each person (BALP, PatientQuery), so that nobody's log tells of another; one without a person where there is none.
 */
export async function auditRead(
  context: Pick<Context, 'store' | 'controller' | 'now' | 'newId'>,
  caller: Audited,
  { interaction, operation, resources, query }: Shown,
): Promise<void> {
  const at = context.now();
  const groups = Map.groupBy(resources, (stored) => stored.record ?? patientOfTrace(stored.resource));
  if (groups.size === 0) groups.set(undefined, []);
  const writes: Write[] = [];
  for (const [person, shown] of groups) {
    const reasonOf = await whyShown(context, caller, person, at);
    const event = auditEvent({
      id: context.newId(),
      at,
      interaction,
      ...(operation === undefined ? {} : { operation }),
      by: caller,
      controller: context.controller,
      ...(person === undefined ? {} : { person }),
      entities: shown.map((stored) => ({ ...shownAs(stored), ...reasonOf(keyOf(stored.resource)) })),
      outcome: 'success',
      ...(query === undefined ? {} : { query }),
    });
    writes.push(nextVersion(event, undefined, at));
  }
  await context.store.commit({ writes });
}

/**
 * Traces that a caller was refused, in a transaction of its own: the refused change is not there to carry it. Whose it is what
 * was asked for goes along, for she may ask who tried.
 */
export async function auditRefusal(
  context: Pick<Context, 'store' | 'controller' | 'now' | 'newId'>,
  caller: Audited,
  what: {
    readonly interaction: string;
    readonly code: ErrorCode | AccessReason;
    readonly type?: string;
    readonly id?: string;
  },
): Promise<void> {
  const at = context.now();
  const { type, id } = what;
  const person = type && id ? (await context.store.read(type, id))?.record : undefined;
  const interaction = interactionOf(what.interaction);
  const event = auditEvent({
    id: context.newId(),
    at,
    interaction,
    ...(interaction === 'operation' ? { operation: what.interaction } : {}),
    by: caller,
    controller: context.controller,
    ...(person === undefined ? {} : { person }),
    entities: type && id ? [{ key: `${type}/${id}` }] : [],
    outcome: 'refused',
    reason: what.code,
  });
  await context.store.commit({ writes: [nextVersion(event, undefined, at)] });
}

function shownAs({ resource, version }: Stored): { readonly key: string; readonly kind?: string } {
  const kind = kindOf(resource);
  return { key: `${keyOf(resource)}/_history/${version}`, ...(kind ? { kind } : {}) };
}

const REST: readonly Interaction[] = ['create', 'update', 'delete', 'read', 'vread', 'history', 'search'];

function interactionOf(name: string): Interaction {
  // As a patch that goes through is traced.
  if (name === 'patch') return 'update';
  return REST.find((interaction) => interaction === name) ?? 'operation';
}
