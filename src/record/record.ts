import type { CarePlan, CareTeam, Consent, Resource, Task } from '@medplum/fhirtypes';
import { isIndividualPlan, isPlanPart, isPlanTeam, kindOf, type PartKind } from './kinds.ts';
import { SAMPLAN } from './systems.ts';

/** A piece of the record with its own owner and visibility. */
export interface Part {
  readonly resource: Resource;
  readonly kind: PartKind;
  /** Organization number of the owner, where one is known. */
  readonly owner: string | undefined;
}

/** Shared entries that the record points at, by `Type/id`. */
export type Directory = ReadonlyMap<string, Resource>;

/** The plan record: everything of one person that is exchanged, and what it points at (design: idea 2). */
export interface PlanRecord {
  readonly person: string;
  /** By `Type/id`. */
  readonly parts: ReadonlyMap<string, Part>;
  readonly directory: Directory;
}

/** `Type/id` of a resource that has an id. */
export function keyOf(resource: Resource): string {
  return `${resource.resourceType}/${resource.id ?? ''}`;
}

/**
 * A record out of its resources. What is no part of a record (the directory, Provenance) is left out.
 *
 * @example
 * recordOf('person-1', [{ resource: patient, owner: '974760673' }], new Map());
 */
export function recordOf(
  person: string,
  resources: Iterable<{ readonly resource: Resource; readonly owner?: string | undefined }>,
  directory: Directory,
): PlanRecord {
  const parts = new Map<string, Part>();
  for (const { resource, owner } of resources) {
    const kind = kindOf(resource);
    if (kind !== undefined) parts.set(keyOf(resource), { resource, kind, owner });
  }
  return { person, parts, directory };
}

/** Every individual plan in the record, whatever its status. */
export function plansOf(record: PlanRecord): readonly CarePlan[] {
  return resourcesOf(record).filter((resource): resource is CarePlan => isIndividualPlan(resource));
}

export function teamsOf(record: PlanRecord): readonly CareTeam[] {
  return resourcesOf(record).filter((resource): resource is CareTeam => isPlanTeam(resource));
}

export function consentsOf(record: PlanRecord): readonly Consent[] {
  return resourcesOf(record).filter((resource): resource is Consent => resource.resourceType === 'Consent');
}

export function resourcesOf(record: PlanRecord): readonly Resource[] {
  return [...record.parts.values()].map(({ resource }) => resource);
}

/** True when the record holds anything of a plan: goals, measures and the like, not only team and consents. */
export function hasPlanParts(record: PlanRecord): boolean {
  return [...record.parts.values()].some(({ kind }) => isPlanPart(kind));
}

const OPEN: ReadonlySet<string> = new Set(['requested', 'received', 'accepted', 'ready', 'in-progress', 'on-hold']);

/** Conflicts that wait for a person's decision. */
export function openConflicts(record: PlanRecord): readonly Task[] {
  return resourcesOf(record).filter(
    (resource): resource is Task =>
      resource.resourceType === 'Task' &&
      OPEN.has(resource.status) &&
      (resource.code?.coding ?? []).some(({ system }) => system === SAMPLAN.conflictKind),
  );
}
