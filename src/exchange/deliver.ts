import { type Step, stepsOwed } from '../record/owed.ts';
import { keyOf } from '../record/record.ts';
import type { Counterpart, Fence, Link, Standing } from '../store/store.ts';
import type { Context, Partner } from './context.ts';
import { deliverDirectory } from './deliver-directory.ts';
import { type LoadedRecord, loadRecord } from './load-record.ts';
import type { HeldView, Outlook } from './outlook.ts';
import { outlookFor } from './outlook.ts';
import { type Sending, takeStep } from './take-step.ts';
import { traceDelivery } from './trace-delivery.ts';

/** What a delivery came to. */
export interface Delivery {
  readonly standing: Standing;
  /** Resources created or updated at the partner. */
  readonly delivered: number;
  /** What would have been sent in a mode that sends nothing. */
  readonly withheld: number;
}

/**
 * Every round looks afresh at record, consent and what the partner holds. Two are enough where nothing moves (targets
 * first, then what points back at them); more are taken when the partner's copy moved on under us.
 */
const ROUNDS = 8;

/**
 * Brings a partner's copy of a record in step with its view: what is owed is computed from state, sent with the
 * partner's version in If-Match, and every answer is persisted before the next request leaves.
 *
 * Consent is decided again in every round, and a round stops as soon as the record changes under it (invariant I2).
 * Modes without delivery compute what would be sent and send nothing.
 *
 * @throws SamplanError `partner-unreachable`, `partner-refused`, `partner-malformed`, `lease-lost`
 */
export async function deliver(context: Context, partner: Partner, person: string, fence: Fence): Promise<Delivery> {
  const sent: string[] = [];
  let announced = false;
  try {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const loaded = await loadRecord(context.store, person);
      const held = await context.store.counterparts(partner.name, person);
      const outlook = outlookFor(loaded.record, partner, context.now(), viewHeld(held));
      const steps = stepsOwed(outlook.view, held);
      if (steps.length === 0) return await conclude(context, partner, loaded, outlook, sent.length, fence);
      if (partner.mode === 'pull' || partner.mode === 'shadow') {
        return await withhold(context, partner, loaded, outlook, steps.filter(leavesUs).length, fence);
      }
      if (await isBlocked(context, partner, person))
        return { standing: 'blocked', delivered: sent.length, withheld: 0 };
      if (!announced && steps.some(leavesUs)) {
        await traceDelivery(
          context,
          partner,
          loaded.record,
          outlook,
          'deliver-intent',
          'success',
          steps.flatMap(keyIfSent),
          fence,
        );
        announced = true;
      }
      await takeSteps(context, { partner, loaded, outlook, held, fence }, steps, sent);
    }
    return await postpone(context, partner, person, sent.length, fence);
  } finally {
    if (announced) await traceOutcome(context, partner, person, sent, fence);
  }
}

async function takeSteps(
  context: Context,
  round: { partner: Partner; loaded: LoadedRecord; outlook: Outlook; held: readonly Counterpart[]; fence: Fence },
  steps: readonly Step<Counterpart>[],
  sent: string[],
): Promise<void> {
  const { partner, loaded, outlook, held, fence } = round;
  const { person } = loaded.record;
  const directory = steps.some(leavesUs)
    ? await deliverDirectory(context, partner, outlook.view.values(), loaded.record, fence)
    : new Map<string, string>();
  const peerIds = new Map([
    ...directory,
    ...held.flatMap((one) => (one.peerId ? [[`${one.type}/${one.id}`, one.peerId] as const] : [])),
  ]);
  const sending: Sending = { partner, record: loaded.record, outlook, peerIds, fence };
  for (const step of steps) {
    const { seq } = await context.store.record(person);
    if (seq !== loaded.seq || (outlook.nextChange !== undefined && context.now() >= outlook.nextChange)) return;
    const outcome = await takeStep(context, sending, step);
    if (outcome.kind === 'look-again') return;
    if (outcome.kind === 'sent') sent.push(outcome.key);
  }
}

function leavesUs({ kind }: Step<Counterpart>): boolean {
  return kind === 'create' || kind === 'update';
}

function keyIfSent(step: Step<Counterpart>): readonly string[] {
  return step.kind === 'create' || step.kind === 'update' ? [keyOf(step.resource)] : [];
}

async function isBlocked({ store }: Context, { name }: Partner, person: string): Promise<boolean> {
  return (await store.setAside(name, person)) !== undefined;
}

async function conclude(
  context: Context,
  partner: Partner,
  { record, seq }: LoadedRecord,
  outlook: Outlook,
  delivered: number,
  fence: Fence,
): Promise<Delivery> {
  // A set-aside outlives every delivery: the partner's own copy is what must be mended.
  if (await isBlocked(context, partner, record.person)) return { standing: 'blocked', delivered, withheld: 0 };
  await saveLink(
    context,
    partner,
    record.person,
    seq,
    outlook,
    { standing: outlook.standing, reason: outlook.reason },
    fence,
  );
  return { standing: outlook.standing, delivered, withheld: 0 };
}

async function withhold(
  context: Context,
  partner: Partner,
  { record, seq }: LoadedRecord,
  outlook: Outlook,
  withheld: number,
  fence: Fence,
): Promise<Delivery> {
  const standing: Standing = outlook.standing === 'held' ? 'held' : 'owed';
  await saveLink(context, partner, record.person, seq, outlook, { standing, reason: `mode-${partner.mode}` }, fence);
  return { standing, delivered: 0, withheld };
}

async function saveLink(
  { store }: Context,
  partner: Partner,
  person: string,
  recordSeq: number,
  outlook: Outlook,
  { standing, reason }: { readonly standing: Standing; readonly reason: string | undefined },
  fence: Fence,
): Promise<void> {
  const { nextChange } = outlook;
  const previous = await store.link(person, partner.name);
  const link: Link = {
    person,
    partner: partner.name,
    standing,
    ...(reason === undefined ? {} : { reason }),
    computed: { recordSeq, configuration: partner.configuration, ...(nextChange === undefined ? {} : { nextChange }) },
    attempts: 0,
    ...(standing === 'owed' && previous?.owedSince ? { owedSince: previous.owedSince } : {}),
  };
  await store.commit({ fence, links: [link] });
}

/** The partner's copy kept moving: leave it owed, and look again in the next pass. */
async function postpone(
  context: Context,
  partner: Partner,
  person: string,
  delivered: number,
  fence: Fence,
): Promise<Delivery> {
  const link = await context.store.link(person, partner.name);
  await context.store.commit({
    fence,
    links: [
      {
        person,
        partner: partner.name,
        standing: 'owed',
        reason: 'moving',
        attempts: (link?.attempts ?? 0) + 1,
        owedSince: link?.owedSince ?? context.now(),
      },
    ],
  });
  return { standing: 'owed', delivered, withheld: 0 };
}

async function traceOutcome(
  context: Context,
  partner: Partner,
  person: string,
  sent: readonly string[],
  fence: Fence,
): Promise<void> {
  const { record } = await loadRecord(context.store, person);
  const held = await context.store.counterparts(partner.name, person);
  const outlook = outlookFor(record, partner, context.now(), viewHeld(held));
  await traceDelivery(
    context,
    partner,
    record,
    outlook,
    'deliver',
    sent.length > 0 ? 'success' : 'failed',
    sent,
    fence,
  );
}

/** What the partner surely has: a creation whose answer was lost is not among it. */
function viewHeld(held: readonly Counterpart[]): HeldView {
  return new Map(
    held.flatMap(({ type, id, peerId, sent }) => (peerId === undefined ? [] : [[`${type}/${id}`, sent] as const])),
  );
}
