import type { AuditEvent } from '@medplum/fhirtypes';
import { walkSegment } from '../audit/verify-chain.ts';
import type { Context } from '../exchange/context.ts';
import { personsOnHold } from '../exchange/hold-record.ts';
import { cutTrace } from '../exchange/keeping-trace.ts';
import { keptUntil } from '../law/kept.ts';
import type { StoredSegment } from '../store/audit-trail.ts';

/**
 * `recent`: its time is not over · `about-kept`: something that it is about is kept here · `open`: its segment is not closed yet · `broken`: somebody
 * changed the segment past Samplan, and what proves it stays.
 */
type EntryKept = 'recent' | 'about-kept' | 'open' | 'broken';

/** What became of the entries of the access log. */
export interface RetainedLog {
  readonly erased: number;
  readonly kept: number;
  readonly because: Readonly<Partial<Record<EntryKept, number>>>;
}

interface RetainLogOptions {
  /** Changes nothing, and says how many would go. */
  readonly isDryRun: boolean;
  readonly stopping?: AbortSignal | undefined;
}

/**
 * Takes entries out of the access log whose time is over, and which are about nothing that is kept: who has seen a record is kept as long as
 * the record (pjl § 25), so also while that is on hold. A closed segment at a time, each with a signed statement in its place.
 *
 * @param years after an entry
 * @example
 * (await retainAccessLog(context, 10, { isDryRun: true })).erased; // 4711
 */
export async function retainAccessLog(
  context: Context,
  years: number,
  { isDryRun, stopping }: RetainLogOptions,
): Promise<RetainedLog> {
  const { store, now } = context;
  const because: Partial<Record<EntryKept, number>> = {};
  const count = (reason: EntryKept, number: number): void => {
    because[reason] = (because[reason] ?? 0) + number;
  };
  const isKept = keeps(context, await personsOnHold(context));
  const cuts = Map.groupBy(await store.auditCuts(), ({ segment }) => segment);
  let [erased, kept] = [0, 0];
  for (const segment of await store.auditSegments()) {
    if (stopping?.aborted) break;
    const over: number[] = [];
    // Who made an entry look old must not have it signed away.
    const isBroken = (await walkSegment(store, segment, cuts.get(segment.id) ?? [])).found !== undefined;
    for (const { position, entry } of await store.auditLinks(segment.id, ALL)) {
      if (!entry) continue;
      const reason = isBroken ? 'broken' : await reasonOf(segment, JSON.parse(entry.body) as AuditEvent);
      if (reason === undefined) over.push(position);
      else {
        kept += 1;
        count(reason, 1);
      }
    }
    if (over.length === 0) continue;
    erased += over.length;
    if (isDryRun) continue;
    // First that it is done: who is killed in between is gone on with by the next run.
    await store.commit({ writes: [cutTrace(context)] });
    await store.cutAccessLog(segment, over, now());
  }
  return { erased, kept, because };

  async function reasonOf(segment: StoredSegment, event: AuditEvent): Promise<EntryKept | undefined> {
    if (keptUntil(event.recorded ?? now(), years) > now()) return 'recent';
    if (!segment.anchor) return 'open';
    return (await isKept(event)) ? 'about-kept' : undefined;
  }
}

const ALL = { after: 0, count: Number.MAX_SAFE_INTEGER };

/** Whether anything that an entry is about is here, or of a person on hold; each is looked up once. */
function keeps({ store }: Context, held: ReadonlySet<string>): (event: AuditEvent) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  const isHere = async (type: string, id: string): Promise<boolean> => {
    if (await store.read(type, id)) return true;
    return type === 'Patient' && held.has(await store.survivor(id));
  };
  return async function isKept({ entity = [] }) {
    for (const { what } of entity) {
      const [, type, id] = /^([A-Za-z]+)\/([A-Za-z0-9\-.]+)/u.exec(what?.reference ?? '') ?? [];
      if (type === undefined || id === undefined) continue;
      const key = `${type}/${id}`;
      known.set(key, known.get(key) ?? isHere(type, id));
      if (await known.get(key)) return true;
    }
    return false;
  };
}
