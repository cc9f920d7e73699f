import type { JsonObject } from '../record/json.ts';
import { type Before, carryOver } from './carry-over.ts';
import type { Loss } from './loss.ts';
import { type RecordPlan, toRecord } from './to-record.ts';

/**
 * What is written with everything of the receiver's own record that FHIR never took: fields that the mapping does not read, and
 * values that have no counterpart. Nothing of it may come in as FHIR the next time: then it would say what the sender does not.
 */
export function keepOwn(plan: RecordPlan, written: JsonObject, before: Before): JsonObject {
  const isOwn = neverTaken(toRecord(plan, before.record).loss);
  const taken = new Set<string>();
  for (;;) {
    const { source, stayed } = carryOver(written, before, (pointer) => isOwn(pointer) && !taken.has(pointer));
    if (stayed.length === 0) return source;
    const isStillOwn = neverTaken(toRecord(plan, source).loss);
    const takenNow = stayed.filter(({ is }) => !isStillOwn(is));
    if (takenNow.length === 0) return source;
    for (const { was } of takenNow) taken.add(was);
  }
}

/** Of pointers: whether nobody read what stands there, or it has no counterpart. */
function neverTaken(losses: readonly Loss[]): (pointer: string) => boolean {
  const own = new Set(
    losses.flatMap(({ pointer, reason }) => (reason === 'unread' || reason === 'unmapped' ? [pointer] : [])),
  );
  const isOwn = (pointer: string): boolean =>
    own.has(pointer) || (pointer !== '' && isOwn(pointer.slice(0, pointer.lastIndexOf('/'))));
  return isOwn;
}
