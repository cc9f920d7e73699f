import type { Identifier, Reference, Resource, Task } from '@medplum/fhirtypes';
import { conflictOf } from './conflict.ts';
import { directoryIdentifiers, identifiersOf } from './identity.ts';
import { asJson, type Json } from './json.ts';
import { isDirectoryType } from './kinds.ts';
import { withValueAt } from './path.ts';
import { keyOf, openConflicts, type Part, type PlanRecord } from './record.ts';
import { mapReferences, targetOf } from './references.ts';

/**
 * What a partner may hold of a record, as FHIR with our ids: the parts that `visible` permits, without any trace of
 * the others (references to them are taken out). Where the partner is in conflict it keeps its own value, so all the
 * rest goes on. The other half, put-back, is `merge` with this view as base.
 */
export function viewOf(
  record: PlanRecord,
  partner: string,
  visible: (part: Part) => boolean,
): ReadonlyMap<string, Resource> {
  const seen = [...record.parts].filter(([, part]) => visible(part));
  const keys = new Set(seen.map(([key]) => key));
  const conflicts = openConflicts(record);
  return new Map(
    seen.map(([key, { resource }]) => [
      key,
      withOwnValues(
        mapReferences(resource, (reference) => withoutHidden(reference, record, keys)),
        conflicts,
        partner,
      ),
    ]),
  );
}

/** A reference as the view shows it: to a part that is hidden not at all, to all else as it stands. */
function withoutHidden(reference: Reference, record: PlanRecord, visible: ReadonlySet<string>): Reference | undefined {
  const target = targetOf(reference.reference);
  if (!target || reference.reference?.includes('://')) return reference;
  const key = `${target.type}/${target.id}`;
  return record.parts.has(key) && !visible.has(key) ? undefined : reference;
}

function withOwnValues(resource: Resource, conflicts: readonly Task[], partner: string): Resource {
  let value: Json = asJson(resource);
  for (const conflict of conflicts.map(conflictOf)) {
    if (conflict?.partner === partner && conflict.part === keyOf(resource))
      value = withValueAt(value, conflict.path, conflict.theirs);
  }
  return value as unknown as Resource;
}

/**
 * A reference that can't lead anywhere at the receiver, by what it says instead: the identifier of its target.
 * Undefined when there is none.
 */
export function logicalReference(reference: Reference, record: PlanRecord): Reference | undefined {
  const target = targetOf(reference.reference);
  const resource =
    target &&
    (record.directory.get(`${target.type}/${target.id}`) ?? record.parts.get(`${target.type}/${target.id}`)?.resource);
  const [known] = resource
    ? isDirectoryType(resource.resourceType)
      ? directoryIdentifiers(resource)
      : identifiersOf(resource)
    : [];
  const identifier: Identifier | undefined = reference.identifier ?? known;
  if (!identifier) return undefined;
  const type = (reference.type ?? target?.type) as Reference['type'];
  return { ...(type ? { type } : {}), identifier };
}
