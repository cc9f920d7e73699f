import type { Patient, Resource } from '@medplum/fhirtypes';
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
}

/**
 * The record of `into` with all of `from`: parts keep their ids and owners, and lead to the survivor. A part that both
 * have under one business identifier becomes one, and so do the two Patients.
 *
 * @example
 * joinRecords(recordByNumber, recordByDNumber, rules).after.parts.size;
 */
export function joinRecords(into: PlanRecord, from: PlanRecord, rules: JoinRules): JoinedRecord {
  const replaced = new Map<string, string>([[`Patient/${from.person}`, `Patient/${into.person}`]]);
  for (const part of from.parts.values()) {
    const twin = twinOf(part, into, (key) => rules.areApart(key, keyOf(part.resource)));
    if (twin) replaced.set(keyOf(part.resource), keyOf(twin.resource));
  }
  const renamed = <R extends Resource>(resource: R): R => withNames(resource, replaced);

  const parts = new Map([...into.parts].map(([key, { resource, owner }]) => [key, { resource, owner }]));
  const changed = new Map<string, Resource>();
  const disagreements: (Disagreement & { part: string; loser: 'into' | 'from' })[] = [];
  for (const part of from.parts.values()) {
    const moved = { ...part, resource: renamed(part.resource) };
    const key = keyOf(moved.resource);
    const twin = into.parts.get(key);
    const winner = twin && rules.prefers(twin, moved) ? twin : moved;
    const loser = winner === twin ? moved : twin;
    const merged = merge({
      sent: undefined,
      ours: asJson(winner.resource),
      echoed: undefined,
      theirs: loser && asJson(loser.resource),
    });
    const resource = loser ? (merged.value as unknown as Resource) : winner.resource;
    if (loser) {
      const side = loser === twin ? 'into' : 'from';
      disagreements.push(...merged.disagreements.map((one) => ({ ...one, part: key, loser: side }) as const));
    }
    parts.set(key, { resource, owner: winner.owner });
    changed.set(key, resource);
  }
  const directory = new Map([...into.directory, ...from.directory]);
  return { after: recordOf(into.person, parts.values(), directory), changed, replaced, disagreements, renamed };
}

/** A Patient that stands for nobody any more (R4 patient.html#links): kept, so that its history can be read. */
export function replacedBy(survivor: string, patient: Patient): Patient {
  return { ...patient, active: false, link: [{ other: { reference: `Patient/${survivor}` }, type: 'replaced-by' }] };
}

function twinOf({ resource }: Part, into: PlanRecord, isApart: (key: string) => boolean): Part | undefined {
  const identifiers = identifiersOf(resource);
  const has = (one: { readonly system: string; readonly value: string }): boolean =>
    identifiers.some(({ system, value }) => system === one.system && value === one.value);
  return [...into.parts.values()].find(
    (part) =>
      part.resource.resourceType === resource.resourceType &&
      part.kind !== 'person' &&
      identifiersOf(part.resource).some(has) &&
      !isApart(keyOf(part.resource)),
  );
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
