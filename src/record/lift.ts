import type { CarePlan, ServiceRequest } from '@medplum/fhirtypes';
import { inlineOf, measureIn } from './fold.ts';
import { asJson, canonical, equal, isObject, type Json, type JsonObject } from './json.ts';
import { type Recognized, recognize, type ToldItem } from './lift-align.ts';
import { detailOf, hasStatus, requestOf, withDetail } from './lift-detail.ts';
import { liftedId, liftedUuid } from './lift-id.ts';
import { lastUpdatedOf } from './peer-version.ts';
import { targetOf } from './references.ts';
import { SAMPLAN, URI_SYSTEM } from './systems.ts';

/** A plan whose measures are resources of their own. */
export interface Lifted {
  readonly plan: CarePlan;
  /** By id: ServiceRequests based on the plan, where activities were inline. */
  readonly measures: ReadonlyMap<string, ServiceRequest>;
}

/** What is known of a partner's plan, in the partner's ids. */
export interface Told {
  /** Base of the partner's system: the same measure of two systems is two. */
  readonly base: string;
  /** The plan as it was last told, lifted. */
  readonly plan?: CarePlan | undefined;
  /** Its measures as they were last told, also those that it does not list (any more). */
  readonly measures: ReadonlyMap<string, ServiceRequest>;
  /** Measures that were to be created in it, and no answer came. */
  readonly meant: ReadonlyMap<string, ServiceRequest>;
  /** Activities that stand inline in our own record. */
  readonly inline: readonly JsonObject[];
}

/** More is no plan of a person: it is left as it came. */
const MOST = 1_000;

/**
 * The plan with every inline activity lifted into a ServiceRequest of its own: the canonical form of a measure (design:
 * merge). The activity keeps what it says besides (progress, outcome) and points at the measure. What is known of the
 * plan decides which measure an activity is, so that ids outlive edits and moves, and keeps what activity.detail has no
 * place for.
 *
 * What stays inline: what stood so when it was last told, or does in our record; what cannot be told from another; what
 * leans on a contained resource of the plan; what is not sound, so that a finding shows where its sender wrote it.
 *
 * Laws (test/record/lift-laws.test.ts): `fold(lift(plan, told))` is `plan`, and `lift(fold(lifted), lifted)` is `lifted`.
 *
 * @throws RangeError when the plan is nested too deep
 * @example
 * lift(plan, told).measures.get('plan-1.inline-e3b0c44298fc'); // { resourceType: 'ServiceRequest', … }
 */
export function lift(plan: CarePlan, told: Told): Lifted {
  const activities = activitiesOf(plan);
  const inline = activities.filter(isLiftable);
  if (inline.length === 0 || inline.length > MOST) return { plan, measures: new Map() };

  const ids = idsOf(plan, inline, told).values();
  const measures = new Map<string, ServiceRequest>();
  const lifted = activities.map((item) => {
    const id = isLiftable(item) ? ids.next().value : undefined;
    if (id === undefined) return item;
    const { detail, ...rest } = item as JsonObject;
    const known = told.measures.get(id) ?? told.meant.get(id);
    measures.set(id, known ? renewed(known, plan, detail as JsonObject) : bornOf(plan, item as JsonObject, id, told));
    return { ...rest, reference: { reference: `ServiceRequest/${id}` } };
  });
  if (measures.size === 0) return { plan, measures };
  return { plan: { ...asJson(plan), activity: lifted } as unknown as CarePlan, measures };
}

/** What is known of a plan once it is told, lifted. */
export function toldOf({ plan, measures }: Lifted, before: Told): Told {
  return { ...before, plan, measures: new Map([...before.measures, ...measures]) };
}

/**
 * Whether of some inline activity nothing but its place says which measure it is: what was told may be older or newer than what was edited.
 *
 * @throws RangeError when the plan is nested too deep
 * @example
 * isByPlace(plan, told); // true where the only activity has all of its text changed
 */
export function isByPlace(plan: CarePlan, told: Told): boolean {
  const inline = activitiesOf(plan).filter(isLiftable);
  return inline.length <= MOST && recognize(inline, toldItems(told)).isByPlace;
}

/** Whether there is anything to lift in what came as a plan. */
export function hasInline(plan: CarePlan): boolean {
  return activitiesOf(plan).some((item) => isObject(item) && item['detail'] !== undefined);
}

function activitiesOf(plan: CarePlan): readonly Json[] {
  const { activity } = asJson(plan);
  return Array.isArray(activity) ? activity : [];
}

function isLiftable(item: Json): item is JsonObject {
  if (!isObject(item) || item['reference'] !== undefined) return false;
  const { detail } = item;
  return isObject(detail) && hasStatus(detail) && !JSON.stringify(detail).includes('"reference":"#');
}

/** The id of each inline activity's measure; undefined for what stays inline. */
function idsOf(plan: CarePlan, inline: readonly JsonObject[], told: Told): readonly (string | undefined)[] {
  const { items: recognized } = recognize(inline, toldItems(told));
  const taken = new Set(recognized.map((what) => (typeof what === 'object' ? what.id : undefined)));
  const ours = new Set(told.inline.map(wording));
  return inline.map((item, index) => {
    const what: Recognized = recognized[index] ?? 'new';
    if (typeof what === 'object') return what.id;
    if (what === 'unclear' || ours.has(wording(item))) return undefined;
    const id = newId(plan, item, told, taken);
    taken.add(id);
    return id;
  });
}

/** By Element.id where there is one, else by what it says when it is first seen. */
function newId(
  plan: CarePlan,
  item: JsonObject,
  told: Told,
  taken: ReadonlySet<string | undefined>,
): string | undefined {
  const { id: element } = item;
  for (let nth = 0; ; nth += 1) {
    const name = typeof element === 'string' ? `#${element}` : canonical(item);
    const id = liftedId(plan.id ?? '', nth === 0 ? name : `${name} ${nth}`);
    const isAnothers = told.measures.has(id ?? '') && (nth > 0 || typeof element !== 'string');
    if (id === undefined || !(taken.has(id) || isAnothers)) return id;
  }
}

function toldItems({ plan, measures, meant }: Told): readonly ToldItem[] {
  const others = new Map(measures);
  const listed = (plan ? activitiesOf(plan) : []).flatMap((activity): ToldItem[] => {
    const id = plan && measureIn(plan, activity);
    if (id === undefined) return isLiftable(activity) ? [{ id, activity, place: 'listed' }] : [];
    const measure = others.get(id);
    others.delete(id);
    return measure ? [{ id, activity: inlineOf(activity as JsonObject, measure), place: 'listed' }] : [];
  });
  return [
    ...listed,
    ...[...others].map((entry) => besides(...entry, isSince(entry[1], plan) ? 'meant' : 'unlisted')),
    ...[...meant].filter(([id]) => !measures.has(id)).map((entry) => besides(...entry, 'meant')),
  ];
}

/** Written into the plan after its text was last told: that text cannot list it yet, and took it out no more than that. */
function isSince(measure: ServiceRequest, plan: CarePlan | undefined): boolean {
  const [written, told] = [lastUpdatedOf(measure), lastUpdatedOf(plan)].map((at) => Date.parse(at ?? ''));
  return (written ?? Number.NaN) > (told ?? Number.NaN);
}

function besides(id: string, measure: ServiceRequest, place: ToldItem['place']): ToldItem {
  return { id, activity: { detail: detailOf(asJson(measure)) }, place };
}

/** What an activity says besides whom and what it points at: ids differ from system to system. */
function wording({ detail }: JsonObject): string {
  return canonical(withoutReferences(detail ?? null));
}

function withoutReferences(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (!isObject(value)) return value;
  if ('reference' in value || 'identifier' in value) return {};
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, child && withoutReferences(child)]));
}

function bornOf(plan: CarePlan, { detail, extension }: JsonObject, id: string, { base }: Told): ServiceRequest {
  const subject = asJson(plan)['subject'];
  const owners = Array.isArray(extension) ? extension.filter(statesOwner) : [];
  const measure = {
    resourceType: 'ServiceRequest',
    id,
    identifier: [{ system: URI_SYSTEM, value: `urn:uuid:${liftedUuid(base, id)}` }],
    ...(owners.length > 0 ? { extension: owners } : {}),
    ...requestOf(detail as JsonObject, subject),
    intent: 'plan',
    basedOn: [{ reference: `CarePlan/${plan.id}` }],
    ...(subject === undefined ? {} : { subject }),
  };
  return measure as unknown as ServiceRequest;
}

/** Whose the measure is decides who owns it; the activity goes on saying so too. */
function statesOwner(extension: Json): boolean {
  return isObject(extension) && extension['url'] === SAMPLAN.partOwner;
}

function renewed(known: ServiceRequest, { subject }: CarePlan, detail: JsonObject): ServiceRequest {
  const isSame = equal(targetOf(known.subject?.reference), targetOf(subject?.reference));
  const measure = isSame ? known : { ...known, subject };
  return withDetail(asJson(measure), detail, asJson(measure)['subject']) as unknown as ServiceRequest;
}
