import { PartnerUnreachable } from '../connector/unreachable.ts';
import { isError } from '../errors.ts';
import type { RunSummary } from '../store/partner-memory.ts';
import type { Checkpoint } from '../store/store.ts';
import { knownCapabilities } from './capabilities.ts';
import { enrol } from './enrolment.ts';
import { refuseWhenStopping } from './interrupted.ts';
import type { Pass, PassSettings, RunOptions } from './pass.ts';
import { type Pulled, pull } from './pull.ts';
import { markUnreachable, push } from './push.ts';
import { pauseUntil } from './retry.ts';
import { featuresOf } from './strategy.ts';
import { takeIn } from './take-in.ts';
import type { Tally } from './tally.ts';

/**
 * Carries out a pass that holds the partner's lease, phase by phase.
 *
 * @param tally is told what each phase came to, also of a pass that fails
 */
export async function carryOut(
  pass: Pass,
  options: RunOptions,
  settings: PassSettings,
  tally: Tally,
): Promise<RunSummary['outcome']> {
  const { context, partner, run } = pass;
  const { pausedUntil, ...checkpoint } = (await context.store.checkpoint(partner.name)) ?? firstOf(partner.name);
  tally.add({ epoch: checkpoint.epoch });
  if (pausedUntil !== undefined && context.now() < pausedUntil && !options.atOnce) {
    tally.notice(`the partner asked not to be called before ${pausedUntil}`);
    return 'paused';
  }
  if (checkpoint.run !== undefined && checkpoint.run !== run)
    tally.notice(`goes on where ${checkpoint.run} ended early`);
  try {
    return await phases(pass, checkpoint, options, settings, tally);
  } catch (error) {
    if (isError(error, 'partner-unreachable')) {
      await markUnreachable(pass, options);
      await pauseFor(pass, error);
    }
    throw error;
  }
}

async function phases(
  given: Pass,
  before: Checkpoint,
  options: RunOptions,
  settings: PassSettings,
  tally: Tally,
): Promise<RunSummary['outcome']> {
  const { context, partner, fence } = given;
  const started = context.now();
  const pulls = partner.mode !== 'push';
  refuseWhenStopping(given);
  const pulled = await tally.phase('ask', () =>
    pulls ? askFor(given, before, options, settings) : unasked(given, before),
  );
  told(tally, pulled);
  const { checkpoint, features } = pulled;
  if (pulled.isStopped) {
    await context.store.saveCheckpoint(checkpoint, fence);
    return 'stopped';
  }
  const pass = { ...given, partner: { ...partner, connector: partner.connector.knowing(features) } };
  if (pulls) tally.add(await tally.phase('take-in', () => takeIn(pass)));
  const enrolledSeq = await tally.phase('enrol', () => enrol(context, partner, checkpoint.enrolledSeq, fence));
  await context.store.saveCheckpoint({ ...checkpoint, enrolledSeq }, fence);
  // What a whole pull did not meet again lies outside of every window to come.
  if (pulls) await context.store.forgetSeen(partner.name, started);

  const { unreachable, withheld, isLeft, ...deliveries } = await tally.phase('deliver', () => push(pass, options));
  tally.add(deliveries);
  if (partner.mode === 'shadow') tally.notice(`shadow: ${withheld} resources would be sent`);
  tally.notice(...((await partner.connector.notices?.()) ?? []));
  tell(pass, tally, withheld);
  if (!unreachable) return isLeft ? 'interrupted' : 'completed';
  await pauseFor(pass, unreachable);
  return 'unreachable';
}

function firstOf(partner: string): Checkpoint {
  return { partner, epoch: 1, cursor: {}, enrolledSeq: 0 };
}

function askFor(pass: Pass, checkpoint: Checkpoint, options: RunOptions, settings: PassSettings): Promise<Pulled> {
  return pull(pass, {
    setting: settings.pull,
    checkpoint,
    reconcile: options.kind === 'reconciliation',
    acceptMissing: options.acceptMissing === true,
  });
}

type Asked = Omit<Pulled, 'strategy' | 'why'> & Partial<Pick<Pulled, 'strategy' | 'why'>>;

/** In a mode that pulls nothing, what is known of the partner's system still says how it is written to. */
async function unasked({ context, partner }: Pass, checkpoint: Checkpoint): Promise<Asked> {
  const features = featuresOf(await knownCapabilities(context, partner));
  return { pulled: 0, deleted: 0, notVisible: 0, isStopped: false, notices: [], features, checkpoint };
}

function told(
  tally: Tally,
  { strategy, why, features, pulled, deleted, notVisible, checkpoint, notices }: Asked,
): void {
  const { epoch } = checkpoint;
  const guard = features.ifMatch ? 'if-match' : 'read-first';
  tally.add({ ...(strategy && why ? { strategy, why } : {}), guard, pulled, deleted, notVisible, epoch });
  tally.notice(...notices);
}

function tell({ log, partner, run }: Pass, { counts }: Tally, withheld: number): void {
  const { strategy, why, guard, pulled, admitted, merged, setAside, conflicts, deleted, delivered, held } = counts;
  log.info('pass ended', {
    partner: partner.name,
    run,
    ...(strategy && why ? { strategy, why } : {}),
    ...(guard ? { guard } : {}),
    counts: { pulled, admitted, merged, setAside, conflicts, deleted, delivered, held, withheld },
  });
}

/** The partner asked for time (RFC 9110 § 10.2.3): nobody calls it until then. */
async function pauseFor({ context, partner, fence }: Pass, error: unknown): Promise<void> {
  const seconds = error instanceof PartnerUnreachable ? (error.retryAfterSeconds ?? 0) : 0;
  if (seconds <= 0) return;
  const checkpoint = (await context.store.checkpoint(partner.name)) ?? firstOf(partner.name);
  const pausedUntil = pauseUntil(context.now(), seconds);
  await context.store.saveCheckpoint({ ...checkpoint, pausedUntil }, fence);
}
