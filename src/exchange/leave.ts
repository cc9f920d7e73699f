import type { Commit, Fence } from '../store/store.ts';
import type { Context } from './context.ts';
import type { LoadedRecord } from './load-record.ts';
import type { Outlook } from './outlook.ts';

/** What a write is decided on: the record as it was read, and what consent said of it then. */
export interface Decided {
  readonly loaded: LoadedRecord;
  readonly outlook: Pick<Outlook, 'nextChange'>;
  readonly fence: Fence;
}

/** What was decided holds no more: a consent came, went or ran out since. The next round decides again. */
export class DecisionPassed extends Error {}

/**
 * The way out: every write to a partner passes here, and nothing is awaited between the check and the write. The lease
 * is still ours, the record is the one that was decided about, and no consent has run out meanwhile (invariant I2).
 *
 * @param intent what is durable before the write leaves
 * @throws SamplanError `stale-record`, `lease-lost`; DecisionPassed
 */
export async function leave<Answer>(
  { store, now }: Context,
  { loaded, outlook, fence }: Decided,
  intent: Pick<Commit, 'counterparts' | 'links'>,
  write: () => Promise<Answer>,
): Promise<Answer> {
  await store.commit({ ...intent, fence, expect: { record: loaded.record.person, seq: loaded.seq } });
  if (outlook.nextChange !== undefined && now() >= outlook.nextChange) throw new DecisionPassed();
  return write();
}
