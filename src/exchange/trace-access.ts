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
 *
 * @param looks what one request shows, or all that one page asks for: of each person it is one look
 * @example
 * await auditRead(context, caller, { interaction: 'read', resources: [stored] });
 */
export async function auditRead(
  context: Pick<Context, 'store' | 'controller' | 'now' | 'newId'>,
  caller: Audited,
  ...looks: readonly Shown[]
): Promise<void> {
  const at = context.now();
  const writes: Write[] = [];
  for (const [person, asked] of byPerson(looks)) {
    const reasonOf = await whyShown(context, caller, person, at);
    const [first, ...also] = asked.map(({ interaction, operation }) => ({
      interaction,
      ...(operation === undefined ? {} : { operation }),
    }));
    if (first === undefined) continue;
    const queries = new Set(asked.flatMap(({ query }) => query ?? []));
    const shown = new Map(asked.flatMap(({ resources }) => resources).map((stored) => [versionOf(stored), stored]));
    const event = auditEvent({
      id: context.newId(),
      at,
      ...first,
      also,
      by: caller,
      controller: context.controller,
      ...(person === undefined ? {} : { person }),
      entities: [...shown.values()].map((stored) => ({ ...shownAs(stored), ...reasonOf(keyOf(stored.resource)) })),
      outcome: 'success',
      ...(queries.size === 0 ? {} : { query: [...queries].join('\n') }),
    });
    writes.push(nextVersion(event, undefined, at));
  }
  if (writes.length > 0) await context.store.commit({ writes });
}

/**
 * What was shown of whom. Of a look at several requests that shows one person, what is nobody's goes with hers; else it, and what found
 * nothing, is an entry of nobody.
 */
function byPerson(looks: readonly Shown[]): ReadonlyMap<string | undefined, readonly Shown[]> {
  const pieces = looks.flatMap((look) => {
    const groups = Map.groupBy(look.resources, (stored) => stored.record ?? patientOfTrace(stored.resource));
    if (groups.size === 0) groups.set(undefined, []);
    return [...groups].map(([person, resources]) => ({ person, shown: { ...look, resources } }));
  });
  const persons = new Set(pieces.flatMap(({ person }) => person ?? []));
  const only = looks.length > 1 && persons.size === 1 ? [...persons][0] : undefined;
  const groups = Map.groupBy(pieces, ({ person }) => person ?? only);
  return new Map([...groups].map(([person, some]) => [person, some.map(({ shown }) => shown)]));
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

function shownAs({ resource, version }: Pick<Stored, 'resource' | 'version'>): {
  readonly key: string;
  readonly kind?: string;
} {
  const kind = kindOf(resource);
  return { key: versionOf({ resource, version }), ...(kind ? { kind } : {}) };
}

function versionOf({ resource, version }: Pick<Stored, 'resource' | 'version'>): string {
  return `${keyOf(resource)}/_history/${version}`;
}

const REST: readonly Interaction[] = ['create', 'update', 'delete', 'read', 'vread', 'history', 'search'];

function interactionOf(name: string): Interaction {
  // As a patch that goes through is traced.
  if (name === 'patch') return 'update';
  return REST.find((interaction) => interaction === name) ?? 'operation';
}
