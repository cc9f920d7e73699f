import { dutiesOf } from '../law/duties.ts';
import { afterEnd } from '../record/period.ts';
import type { DutyDay } from '../store/duty-memory.ts';
import type { Context } from './context.ts';
import { dutiesUpToDate } from './duty-index.ts';
import type { DutyFilter } from './list-duties.ts';
import { loadRecord } from './load-record.ts';
import { emergencyDuties, unreviewedEmergencies, unreviewedOf } from './unreviewed-emergencies.ts';

/** How many duties a rule makes somebody owe. */
export interface DutyCount {
  /** Key of the rule (docs/law.md). */
  readonly rule: string;
  readonly state: 'due' | 'overdue';
  readonly count: number;
}

/**
 * How many duties there are in all records, by rule and whether their day has passed: as `listDuties` for the controller, without
 * keeping them.
 *
 * @param signal ends it early, without an answer
 * @example
 * await countDuties(context); // [{ rule: 'plan-revision', state: 'overdue', count: 3 }]
 */
export async function countDuties(context: Context, signal?: AbortSignal): Promise<readonly DutyCount[] | undefined> {
  const days = await dutyDays(context, {}, signal);
  if (days === undefined) return undefined;
  const at = context.now();
  const stateOf = ({ due }: DutyDay): DutyCount['state'] =>
    due === undefined || at >= afterEnd(due) ? 'overdue' : 'due';
  return [...Map.groupBy(days, (day) => `${day.rule} ${stateOf(day)}`).values()].flatMap(([day, ...more]) =>
    day
      ? [{ rule: day.rule, state: stateOf(day), count: more.reduce((sum, { count }) => sum + count, day.count) }]
      : [],
  );
}

/**
 * How many duties of each rule are due on each day, for the controller: counts only. By the index of duties where there is one, else every
 * record is read.
 *
 * @param signal ends it early, without an answer
 * @example
 * await dutyDays(context, { organization: '310000027' }); // [{ rule: 'plan-revision', due: '2026-12-24', count: 3 }]
 */
export async function dutyDays(
  context: Context,
  { organization, until }: Pick<DutyFilter, 'organization' | 'until'>,
  signal?: AbortSignal,
): Promise<readonly DutyDay[] | undefined> {
  const { store, partners, controller, now } = context;
  const isAsked = ({
    organizations,
    due,
  }: {
    readonly organizations: readonly string[];
    readonly due: string | undefined;
  }): boolean =>
    (organization === undefined || organizations.includes(organization)) &&
    (until === undefined || due === undefined || due <= until);
  const days = new Map<string, DutyDay>();
  const add = ({
    rule,
    due,
    count,
  }: {
    readonly rule: string;
    readonly due?: string | undefined;
    readonly count: number;
  }): void => {
    const key = `${rule} ${due}`;
    const known = days.get(key);
    days.set(key, { rule, ...(due === undefined ? {} : { due }), count: (known?.count ?? 0) + count });
  };
  if (await dutiesUpToDate(context)) {
    const query = {
      ...(organization === undefined ? {} : { organization }),
      ...(until === undefined ? {} : { until }),
    };
    for (const day of await store.dutyDays(query)) add(day);
    for (const duty of (await emergencyDuties(context, now())).filter(isAsked))
      add({ rule: duty.rule.key, due: duty.due, count: 1 });
    return [...days.values()];
  }
  const emergencies = await unreviewedEmergencies(store);
  for (const person of (await store.changedSince(0)).persons) {
    if (signal?.aborted) return undefined;
    const { record } = await loadRecord(store, person);
    const unreviewed = unreviewedOf(emergencies, person, controller);
    for (const { rule, due } of dutiesOf(record, now(), partners, unreviewed).filter(isAsked))
      add({ rule: rule.key, due, count: 1 });
  }
  return [...days.values()];
}
