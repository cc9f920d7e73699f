import { conflictOf } from '../record/conflict.ts';
import { asJson, equal, type Json } from '../record/json.ts';
import type { Disagreement } from '../record/merge.ts';
import { valueAt } from '../record/path.ts';
import { openConflicts, type PlanRecord } from '../record/record.ts';
import type { Store } from '../store/store.ts';

/**
 * True of a value that comes from a partner and that the record had itself since both were known to say the same: a write whose answer was lost, and
 * which comes back when the record has gone on (invariant I8). It is no edit of the partner's. Whoever reached the same by himself agreed with what
 * stood here, and was followed by who wrote next.
 *
 * What the partner said before, and is in conflict about, stays its own however often it says it.
 *
 * @example
 * await isOwnEcho(store, before, 'Helse Fjordvik HF', disagreement); // true: nobody there wrote it
 */
export async function isOwnEcho(
  store: Store,
  record: PlanRecord,
  partner: string,
  { part, path, base, theirs }: Disagreement & { readonly part: string },
): Promise<boolean> {
  const isItsOwn = openConflicts(record)
    .flatMap((task) => conflictOf(task) ?? [])
    .some((conflict) => conflict.partner === partner && conflict.part === part && equal(conflict.path, path));
  if (isItsOwn) return false;
  const [type = '', id = ''] = part.split('/');
  for (const { resource } of await store.history(type, id)) {
    const value: Json | undefined = valueAt(asJson(resource), path);
    if (equal(value, base)) return false;
    if (equal(value, theirs)) return true;
  }
  return false;
}
