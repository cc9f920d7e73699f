import type { DutyQuery } from '../store/duty-memory.ts';
import type { Context } from './context.ts';
import { dutiesUpToDate } from './duty-index.ts';
import { listDuties } from './list-duties.ts';

/**
 * Persons about whom somebody owes something by such rules, in the order of their ids, after `after`. For the controller.
 *
 * @example
 * await personsOwing(context, { rules: ['plan-revision'], until: '2026-12-31', count: 25 });
 */
export async function personsOwing(
  context: Context,
  {
    rules,
    until,
    after = '',
    count,
  }: Required<Pick<DutyQuery, 'rules' | 'until'>> & { readonly after?: string; readonly count: number },
): Promise<readonly string[]> {
  if (await dutiesUpToDate(context)) return context.store.dutyPersons({ rules, until, after, count });
  const { duties } = await listDuties(context, context.controller, { until });
  const persons = new Set(duties.filter(({ rule }) => rules.includes(rule.key)).map(({ person }) => person));
  return [...persons]
    .toSorted()
    .filter((person) => person > after)
    .slice(0, count);
}
