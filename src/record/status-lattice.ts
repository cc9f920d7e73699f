import type { Json } from './json.ts';
import type { Path } from './path.ts';

/** The codes of a status, in the order in which a thing lives through them. */
export interface Course {
  /** Codes on the way, each further along than the one before. */
  readonly way: readonly string[];
  /** How it comes to its end by being done, or not done. */
  readonly done: readonly string[];
  /** How somebody ends it before that; the first is the one Samplan writes. */
  readonly ended: readonly string[];
}

const REQUEST: Course = {
  way: ['unknown', 'draft', 'active', 'on-hold'],
  done: ['completed'],
  ended: ['revoked', 'entered-in-error'],
};

/** R4 value sets request-status, goal-status, task-status, appointmentstatus, encounter-status, care-team-status, document-reference-status, event-status. */
const COURSES: Readonly<Record<string, Course>> = {
  CarePlan: REQUEST,
  ServiceRequest: REQUEST,
  Goal: {
    way: ['proposed', 'planned', 'accepted', 'active', 'on-hold'],
    done: ['completed', 'rejected'],
    ended: ['cancelled', 'entered-in-error'],
  },
  Task: {
    way: ['draft', 'requested', 'received', 'accepted', 'ready', 'in-progress', 'on-hold'],
    done: ['completed', 'failed', 'rejected'],
    ended: ['cancelled', 'entered-in-error'],
  },
  Appointment: {
    way: ['proposed', 'waitlist', 'pending', 'booked', 'arrived', 'checked-in'],
    done: ['fulfilled', 'noshow'],
    ended: ['cancelled', 'entered-in-error'],
  },
  Encounter: {
    way: ['unknown', 'planned', 'arrived', 'triaged', 'in-progress', 'onleave'],
    done: ['finished'],
    ended: ['cancelled', 'entered-in-error'],
  },
  CareTeam: { way: ['proposed', 'active', 'suspended'], done: [], ended: ['inactive', 'entered-in-error'] },
  DocumentReference: { way: ['current', 'superseded'], done: [], ended: ['entered-in-error'] },
  Communication: {
    way: ['unknown', 'preparation', 'in-progress', 'on-hold'],
    done: ['completed', 'not-done', 'stopped'],
    ended: ['entered-in-error'],
  },
};

/** care-plan-activity-status, of an activity that is written inline. */
const ACTIVITY: Course = {
  way: ['unknown', 'not-started', 'scheduled', 'in-progress', 'on-hold'],
  done: ['completed', 'stopped'],
  ended: ['cancelled', 'entered-in-error'],
};

/** The element that holds a resource's status. */
export function statusElement(type: string): string {
  return type === 'Goal' ? 'lifecycleStatus' : 'status';
}

/** The course of a type's own status; undefined for one that has none here. */
export function courseOf(type: string): Course | undefined {
  return Object.hasOwn(COURSES, type) ? COURSES[type] : undefined;
}

/** The course of the status that stands at a path; undefined where there stands none. */
export function courseAt(type: string, path: Path): Course | undefined {
  if (path.length === 1) return path[0] === statusElement(type) ? courseOf(type) : undefined;
  const [list, , detail, status, ...more] = path;
  const isActivity = type === 'CarePlan' && list === 'activity' && detail === 'detail' && status === 'status';
  return isActivity && more.length === 0 ? ACTIVITY : undefined;
}

/**
 * What two statuses come to that both sides set since they last agreed: the one further along. Two different ends have
 * nothing above them that would not lose one of the two: completed against revoked is for a person to decide.
 *
 * @returns undefined where the path holds no status, a code is not known, or the two have no common upper bound
 * @example
 * joinStatus('Task', ['status'], 'accepted', 'completed'); // 'completed'
 * joinStatus('Task', ['status'], 'cancelled', 'completed'); // undefined
 */
export function joinStatus(
  type: string,
  path: Path,
  left: Json | undefined,
  right: Json | undefined,
): string | undefined {
  const course = courseAt(type, path);
  if (!course) return undefined;
  const [one, other] = [rank(course, left), rank(course, right)];
  if (one === undefined || other === undefined) return undefined;
  if (left !== right && one === other) return undefined;
  return (one >= other ? left : right) as string;
}

/** Every end is above the whole way, and beside every other end. */
function rank({ way, done, ended }: Course, code: Json | undefined): number | undefined {
  if (typeof code !== 'string') return undefined;
  if (done.includes(code) || ended.includes(code)) return way.length;
  const index = way.indexOf(code);
  return index < 0 ? undefined : index;
}
