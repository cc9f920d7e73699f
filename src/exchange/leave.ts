import type { Connector } from '../connector/connector.ts';
import { isError } from '../errors.ts';
import type { Commit, Fence } from '../store/store.ts';
import type { Context, Partner } from './context.ts';
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

/** What was decided holds no more: the next round decides again. */
export function hasPassed(error: unknown): boolean {
  return error instanceof DecisionPassed || isError(error, 'stale-record');
}

/**
 * The way out: every write to a partner passes here, and is asked about once more when only its bytes are left to send,
 * whatever the connector looked up first. The lease is still ours, the record is the one that was decided about, and no
 * consent has run out meanwhile (invariant I2).
 *
 * @param intent what is durable before the write leaves
 * @throws SamplanError `stale-record`, `lease-lost`; DecisionPassed
 */
export async function leave<Answer>(
  { store, now }: Context,
  { partner, loaded, outlook, fence }: Decided & { readonly partner: Pick<Partner, 'connector'> },
  intent: Pick<Commit, 'counterparts' | 'links'>,
  write: (connector: Connector) => Promise<Answer>,
): Promise<Answer> {
  const still: Commit = { fence, expect: { record: loaded.record.person, seq: loaded.seq } };
  if (intent.counterparts || intent.links) await store.commit({ ...intent, ...still });
  const guarded = partner.connector.guarded(async () => {
    await store.commit(still);
    if (outlook.nextChange !== undefined && now() >= outlook.nextChange) throw new DecisionPassed();
  });
  return write(guarded);
}
