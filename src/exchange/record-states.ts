import { keyOf } from '../record/record.ts';
import type { Store, Stored } from '../store/store.ts';
import type { LoadedRecord } from './load-record.ts';

/** One change of a record, by whatever wrote it. */
export interface RecordState {
  /** Seq of the first version that the change wrote, and of the last. */
  readonly from: number;
  readonly seq: number;
  /** When it was written: ISO 8601, UTC. */
  readonly at: string;
  /** Parts that it wrote, by `Type/id`. */
  readonly changed: readonly string[];
}

/** The changes of a record, the oldest first, and every version of its parts, the newest first. */
export async function statesOf(
  store: Store,
  { record }: LoadedRecord,
): Promise<{
  readonly states: readonly RecordState[];
  readonly versions: ReadonlyMap<string, readonly Stored[]>;
}> {
  const versions = new Map<string, readonly Stored[]>();
  for (const [key, { resource }] of record.parts) {
    const history = await store.history(resource.resourceType, resource.id ?? '');
    versions.set(
      key,
      history.filter((one) => one.record === record.person && !one.deleted),
    );
  }
  const states: RecordState[] = [];
  const all = [...versions.values()].flat();
  for (const { resource, seq } of all.toSorted((one, other) => one.seq - other.seq)) {
    const last = states.at(-1);
    const at = resource.meta?.lastUpdated ?? '';
    // One commit writes its versions one after the other, and its traces after them.
    if (last && last.seq + 1 === seq) {
      states.splice(-1, 1, { ...last, seq, at, changed: [...last.changed, keyOf(resource)] });
    } else states.push({ from: seq, seq, at, changed: [keyOf(resource)] });
  }
  return { states, versions };
}
