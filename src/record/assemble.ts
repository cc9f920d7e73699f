import type { Consent, Reference, Resource } from '@medplum/fhirtypes';
import { asJson, isObject } from './json.ts';
import { hasCode, isIndividualPlan, isPlanTeam, kindOf, type PartKind } from './kinds.ts';
import { keyOf } from './record.ts';
import { isRelative, referencesIn, targetOf } from './references.ts';
import { SAMPLAN } from './systems.ts';

/** Elements by which something points back at the plan, a goal or a measure it belongs to. */
const POINTS_BACK = [
  'basedOn',
  'partOf',
  'focus',
  'about',
  'reasonReference',
  'context',
  'supportingInformation',
] as const;

/**
 * Which of a person's resources are the plan record: the individual plan, its team, the consents about it, need
 * reports, and what hangs on them. All else that a record system knows about the person is none of the plan's
 * business and stays out (pjl § 6: only what is necessary).
 *
 * @returns keys `Type/id`; empty when there is nothing of a plan, a team or a consent, whatever else came.
 */
export function assemble(resources: Iterable<Resource>): ReadonlySet<string> {
  const all = new Map([...resources].map((resource) => [keyOf(resource), resource]));
  const belongs = reachedFrom([...all.values()].filter(isRoot), all);
  if (belongs.size > 0) for (const key of all.keys()) if (key.startsWith('Patient/')) belongs.add(key);
  return belongs;
}

/**
 * What hangs on some of a person's resources, themselves among it, by `Type/id`.
 *
 * @example
 * hangingOn([plan], resources); // the plan, its goals, measures and team
 */
export function hangingOn(roots: readonly Resource[], resources: Iterable<Resource>): ReadonlySet<string> {
  return reachedFrom(roots, new Map([...resources].map((resource) => [keyOf(resource), resource])));
}

function reachedFrom(roots: readonly Resource[], all: ReadonlyMap<string, Resource>): Set<string> {
  const belongs = new Set(roots.map(keyOf));
  const queue = [...roots];
  for (let resource = queue.shift(); resource; resource = queue.shift()) {
    for (const [key, candidate] of all) {
      if (belongs.has(key) || kindOf(candidate) === undefined) continue;
      if (leadsTo(resource, candidate) || pointsBackAt(candidate, resource)) {
        belongs.add(key);
        queue.push(candidate);
      }
    }
  }
  return belongs;
}

/** What is there because of the plan by itself, whatever else leads to it. */
export function isRoot(resource: Resource): boolean {
  return (
    isIndividualPlan(resource) || isPlanTeam(resource) || isPlanConsent(resource) || kindOf(resource) === 'need-report'
  );
}

/** Consents A to D, and the oppositions of HL7 Norway's profile (policyRule PBRL5-3), whoever wrote them. */
function isPlanConsent(resource: Resource): resource is Consent {
  if (resource.resourceType !== 'Consent') return false;
  return (
    hasCode(resource.category, SAMPLAN.consentKind) ||
    (resource.policyRule?.coding ?? []).some(({ code }) => code === 'PBRL5-3')
  );
}

/** The plan, team, goals and consents lead to what they name; a measure to its goals; other parts only to relatives. */
function leadsTo(from: Resource, to: Resource): boolean {
  if (to.resourceType === 'Patient') return false;
  const kind = kindOf(from);
  const leads = kind === 'plan' || kind === 'sub-plan' || kind === 'team' || kind === 'goal' || kind === 'consent';
  const isNamed = to.resourceType === 'RelatedPerson' || (kind === 'measure' && to.resourceType === 'Goal');
  if (!leads && !isNamed) return false;
  return referencesOf(from).some((reference) => keyOfTarget(reference) === keyOf(to));
}

/** What a consent is about it does not draw in: an opposition to a document is no reason to fetch the document. */
function referencesOf(resource: Resource): readonly string[] {
  if (resource.resourceType !== 'Consent') return referencesIn(resource);
  const { provision: _, ...consent } = resource;
  return referencesIn(consent);
}

const everything = (): boolean => true;
const nothing = (): boolean => false;
const taskOrMinutes = (resource: Resource): boolean =>
  resource.resourceType === 'Task' || resource.resourceType === 'Communication';
const minutes = (resource: Resource): boolean => resource.resourceType === 'Communication';

/** What hangs on a part by pointing back at it. */
const FOLLOWED_UP_BY: Readonly<Record<PartKind, (resource: Resource) => boolean>> = {
  plan: everything,
  'sub-plan': everything,
  goal: everything,
  measure: taskOrMinutes,
  'need-report': taskOrMinutes,
  meeting: minutes,
  person: nothing,
  team: nothing,
  relative: nothing,
  need: nothing,
  minutes: nothing,
  document: nothing,
  consent: nothing,
  notice: nothing,
  conflict: nothing,
};

/**
 * Follow-up hangs on what it follows up: on the plan, a goal or a measure. A condition that the plan addresses is no
 * door to all that was ever done about it.
 */
function pointsBackAt(from: Resource, to: Resource): boolean {
  if (!FOLLOWED_UP_BY[kindOf(to) ?? 'person'](from)) return false;
  const json = asJson(from);
  return POINTS_BACK.some((name) => literals(json[name]).some((reference) => keyOfTarget(reference) === keyOf(to)));
}

function literals(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(literals);
  if (!isObject(value)) return [];
  const { reference } = value as Reference;
  if (typeof reference === 'string') return [reference];
  return Object.values(value).flatMap(literals);
}

/** `Type/id` of a reference in this server; an absolute one is another's, whatever its id. */
function keyOfTarget(reference: string): string {
  const target = isRelative(reference) ? targetOf(reference) : undefined;
  return target ? `${target.type}/${target.id}` : reference;
}
