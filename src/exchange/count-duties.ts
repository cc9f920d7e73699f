import { dutiesOf } from '../law/duties.ts';
import type { Context } from './context.ts';
import { loadRecord } from './load-record.ts';
import { unreviewedEmergencies, unreviewedOf } from './unreviewed-emergencies.ts';

/** How many duties a rule makes somebody owe. */
export interface DutyCount {
  /** Key of the rule (docs/law.md). */
  readonly rule: string;
  readonly state: 'due' | 'overdue';
  readonly count: number;
}

/**
 * How many duties there are in all records, by rule and whether their day has passed: as `listDuties` for the controller, without
 * keeping them. Reads every record.
 *
 * @param signal ends it early, without an answer
 * @example
 * await countDuties(context); // [{ rule: 'plan-revision', state: 'overdue', count: 3 }]
 */
export async function countDuties(
  { store, partners, controller, now }: Context,
  signal?: AbortSignal,
): Promise<readonly DutyCount[] | undefined> {
  const counts = new Map<string, { rule: string; state: DutyCount['state']; count: number }>();
  const emergencies = await unreviewedEmergencies(store);
  for (const person of (await store.changedSince(0)).persons) {
    if (signal?.aborted) return undefined;
    const { record } = await loadRecord(store, person);
    const unreviewed = unreviewedOf(emergencies, person, controller);
    for (const { rule, isOverdue } of dutiesOf(record, now(), partners, unreviewed)) {
      const state = isOverdue ? 'overdue' : 'due';
      const counted = counts.get(`${rule.key} ${state}`) ?? { rule: rule.key, state, count: 0 };
      counted.count += 1;
      counts.set(`${rule.key} ${state}`, counted);
    }
  }
  return [...counts.values()];
}
