import type { CarePlan, CarePlanActivity } from '@medplum/fhirtypes';
import { nameIn } from './ledger.ts';

/** What a user does with a measure that stands in its plan. */
export type ListChange = 'adds' | 'renames' | 'ends';

/** Texts for what is written. */
interface Texts {
  added(): string;
  rewritten(part: string, before: string | undefined): string;
}

/**
 * The plan as a user of a system that keeps measures in it leaves it. Each item says in its description which it is.
 *
 * @returns undefined where there is nothing to change so
 */
export function withActivity(plan: CarePlan, change: ListChange, which: number, texts: Texts): CarePlan | undefined {
  const items = plan.activity ?? [];
  if (change === 'adds') {
    const text = texts.added();
    const detail = { status: 'in-progress', code: { text }, description: nameIn(text) ?? '' } as const;
    return { ...plan, activity: [...items, { detail }] };
  }
  const index = (which >> 3) % Math.max(items.length, 1);
  const item = items[index];
  if (!item?.detail || (change === 'renames' && !item.detail.description)) return undefined;
  const name = nameIn(item.detail.code?.text);
  if (name === undefined) return undefined;
  const more =
    change === 'ends'
      ? { status: 'completed' as const }
      : { code: { text: texts.rewritten(name, item.detail.code?.text) } };
  const edited: CarePlanActivity = { ...item, detail: { ...item.detail, ...more } };
  return { ...plan, activity: items.with(index, edited) };
}
