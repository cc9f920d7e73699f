import type { CarePlanActivity, CareTeamParticipant, Reference, Resource } from '@medplum/fhirtypes';
import { answererOf, answersBetween, isAnswering } from './case-answer.ts';
import { type Edit, editsBetween } from './edits.ts';
import { asJson, equal, isObject, type Json } from './json.ts';
import { hasCode, isOpposition } from './kinds.ts';
import { organizationsOf, organizationsOfParticipant } from './organizations.ts';
import { ownerOf } from './owner.ts';
import { type Path, step, valueAt, withValueAt } from './path.ts';
import type { PlanRecord } from './record.ts';
import { isRelative, targetOf } from './references.ts';
import { courseAt, courseOf, statusElement } from './status-lattice.ts';
import { SAMPLAN } from './systems.ts';

const VERIFICATION = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';

/** How a part of a type ends, where that is no course of its status (R4 value sets consent-state-codes, observation-status, condition-ver-status). */
const OTHER_ENDS: Readonly<Record<string, { readonly path: Path; readonly ended: readonly Json[] }>> = {
  Consent: { path: ['status'], ended: ['inactive', 'entered-in-error'] },
  Observation: { path: ['status'], ended: ['entered-in-error'] },
  RelatedPerson: { path: ['active'], ended: [false] },
  Condition: {
    path: ['verificationStatus'],
    ended: [{ coding: [{ system: VERIFICATION, code: 'entered-in-error' }] }],
  },
};

/** Lists from which a member is taken out of the plan or the team. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  CareTeam: ['participant'],
  CarePlan: ['goal', 'activity'],
};

/** The element that ends a part of this type, and what ends it, the one Samplan writes first; none for a Patient. */
function endOf(type: string): { readonly path: Path; readonly ended: readonly Json[] } | undefined {
  const course = courseOf(type);
  if (course) return { path: [statusElement(type)], ended: course.ended };
  return Object.hasOwn(OTHER_ENDS, type) ? OTHER_ENDS[type] : undefined;
}

/**
 * Whether an edit of a part of this type ends something: the part itself, somebody's taking part, or a goal's or
 * measure's place in the plan (design: end of a part), or a case by its answer.
 *
 * @example
 * isEnding('Goal', { path: ['lifecycleStatus'], before: 'active', after: 'cancelled' }); // true
 */
export function isEnding(type: string, { path, before, after }: Edit): boolean {
  if (equal(before, after)) return false;
  const end = endOf(type);
  if (end && equal(path, end.path)) return end.ended.some((ended) => saysSame(after, ended));
  if (type === 'Task' && isAnswering({ path, before, after })) return true;
  const [list, , ...below] = path;
  if (typeof list !== 'string' || !MEMBERS[type]?.includes(list)) return false;
  if (path.length === 1) return membersIn(before) > membersIn(after);
  if (below.length === 0) return after === undefined;
  if (list === 'participant') return endsPeriod(below, before, after);
  return courseAt(type, path)?.ended.some((code) => code === after) === true;
}

/** Codes can come with a display, or with other codes that say the same. */
function saysSame(value: Json | undefined, ended: Json): boolean {
  if (!isObject(ended)) return value === ended;
  return isObject(value) && hasCode(value, VERIFICATION, 'entered-in-error');
}

/** Members of a list that has to be taken whole; an activity that was cancelled is none any more. */
function membersIn(list: Json | undefined): number {
  if (!Array.isArray(list)) return 0;
  const status = (item: Json): Json | undefined => valueAt(item, ['detail', 'status']);
  return list.filter((item: Json) => status(item) !== 'cancelled' && status(item) !== 'entered-in-error').length;
}

/** An end that was set, or moved forward: a longer membership is no end of it. */
function endsPeriod(below: Path, before: Json | undefined, after: Json | undefined): boolean {
  const endIn = (value: Json | undefined): Json | undefined =>
    equal(below, ['period', 'end']) ? value : equal(below, ['period']) ? valueAt(value, ['end']) : undefined;
  const [old, now] = [endIn(before), endIn(after)];
  return typeof now === 'string' && (typeof old !== 'string' || now < old);
}

/** What of an edited part ends something. */
export function endingsOf(before: Resource, after: Resource): readonly Edit[] {
  const type = after.resourceType;
  const [old, now] = [asJson(before), asJson(after)];
  const end = endOf(type);
  const whole = end ? [{ path: end.path, before: valueAt(old, end.path), after: valueAt(now, end.path) }] : [];
  const members = (MEMBERS[type] ?? []).flatMap((list) => editsBetween(old[list], now[list], step([], list)));
  return [...[...whole, ...members].filter((edit) => isEnding(type, edit)), ...answersBetween(before, after)];
}

/**
 * Whether an organization can carry out an end at once: the part's owner, whoever ends its own participation, and the
 * owner of a goal or measure that it takes out of the plan. A case is answered by whose it is to answer. From anyone else it is
 * a proposal. What a person withdraws or refuses takes effect, whoever tells it (pbrl § 4-1); only the end of her opposition is her own or its owner's.
 *
 * @param part as it stands in the record
 */
export function mayEnd(record: PlanRecord, part: Resource, { path }: Edit, organization: string, at: string): boolean {
  if (part.resourceType === 'Consent' && !isOpposition(part)) return true;
  const answerers = organizationsOf(answererOf(part, { path }), record.directory);
  if (answerers.length > 0) return answerers.includes(organization);
  if (ownerOf(record, part, at).includes(organization)) return true;
  const member = path.length > 1 ? valueAt(asJson(part), path.slice(0, 2)) : undefined;
  return isObject(member) && behind(record, path[0], member as unknown, at).includes(organization);
}

/** Organizations whose own a member of the team or the plan is. */
function behind(record: PlanRecord, list: Path[number] | undefined, member: unknown, at: string): readonly string[] {
  if (list === 'participant') return organizationsOfParticipant(member as CareTeamParticipant, record.directory);
  if (list === 'goal') return ownersBehind(record, member as Reference, at);
  const { reference, detail, extension } = member as CarePlanActivity;
  const stated = extension?.find(({ url }) => url === SAMPLAN.partOwner)?.valueReference;
  if (stated) return organizationsOf(stated, record.directory);
  if (reference) return ownersBehind(record, reference, at);
  return (detail?.performer ?? []).flatMap((performer) => organizationsOf(performer, record.directory));
}

function ownersBehind(record: PlanRecord, { reference }: Reference, at: string): readonly string[] {
  const target = reference !== undefined && isRelative(reference) ? targetOf(reference) : undefined;
  const part = target && record.parts.get(`${target.type}/${target.id}`);
  return part ? ownerOf(record, part.resource, at) : [];
}

/**
 * A part as it is once it has ended; itself where it is over already, undefined where nothing ends it (a Patient).
 *
 * @example
 * ended(goal).lifecycleStatus; // 'cancelled'
 */
export function ended<R extends Resource>(resource: R): R | undefined {
  const end = endOf(resource.resourceType);
  if (!end) return undefined;
  if (isOver(resource)) return resource;
  return soundAsEnded(withValueAt(asJson(resource), end.path, end.ended[0]) as unknown as R);
}

/** Whether a part has come to its end, by being done or by being ended: nobody is owed anything of it any more. */
export function isOver(resource: Resource): boolean {
  const { resourceType: type } = resource;
  const end = endOf(type);
  const value = end && valueAt(asJson(resource), end.path);
  if (value === undefined) return false;
  if (courseOf(type)?.done.some((code) => code === value)) return true;
  if ((type === 'Consent' && value === 'rejected') || (type === 'Observation' && value === 'cancelled')) return true;
  return end?.ended.some((code) => saysSame(value, code)) === true;
}

/** A condition that was entered in error has no clinical status any more (R4 condition.html, con-5). */
export function soundAsEnded<R extends Resource>(resource: R): R {
  if (resource.resourceType !== 'Condition' || !isOver(resource)) return resource;
  const { clinicalStatus: _, ...condition } = resource;
  return condition as R;
}

/** Elements that belong to an end besides the one that says it. */
export function alongside(type: string, { path }: Edit): readonly Path[] {
  return type === 'Condition' && equal(path, ['verificationStatus']) ? [['clinicalStatus']] : [];
}
