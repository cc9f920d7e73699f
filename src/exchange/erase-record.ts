import type { Fence } from '../store/store.ts';
import type { Context } from './context.ts';
import { keepingTrace } from './keeping-trace.ts';
import { ownOf, provenanceAbout, versionsOf } from './told-of.ts';

/** What is erased, and what it rests on. */
export interface EraseRecord {
  readonly person: string;
  /** The record's seq when it was decided. */
  readonly seq: number;
  /** She is known to be dead. */
  readonly isDead: boolean;
  /** Leases of partners over which no pass may run meanwhile. */
  readonly fences: readonly Fence[];
}

/**
 * Erases all that is kept of a person: every version of every part, who changed it, what partners hold of her and how she stands with
 * them (pjl § 25). Nothing is sent: what partners hold is theirs. The access log stays, and says that it was done; nothing of what it was.
 *
 * @throws SamplanError `on-hold`; `stale-record` when the record has moved since, `lease-lost`
 * @example
 * await eraseRecord(context, { person: 'p-1', seq: 117, isDead: true, fences });
 */
export async function eraseRecord(context: Context, { person, seq, isDead, fences }: EraseRecord): Promise<void> {
  const { store } = context;
  const persons = [person, ...(await store.joined(person))];
  const tellsOfHerAlone = ownOf(store, persons);
  const traces = new Map<string, { readonly type: string; readonly id: string }>();
  for (const one of persons) {
    for await (const { resourceType: type, id = '' } of provenanceAbout(
      store,
      await versionsOf(store, one),
      tellsOfHerAlone,
    )) {
      traces.set(`${type}/${id}`, { type, id });
    }
  }
  await store.commit({
    fence: fences,
    expect: { record: person, seq },
    writes: [keepingTrace(context, person, 'retention')],
    erased: { person, traces: [...traces.values()], at: context.now(), isDead },
  });
}
