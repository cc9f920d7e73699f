import { createHash } from 'node:crypto';
import { PartnerUnreachable } from '../connector/unreachable.ts';
import { isError } from '../errors.ts';
import type { Context, Partner } from '../exchange/context.ts';
import { leavesAsOne } from '../exchange/settle.ts';
import { knownCapabilities } from './capabilities.ts';
import { Deliveries, type Pushed, type Pushing } from './deliveries.ts';
import { duePersons } from './due-persons.ts';
import { each } from './each.ts';
import { Interrupted, unlessCut } from './interrupted.ts';
import type { Pass, RunOptions } from './pass.ts';
import type { Share, ShareDone, Sharing } from './sharing.ts';
import { featuresOf } from './strategy.ts';
import { newTurns, nextTurn, type Turns } from './turns.ts';

/** What leaves as one file is one process's to write; where nothing leaves, what is owed stays owed, and nobody could tell what others left. */
export function mayBeShared({ partner, concurrency }: Pass, { fewest }: Sharing, due: readonly string[]): boolean {
  return (
    due.length >= fewest && concurrency > 1 && isSent(partner) && !leavesAsOne(partner) && !partner.connector.unsettled
  );
}

function isSent({ mode }: Partner): boolean {
  return mode === 'both' || mode === 'push';
}

/**
 * Delivers to many, together with other processes: never to more at once than the partner is to be given, and never to one twice. Half of the lanes
 * are kept for this process, and those that nobody has come for after a while.
 *
 * @param due as they are now; who takes a share looks by itself
 */
export async function pushInShares(
  pass: Pass,
  { sharing, ...pushing }: Pushing & { readonly sharing: Sharing },
  due: readonly string[],
): Promise<Pushed> {
  const { context, partner, run, fence, concurrency, onPerson } = pass;
  const { store, now } = context;
  const lanes = await newTurns(store, `${fence.lease}/lanes`, concurrency, now());
  const shards = await newTurns(store, `${fence.lease}/shards`, Math.ceil(due.length / sharing.shard), now());
  const kept = Math.ceil(concurrency / 2);
  for (let lane = 0; lane < kept; lane += 1) await nextTurn(store, lanes, now());
  const share: Share = { partner: partner.name, run, fence, atOnce: pushing.atOnce, lanes, shards };
  const over = await sharing.offer(share, concurrency - kept);

  const deliveries = new Deliveries(pass, pushing);
  let done = 0;
  const told = (): void => {
    done += 1;
    onPerson?.(done, due.length);
  };
  const isOver = new AbortController();
  let isWell = true;
  const own = each(Array.from({ length: kept }), kept, () => walk(context, shards, due, deliveries, told))
    .catch((error: unknown) => {
      isWell = false;
      throw error;
    })
    .finally(() => isOver.abort());
  const others = (async () => {
    await sharing.patience(isOver.signal);
    if (!isWell) return;
    const left: number[] = [];
    for (
      let lane = await nextTurn(store, lanes, now());
      lane !== undefined;
      lane = await nextTurn(store, lanes, now())
    ) {
      left.push(lane);
    }
    await each(left, left.length, () => walk(context, shards, due, deliveries, told));
  })();
  const ends = await Promise.allSettled([own, others]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  const ended = await over();
  for (const one of ended.done) {
    deliveries.add(pushedOf(one));
    done += one.persons;
  }
  if (!ended.isAll) return { ...deliveries.pushed, isLeft: true };
  // Whom others left: who stopped in the middle, or met somebody whom the partner's directory did not have yet.
  if (!deliveries.pushed.unreachable) {
    await each(await duePersons(pass, false), concurrency, async (person) => {
      if (await deliveries.to(person)) told();
    });
  }
  onPerson?.(due.length, due.length);
  return deliveries.pushed;
}

/**
 * Takes a share of what another process's pass delivers. Ends well where the pass is over, or this process stops: what it leaves the pass
 * delivers. Rejects where it is cut off in the middle of a step, which goes on under the fence of the pass until the process is gone.
 *
 * @returns undefined where it is not needed any more
 */
export async function takeShare(
  context: Context,
  partner: Partner,
  share: Share,
  { random, log, stopping, cutting }: Pick<RunOptions, 'random' | 'log' | 'stopping' | 'cutting'>,
): Promise<ShareDone | undefined> {
  const { run, fence, atOnce } = share;
  const { store, now } = context;
  let pushed: Pushed | undefined;
  let persons = 0;
  try {
    // Whoever comes late takes no turn of the next pass.
    await store.commit({ fence });
    if ((await nextTurn(store, share.lanes, now())) === undefined) return undefined;
    const features = featuresOf(await knownCapabilities(context, partner));
    const pass: Pass = {
      ...{ run, context, fence, concurrency: 1, log: log.with({ partner: partner.name, run }) },
      partner: { ...partner, connector: partner.connector.knowing(features), makesEntries: false },
      ...(stopping ? { stopping } : {}),
    };
    const deliveries = new Deliveries(pass, { random, atOnce });
    const due = await duePersons(pass, atOnce);
    const work = walk(context, share.shards, due, deliveries, () => {
      persons += 1;
    });
    try {
      await unlessCut(work, cutting);
    } finally {
      pushed = deliveries.pushed;
    }
  } catch (error) {
    if (cutting?.aborted || !(isError(error, 'lease-lost') || error instanceof Interrupted)) throw error;
  }
  return pushed && shareDone(pushed, persons);
}

/** Delivers shard by shard, as long as there is one that nobody has had. */
async function walk(
  { store, now }: Context,
  shards: Turns,
  due: readonly string[],
  deliveries: Deliveries,
  told: () => void,
): Promise<void> {
  const byShard = Map.groupBy(due, (person) => shardOf(person, shards.count));
  while (!deliveries.pushed.unreachable) {
    const shard = await nextTurn(store, shards, now());
    if (shard === undefined) return;
    for (const person of byShard.get(shard) ?? []) if (await deliveries.to(person)) told();
  }
}

/** The same in every process. */
function shardOf(person: string, count: number): number {
  return createHash('sha256').update(person).digest().readUInt32BE() % count;
}

function shareDone({ unreachable, ...counts }: Pushed, persons: number): ShareDone {
  if (!unreachable) return { ...counts, persons };
  const { where = '', found = '' } = unreachable;
  const retryAfterSeconds = (unreachable instanceof PartnerUnreachable && unreachable.retryAfterSeconds) || 0;
  return { ...counts, persons, unreachable: { where, found, retryAfterSeconds } };
}

function pushedOf({ unreachable, persons: _persons, ...counts }: ShareDone): Pushed {
  return unreachable ? { ...counts, unreachable: new PartnerUnreachable(unreachable) } : counts;
}
