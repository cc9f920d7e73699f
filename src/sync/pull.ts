import { isError } from '../errors.ts';
import type { Features, PullStrategy } from '../store/partner-memory.ts';
import type { Checkpoint } from '../store/store.ts';
import { knownCapabilities, learn } from './capabilities.ts';
import { manyMissing, RECONCILIATION } from './partner-findings.ts';
import type { Pass } from './pass.ts';
import { type Reached, receive } from './receive.ts';
import { Reconciliation } from './reconcile.ts';
import { beginEpoch, isRestore, settleRestored } from './restore.ts';
import { type ChosenStrategy, choosePull, featuresOf, type PullSetting } from './strategy.ts';

/** What is asked of a pull. */
export interface Pull {
  readonly setting: PullSetting;
  readonly checkpoint: Checkpoint;
  /** Look at everything, not only at what changed. */
  readonly reconcile: boolean;
  /** However much is missing is believed to be deleted. */
  readonly acceptMissing: boolean;
}

/** What a pull came to, before anything of it is taken in. */
export interface Pulled extends ChosenStrategy {
  readonly pulled: number;
  readonly deleted: number;
  readonly notVisible: number;
  /** More is missing than anybody deletes: a reconciliation that was asked for goes no further. */
  readonly isStopped: boolean;
  readonly features: Features;
  /** Saved by the caller once it has seen to the rest of the pass. */
  readonly checkpoint: Checkpoint;
  readonly notices: readonly string[];
}

/**
 * Brings into the inbox what a partner changed since the checkpoint, or everything it holds: when that is asked for,
 * when something does not add up, and after a restore from a backup, which is seen by versions that go backwards.
 */
export async function pull(
  pass: Pass,
  { setting, checkpoint: before, reconcile, acceptMissing }: Pull,
): Promise<Pulled> {
  const { context, partner } = pass;
  let capabilities = await knownCapabilities(context, partner);
  let checkpoint = before;
  let isWhole = reconcile || before.reconcile === true || before.restored === true;
  const counts = { pulled: 0, deleted: 0, notVisible: 0 };
  const notices: string[] = [];
  const onLearned = async (met: Features): Promise<void> => {
    capabilities = await learn(context, capabilities, met);
  };

  for (;;) {
    const { strategy: usual, why } = choosePull(setting, capabilities);
    const strategy = isWhole ? wholeOf(usual) : usual;
    const isRestored = checkpoint.restored === true;
    const census = isWhole
      ? await Reconciliation.begin(pass, { isRestored, acceptMissing, knownMissing: before.notVisible ?? 0 })
      : undefined;
    let reached: Reached;
    try {
      reached = await receive(pass, {
        strategy,
        checkpoint,
        onLearned,
        ...(census ? { census } : {}),
        ...(isRestored ? { onChanged: (held, came) => settleRestored(pass, held, came) } : {}),
      });
    } catch (error) {
      // What was met on the way may call for another way of asking.
      if (!isError(error, 'partner-refused') || choosePull(setting, capabilities).strategy === usual) throw error;
      continue;
    }
    counts.pulled += reached.pulled;
    counts.deleted += reached.deleted;
    counts.notVisible = census?.notVisible ?? 0;
    if (!isRestored && isRestore(reached)) {
      checkpoint = await beginEpoch(pass, checkpoint);
      isWhole = true;
      notices.push(`restored from a backup: epoch ${checkpoint.epoch}, everything was looked at again`);
    } else if (reached.doubtful && !isWhole) {
      checkpoint = { ...checkpoint, reconcile: true, run: pass.run };
      await context.store.saveCheckpoint(checkpoint, pass.fence);
      isWhole = true;
      notices.push('what was newest is not there any more: everything was looked at');
    } else {
      const isMuchMissing = census?.isStopped ?? false;
      if (census) await tell(pass, census);
      if (isMuchMissing) notices.push('much is missing: nothing of it was taken as deleted');
      const { restored: _restored, reconcile: _reconcile, run: _run, ...kept } = checkpoint;
      const next = {
        ...kept,
        cursor: reached.cursor,
        ...(census && !isMuchMissing ? { notVisible: census.notVisible } : {}),
      };
      const features = featuresOf(capabilities);
      return { ...counts, strategy, why, isStopped: isMuchMissing && reconcile, features, notices, checkpoint: next };
    }
  }
}

/** How everything is asked for: by listing, unless nobody may browse. */
function wholeOf(strategy: PullStrategy): PullStrategy {
  return strategy === 'per-person' ? strategy : 'listing';
}

/** An operator sees that nothing was believed, until everything was found again. */
async function tell({ context, partner, fence }: Pass, { isStopped, counts }: Reconciliation): Promise<void> {
  const place = { partner: partner.name, place: RECONCILIATION };
  await context.store.commit(
    isStopped ? { fence, found: [manyMissing(partner.name, counts, context.now())] } : { fence, settled: [place] },
  );
}
