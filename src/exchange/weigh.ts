import type { Consent, Resource, Task } from '@medplum/fhirtypes';
import { deriveDenials } from '../consent/derive-denials.ts';
import { type Conflict, conflictOf, conflictTask } from '../record/conflict.ts';
import { asJson, equal, type Json } from '../record/json.ts';
import { responsibleCoordinators } from '../record/organizations.ts';
import { firstOwner, ownerOf } from '../record/owner.ts';
import { valueAt, withValueAt } from '../record/path.ts';
import { putBack } from '../record/put-back.ts';
import { keyOf, openConflicts, type PlanRecord, recordOf } from '../record/record.ts';
import { type OtherSide, settle } from '../record/settle.ts';
import { asKnownTo } from '../record/without-addresses.ts';
import type { Context, Partner } from './context.ts';
import type { Translated } from './incoming.ts';
import { keepProtection } from './keep-protection.ts';
import { type LoadedRecord, loadDirectory } from './load-record.ts';

/** What an admission would make of a record. */
export interface Change {
  readonly after: PlanRecord;
  /** Parts to write, by `Type/id`, conflict Tasks and derived denials among them. */
  readonly changed: ReadonlyMap<string, Resource>;
  /** Our view of what the partner holds now, by `Type/id`. */
  readonly sent: ReadonlyMap<string, Resource>;
  /** Conflicts newly opened. */
  readonly opened: number;
}

/**
 * Puts a partner's parts back into the record, lets the owner's value stand where sides disagree, opens and closes
 * conflicts, and derives what consents entail.
 */
export async function weigh(
  context: Context,
  partner: Partner,
  { record }: LoadedRecord,
  parts: readonly Translated[],
): Promise<Change> {
  const at = context.now();
  const directory = new Map([
    ...record.directory,
    ...(await loadDirectory(
      context.store,
      parts.map(({ resource }) => resource),
    )),
  ]);
  const before: PlanRecord = { ...record, directory };
  const { changed, sent, disagreements } = putBack(
    before,
    parts.map(({ resource, echoed, counterpart }) => ({ theirs: resource, echoed, sent: counterpart?.sent })),
    await frozenBesides(context, partner, record.person, parts),
    (resource) => asKnownTo(partner.organization, before, resource),
  );

  const resources = new Map(await keepProtection(context, partner, before, changed));
  const conflicts: Conflict[] = [];
  for (const disagreement of disagreements) {
    const part = before.parts.get(disagreement.part);
    if (!part) continue;
    const others = await otherSides(context, partner, record.person, disagreement.part);
    const settlement = settle(disagreement, ownerOf(before, part.resource, at), partner, others);
    if (settlement.incomingStands) {
      const now = resources.get(disagreement.part) ?? part.resource;
      resources.set(
        disagreement.part,
        withValueAt(asJson(now), disagreement.path, disagreement.theirs) as unknown as Resource,
      );
    }
    // A Patient is matched, never fought over: each system keeps its own (design: directory).
    if (part.kind !== 'person') conflicts.push(...settlement.conflicts);
  }

  const merged = withChanges(before, resources, partner.organization);
  const tasks = conflictTasks(context, merged, conflicts, partner, sent, at);
  const denials: readonly Consent[] = deriveDenials(before, merged, at, context.newId);
  for (const resource of [...tasks.written, ...denials]) resources.set(keyOf(resource), resource);
  return {
    after: withChanges(before, resources, partner.organization),
    changed: resources,
    sent,
    opened: tasks.opened,
  };
}

/** What is out of both directions, except what is coming back now. */
async function frozenBesides(
  { store }: Context,
  { name }: Partner,
  person: string,
  parts: readonly Translated[],
): Promise<ReadonlySet<string>> {
  const back = new Set(parts.map(({ resource }) => keyOf(resource)));
  const frozen = (await store.counterparts(name, person)).filter((one) => one.frozen);
  return new Set(frozen.map(({ type, id }) => `${type}/${id}`).filter((key) => !back.has(key)));
}

/** The record with parts replaced and added; a new part's owner is what it says, else its sender. */
function withChanges(record: PlanRecord, changed: ReadonlyMap<string, Resource>, sender: string): PlanRecord {
  const resources = new Map([...record.parts].map(([key, { resource, owner }]) => [key, { resource, owner }]));
  for (const [key, resource] of changed) {
    const owner = resources.get(key)?.owner ?? firstOwner(resource, record.directory, sender);
    resources.set(key, { resource, owner });
  }
  return recordOf(record.person, resources.values(), record.directory);
}

/** What the other partners hold of a part. */
async function otherSides(
  context: Context,
  incoming: Partner,
  person: string,
  part: string,
): Promise<readonly OtherSide[]> {
  const others = context.partners.filter(({ name }) => name !== incoming.name);
  const sides: OtherSide[] = [];
  for (const other of others) {
    const held = (await context.store.counterparts(other.name, person)).find(
      ({ type, id }) => `${type}/${id}` === part,
    );
    if (held?.sent) sides.push({ ...other, sent: asJson(held.sent) });
  }
  return sides;
}

function conflictTasks(
  context: Context,
  record: PlanRecord,
  conflicts: readonly Conflict[],
  incoming: Partner,
  sent: ReadonlyMap<string, Resource>,
  at: string,
): { readonly written: readonly Task[]; readonly opened: number } {
  const open = openConflicts(record).flatMap((task) => {
    const conflict = conflictOf(task);
    return conflict ? [{ task, conflict }] : [];
  });
  const coordinator = responsibleCoordinators(record, at)[0]?.member as Task['owner'] | undefined;
  let opened = 0;
  const written = conflicts.map((conflict) => {
    const known = open.find((one) => sameElement(one.conflict, conflict));
    if (!known) opened += 1;
    return conflictTask(known ? { ...conflict, base: known.conflict.base } : conflict, {
      id: known?.task.id ?? context.newId(),
      person: record.person,
      at: known?.task.authoredOn ?? at,
      coordinator,
      resource: asJson(record.parts.get(conflict.part)?.resource ?? {}),
    });
  });
  const settled = open.filter(
    ({ conflict }) =>
      !conflicts.some((one) => sameElement(one, conflict)) && isSettled(conflict, record, incoming, sent),
  );
  return { written: [...written, ...settled.map(({ task }): Task => ({ ...task, status: 'completed' }))], opened };
}

function sameElement(left: Conflict, right: Conflict): boolean {
  return left.part === right.part && left.partner === right.partner && equal(left.path, right.path);
}

/** The sides came to agree by themselves: both now say the same. */
function isSettled(
  conflict: Conflict,
  record: PlanRecord,
  incoming: Partner,
  sent: ReadonlyMap<string, Resource>,
): boolean {
  const ours = element(record.parts.get(conflict.part)?.resource, conflict);
  const held = conflict.partner === incoming.name ? sent.get(conflict.part) : undefined;
  return equal(ours, held ? element(held, conflict) : conflict.theirs);
}

function element(resource: Resource | undefined, { path }: Conflict): Json | undefined {
  return resource && valueAt(asJson(resource), path);
}
