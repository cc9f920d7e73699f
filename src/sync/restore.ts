import type { Held } from '../connector/connector.ts';
import { isError } from '../errors.ts';
import { forgetBase, rebase } from '../exchange/rebase.ts';
import { lastUpdatedOf, successionOf } from '../record/peer-version.ts';
import type { HeldVersion } from '../store/partner-memory.ts';
import type { Checkpoint, ReceivedResource } from '../store/store.ts';
import type { Pass } from './pass.ts';

/** So many versions going backwards, and such a part of those looked at, are a restore from a backup. */
const AT_LEAST = 5;
const PART = 0.01;

/**
 * Whether a partner was restored from a backup (design: Sync).
 *
 * @example
 * isRestore({ backwards: 7, looked: 300 }); // true
 */
export function isRestore({ backwards, looked }: { readonly backwards: number; readonly looked: number }): boolean {
  return backwards >= AT_LEAST && backwards >= looked * PART;
}

/**
 * A new epoch of a partner's time. Cursor, seen versions and what waits in the inbox are of another one: everything is
 * looked at, and what was read before the restore and stands there no more is no news.
 */
export async function beginEpoch({ context, partner, fence, run }: Pass, before: Checkpoint): Promise<Checkpoint> {
  const checkpoint: Checkpoint = { ...before, epoch: before.epoch + 1, cursor: {}, restored: true, run };
  await context.store.commit({ fence, checkpoint, forgotten: partner.name });
  return checkpoint;
}

/**
 * What becomes of a resource that a restored partner holds otherwise than we knew. A state that is not later than the
 * one we knew is what the backup had: it is the partner's text from now on, and no edit, so our view goes out again. A
 * later one was edited since: against the state before that where the partner still has it, else against nothing, so
 * that every element that differs becomes a conflict and none is silently undone.
 *
 * @returns what is to be merged
 */
export async function settleRestored(
  pass: Pass,
  known: HeldVersion,
  came: ReceivedResource,
): Promise<ReceivedResource | undefined> {
  const { context, partner, fence } = pass;
  const counterpart = await context.store.counterpart(partner.name, known.type, known.id);
  if (!counterpart) return came;
  const held = came as ReceivedResource & Held;
  if (isRestoredState(known, came)) {
    await rebase(context, partner, counterpart, held, fence);
    return undefined;
  }
  // The directory follows its source, whatever happened there.
  if (known.person === undefined) return came;
  const base = await stateBefore(pass, known, came);
  if (base) await rebase(context, partner, counterpart, base, fence);
  else await forgetBase(context, counterpart, fence);
  return came;
}

function isRestoredState(known: HeldVersion, { version, resource }: ReceivedResource): boolean {
  const lastUpdated = lastUpdatedOf(resource);
  const elapsed = Date.parse(lastUpdated ?? '') - Date.parse(known.lastUpdated ?? '');
  return Number.isNaN(elapsed) ? successionOf(known, { version }) === 'earlier' : elapsed <= 0;
}

/** The newest of the partner's own versions that is not later than what we knew: what somebody edited. */
async function stateBefore(
  { partner }: Pass,
  known: HeldVersion,
  { type, peerId, version }: ReceivedResource,
): Promise<Held | undefined> {
  const limit = Date.parse(known.lastUpdated ?? '');
  try {
    for await (const earlier of partner.connector.versionsBefore(type, peerId, version)) {
      if (Date.parse(lastUpdatedOf(earlier.resource) ?? '') <= limit) return earlier;
    }
  } catch (error) {
    // Without the history there is no base; that is not the plan's fault.
    if (!isError(error, 'partner-refused', 'partner-malformed')) throw error;
  }
  return undefined;
}
