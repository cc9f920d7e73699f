import type { Patient, Resource } from '@medplum/fhirtypes';
import { editsBetween } from './edits.ts';
import { identifiersOf } from './identity.ts';
import { asJson } from './json.ts';
import { type Disagreement, merge } from './merge.ts';
import { keyOf, type Part, type PlanRecord, recordOf } from './record.ts';
import { isRelative, mapReferences, targetOf } from './references.ts';

/** What the records of two persons who are one become. */
export interface JoinedRecord {
  readonly after: PlanRecord;
  /** Parts of the surviving record that are new or changed, by `Type/id`. */
  readonly changed: ReadonlyMap<string, Resource>;
  /** Parts of the other record that stand in the surviving one already: `Type/id` there by `Type/id` here. */
  readonly replaced: ReadonlyMap<string, string>;
  /** Elements in which the two said something else, with whose value stands no more. */
  readonly disagreements: readonly (Disagreement & { readonly part: string; readonly loser: 'into' | 'from' })[];
  /** A resource of the other record as it leads within the surviving one. */
  readonly renamed: <R extends Resource>(resource: R) => R;
}

/** What joining must know besides the two records. */
export interface JoinRules {
  /** Whose word stands where both say something: true for the first. */
  readonly prefers: (one: Part, other: Part) => boolean;
  /** Whether a partner holds both as resources of their own: then they are two, whatever identifier they share. */
  readonly areApart: (into: string, from: string) => boolean;
  /** What stands of two texts whose elements are not to be mixed, the preferred first; undefined: of each element the preferred one's. */
  readonly stands?: (winner: Resource, loser: Resource) => Resource | undefined;
}

/**
 * The record of `into` with all of `from`: parts keep their ids and owners, and lead to the survivor. A part that both
 * have under one business identifier becomes one, and so do the two Patients.
 *
 * @example
 * joinRecords(recordByNumber, recordByDNumber, rules).after.parts.size;
 */
export function joinRecords(into: PlanRecord, from: PlanRecord, rules: JoinRules): JoinedRecord {
  const replaced = replacedParts(into, from, rules);
  const renamed = <R extends Resource>(resource: R): R => withNames(resource, replaced);
  const parts = new Map([...into.parts].map(([key, { resource, owner }]) => [key, { resource, owner }]));
  const changed = new Map<string, Resource>();
  const disagreements: (Disagreement & { part: string; loser: 'into' | 'from' })[] = [];
  for (const { owner, kind, resource } of from.parts.values()) {
    const moved: Part = { owner, kind, resource: renamed(resource) };
    const key = keyOf(moved.resource);
    const twin = into.parts.get(key);
    const loser = twin && rules.prefers(twin, moved) ? 'from' : 'into';
    const whole = twin
      ? bothAs(loser === 'from' ? [twin, moved] : [moved, twin], rules)
      : { part: moved, yielding: [], given: [] };
    const winner = loser === 'from' ? 'into' : 'from';
    disagreements.push(
      ...whole.yielding.map((one) => ({ ...one, part: key, loser }) as const),
      ...whole.given.map((one) => ({ ...one, part: key, loser: winner }) as const),
    );
    parts.set(key, whole.part);
    changed.set(key, whole.part.resource);
  }
  const directory = new Map([...into.directory, ...from.directory]);
  return { after: recordOf(into.person, parts.values(), directory), changed, replaced, disagreements, renamed };
}

/** A Patient that stands for nobody any more (R4 patient.html#links): kept, so that its history can be read. */
export function replacedBy(survivor: string, patient: Patient): Patient {
  return { ...patient, active: false, link: [{ other: { reference: `Patient/${survivor}` }, type: 'replaced-by' }] };
}

/** Her Patient, and every part that stands in the surviving record too, by what it is there. */
function replacedParts(into: PlanRecord, from: PlanRecord, { areApart }: JoinRules): ReadonlyMap<string, string> {
  const replaced = new Map([[`Patient/${from.person}`, `Patient/${into.person}`]]);
  const taken = new Set<string>();
  for (const [key, { resource }] of from.parts) {
    const twin = [...into.parts].find(
      ([other, part]) =>
        part.kind !== 'person' &&
        !taken.has(other) &&
        shareIdentifier(resource, part.resource) &&
        !areApart(other, key),
    );
    if (!twin) continue;
    taken.add(twin[0]);
    replaced.set(key, twin[0]);
  }
  return replaced;
}

function shareIdentifier(one: Resource, other: Resource): boolean {
  const identifiers = identifiersOf(other);
  return (
    one.resourceType === other.resourceType &&
    identifiersOf(one).some(({ system, value }) => identifiers.some((i) => i.system === system && i.value === value))
  );
}

/** Two texts of one part without a common past: the first one's word stands, unless a rule says what does. */
function bothAs(
  [winner, loser]: readonly [Part, Part],
  { stands }: JoinRules,
): {
  readonly part: Part;
  /** Values of the second that stand no more, and of the first. */
  readonly yielding: readonly Disagreement[];
  readonly given: readonly Disagreement[];
} {
  const resource = stands?.(winner.resource, loser.resource);
  if (resource) {
    const yielding = between(resource, loser.resource);
    return { part: { ...winner, resource }, yielding, given: between(resource, winner.resource) };
  }
  const sides = { sent: undefined, ours: asJson(winner.resource), echoed: undefined, theirs: asJson(loser.resource) };
  const { value, disagreements } = merge(sides);
  return { part: { ...winner, resource: value as unknown as Resource }, yielding: disagreements, given: [] };
}

function between(standing: Resource, yielding: Resource): readonly Disagreement[] {
  return editsBetween(asJson(standing), asJson(yielding))
    .filter(({ path: [name] }) => name !== 'identifier')
    .map(({ path, before, after }) => ({ path, base: undefined, ours: before, theirs: after }));
}

function withNames<R extends Resource>(resource: R, names: ReadonlyMap<string, string>): R {
  const named = mapReferences(resource, (reference) => {
    const target = isRelative(reference.reference ?? '') ? targetOf(reference.reference) : undefined;
    const name = target && names.get(`${target.type}/${target.id}`);
    return name === undefined ? reference : { ...reference, reference: name as `${string}/${string}` };
  });
  const own = names.get(keyOf(resource));
  return own === undefined ? named : { ...named, id: own.slice(own.indexOf('/') + 1) };
}
