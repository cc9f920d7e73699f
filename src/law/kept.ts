import type { Resource } from '@medplum/fhirtypes';
import { isIndividualPlan } from '../record/kinds.ts';
import { openConflicts, type PlanRecord, resourcesOf } from '../record/record.ts';
import { courseOf } from '../record/status-lattice.ts';
import type { Duty } from './duties.ts';
import { deathOf } from './person.ts';

/** For how long the controller keeps what has ended; what is not said is kept for ever. */
export interface RetentionSettings {
  /** Records, after the last entry. */
  readonly recordYears?: number;
  /** What is set aside, since it was. */
  readonly setAsideDays?: number;
  /** Entries of the access log that are about nothing that is kept, after each. */
  readonly accessLogYears?: number;
  /** Cron expression; absent: nothing is erased but by command. */
  readonly schedule?: string;
}

/**
 * Why a record is kept: something in it goes on, somebody has to decide or owes something, something of hers waits to be taken in or
 * mended, or a partner lacks something.
 */
export type KeptBecause = 'under-way' | 'conflict' | 'duty' | 'set-aside' | 'waits' | 'owed';

/** A record, and what is known of it besides. */
export interface Circumstances {
  readonly record: PlanRecord;
  /** ISO 8601 instant in UTC. */
  readonly at: string;
  readonly duties: readonly Pick<Duty, 'rule' | 'isOverdue'>[];
  /** Something that came cannot be admitted, or is another plan. */
  readonly isSetAside: boolean;
  /** Something that came has not been taken in. */
  readonly isAwaited: boolean;
  /** A partner does not hold what it should, or something of it is in conflict. */
  readonly isOwed: boolean;
}

/** The duty that ends with the record. */
const KEPT = 'record-kept';

/**
 * Why a record has not ended; nothing: it has, and is kept only for the time that the controller decided. Of the dead, whom nobody helps
 * any more, only an individual plan goes on; but the duty to keep the record holds until its day (pjl § 25).
 *
 * @example
 * keptBecause({ record, at, duties: [], isSetAside: false, isAwaited: false, isOwed: false }); // ['under-way']
 */
export function keptBecause({
  record,
  at,
  duties,
  isSetAside,
  isAwaited,
  isOwed,
}: Circumstances): readonly KeptBecause[] {
  const isDead = deathOf(record, at) !== undefined;
  const isOpen = duties.some(({ rule, isOverdue }) => rule.key !== KEPT || !isOverdue);
  const reasons: Readonly<Record<KeptBecause, boolean>> = {
    'under-way': goesOn(resourcesOf(record), isDead),
    conflict: openConflicts(record).length > 0,
    duty: isOpen,
    'set-aside': isSetAside,
    waits: isAwaited,
    owed: isOwed,
  };
  return (Object.keys(reasons) as KeptBecause[]).filter((reason) => reasons[reason]);
}

/** What stands on its own; goals, meetings and documents hang on it. */
const ON_ITS_OWN: ReadonlySet<string> = new Set(['CarePlan', 'CareTeam', 'ServiceRequest', 'Task']);

/**
 * Whether something goes on among these resources: a plan, a team, a measure, a report of need. Nothing does of the dead but an
 * individual plan.
 *
 * @param isDead whether the person is known to be dead
 * @example
 * goesOn([{ resourceType: 'CarePlan', status: 'completed', … }], false); // false
 */
export function goesOn(resources: readonly Resource[], isDead: boolean): boolean {
  return resources.some((resource) => {
    if (!ON_ITS_OWN.has(resource.resourceType) || (isDead && !isIndividualPlan(resource))) return false;
    const { status } = resource as { readonly status?: unknown };
    const { done = [], ended = [] } = courseOf(resource.resourceType) ?? {};
    // What nobody can read may go on.
    return typeof status !== 'string' || ![...done, ...ended].includes(status);
  });
}

/**
 * Until when something is kept that many years after a moment.
 *
 * @example
 * keptUntil('2026-11-22T10:00:00.000Z', 10); // '2036-11-22T10:00:00.000Z'
 */
export function keptUntil(last: string, years: number): string {
  const until = new Date(last);
  // Of a leap day: the day after, in a year that has none.
  until.setUTCFullYear(until.getUTCFullYear() + years);
  return until.toISOString();
}
