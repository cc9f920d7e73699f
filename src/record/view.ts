import type { Identifier, Reference, Resource, Task } from '@medplum/fhirtypes';
import { conflictOf } from './conflict.ts';
import { soundAsEnded } from './ending.ts';
import { directoryIdentifiers, identifiersOf } from './identity.ts';
import { inlinePart, withoutInline } from './inline-part.ts';
import { ABOUT } from './item-identity.ts';
import { asJson, isObject, type Json, type JsonObject } from './json.ts';
import { isDirectoryType } from './kinds.ts';
import { withoutNarrative } from './narrative.ts';
import { withValueAt } from './path.ts';
import { keyOf, openConflicts, type Part, type PlanRecord } from './record.ts';
import { isRelative, mapReferences, targetOf } from './references.ts';
import { withRetained } from './retained.ts';
import { withoutListItems } from './without-list-items.ts';

/**
 * What a partner may hold of a record, as FHIR with our ids: the parts that `visible` permits, without any trace of
 * the others. Where the partner is in conflict it keeps its own value, so all the rest goes on. The other half,
 * put-back, is `merge` with this view as base. What stands inline is asked about as the measure it is.
 *
 * @param held what the partner last got, by `Type/id`. What it points at and may no longer see stays in it as it was:
 * a shrinking view is never delivered as a deletion (design: idea 5)
 */
export function viewOf(
  record: PlanRecord,
  partner: string,
  visible: (part: Part) => boolean,
  held: ReadonlyMap<string, Resource | undefined> = new Map(),
): ReadonlyMap<string, Resource> {
  const seen = [...record.parts].filter(([, part]) => visible(part));
  const isHidden = hiddenBy(record, new Set(seen.map(([key]) => key)));
  const conflicts = openConflicts(record);
  return new Map(
    seen.map(([key, part]) => {
      const isInlineHidden = (item: JsonObject): boolean => !visible(inlinePart(part, item, record.directory));
      const bare = <R extends Resource>(one: R): R =>
        one.resourceType === 'CarePlan'
          ? withoutInline(withoutHidden(one, isHidden), isInlineHidden)
          : withoutHidden(one, isHidden);
      const shown = bare(withoutNarrative(withOwnValues(part.resource, conflicts, partner)));
      const last = held.get(key);
      return [key, last ? withRetained(shown, last, bare) : shown];
    }),
  );
}

type IsHidden = (reference: Reference) => boolean;

/** A resource without what points at something hidden, and without the list items that are about it. */
export function withoutHidden<R extends Resource>(resource: R, isHidden: IsHidden): R {
  const items = withoutItemsAbout(asJson(resource), isHidden) as unknown as R;
  return mapReferences(items, (reference) => (isHidden(reference) ? undefined : reference));
}

/** Leads to a part outside the view: by our id, or by an identifier that only such a part carries. */
function hiddenBy(record: PlanRecord, visible: ReadonlySet<string>): IsHidden {
  const identifiers = (isVisible: boolean): ReadonlySet<string> =>
    new Set(
      [...record.parts]
        .filter(([key]) => visible.has(key) === isVisible)
        .flatMap(([, { resource }]) => identifiersOf(resource).map(({ system, value }) => `${system}|${value}`)),
    );
  const shown = identifiers(true);
  const hidden = new Set([...identifiers(false)].filter((identifier) => !shown.has(identifier)));
  return ({ reference, identifier }) => {
    const target = reference !== undefined && isRelative(reference) ? targetOf(reference) : undefined;
    const key = target ? `${target.type}/${target.id}` : '';
    if (record.parts.has(key) && !visible.has(key)) return true;
    return hidden.has(`${identifier?.system ?? ''}|${identifier?.value ?? ''}`);
  };
}

/** Without the list items that are about something hidden: an activity's progress tells of its measure. */
function withoutItemsAbout(value: Json, isHidden: IsHidden): Json {
  return withoutListItems(
    value,
    (item) => isObject(item) && ABOUT.some((name) => isObject(item[name]) && isHidden(item[name] as Reference)),
  );
}

function withOwnValues(resource: Resource, conflicts: readonly Task[], partner: string): Resource {
  let value: Json = asJson(resource);
  for (const conflict of conflicts.map(conflictOf)) {
    if (conflict?.partner === partner && conflict.part === keyOf(resource))
      value = withValueAt(value, conflict.path, conflict.theirs);
  }
  return soundAsEnded(value as unknown as Resource);
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
