import { isError, type SamplanError } from '../errors.ts';
import { staysGone } from '../record/deletion.ts';
import { type Step, stepsOwed } from '../record/owed.ts';
import { keyOf } from '../record/record.ts';
import { referencesIn } from '../record/references.ts';
import type { Counterpart, Fence, Link, Standing, Write } from '../store/store.ts';
import { noLongerBarred } from './barred.ts';
import { blocks } from './blocks.ts';
import type { Context, Partner } from './context.ts';
import { announce, type Course, disclosureOf, outcomeOf } from './course.ts';
import { deliverDirectory } from './deliver-directory.ts';
import { erase, owedToErase } from './erase.ts';
import { goneFrom, heldBy } from './held-view.ts';
import { hasPassed } from './leave.ts';
import { type LoadedRecord, loadRecord } from './load-record.ts';
import type { Outlook } from './outlook.ts';
import { outlookFor } from './outlook.ts';
import { type Refusals, unlessRefused, withoutRefused } from './refusals.ts';
import { leavesAsOne, settle } from './settle.ts';
import { type Sending, takeStep, thaw } from './take-step.ts';
import { deliveryTrace, traceDelivery } from './trace-delivery.ts';

/** What a delivery came to. */
export interface Delivery {
  readonly standing: Standing;
  /** Resources created or updated at the partner. */
  readonly delivered: number;
  /** What would have been sent in a mode that sends nothing. */
  readonly withheld: number;
  /** What the partner refused first; everything else is delivered. The link is not saved: it waits for a retry. */
  readonly refused?: { readonly error: SamplanError; readonly computed: NonNullable<Link['computed']> };
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
 * What a national store may no longer keep is deleted there before anything else. What the partner refuses stops only itself.
 * Modes without delivery compute what would be sent and send nothing. A partner that takes all about a person as one gets it once
 * everything owed is written (`settle.ts`).
 *
 * @throws SamplanError `partner-unreachable`, `lease-lost`; `partner-refused` and `partner-malformed` about the person
 */
export async function deliver(context: Context, partner: Partner, person: string, fence: Fence): Promise<Delivery> {
  const course: Course = { id: context.newId(), sent: new Map(), announced: new Set(), refusals: new Map() };
  const { sent, refusals } = course;
  /** Parts that were barred: read once, whatever comes of it. */
  const read = new Set<string>();
  let isWrittenWithout = false;
  const isWithheld = partner.mode === 'pull' || partner.mode === 'shadow';
  try {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const loaded = await loadRecord(context.store, person);
      const held = await context.store.counterparts(partner.name, person);
      const gone = staysGone(loaded.record, partner.name, goneFrom(held));
      const outlook = deliverable(
        outlookFor(loaded.record, partner, context.now(), heldBy(held), gone),
        loaded,
        held,
        refusals,
      );
      const toErase = await owedToErase(context, partner, loaded.record, held);
      if (toErase.length > 0) {
        if (isWithheld)
          return await withhold(context, partner, loaded, { ...outlook, standing: 'owed' }, toErase.length, fence);
        // What leads there and stays is written without it first: once, since nothing may hold the deletion up.
        const leading = isWrittenWithout ? [] : leadingTo(toErase, stepsOwed(outlook.view, held));
        isWrittenWithout = true;
        if (leading.length > 0) {
          await announce(context, { partner, person, outlook, fence }, leading.map(keyOfStep), course);
          await unlessUnreachable(takeSteps(context, { partner, loaded, outlook, held, fence }, leading, course));
        } else await erase(context, { partner, loaded, outlook, fence }, toErase);
        continue;
      }
      const returning = await noLongerBarred(context, loaded.record, held, partner);
      const steps = [
        ...stepsOwed(outlook.view, held),
        ...returning.map((one) => ({ kind: 'thaw', held: one }) as const).filter((step) => !read.has(keyOfStep(step))),
      ].filter((step) => !refusals.has(keyOfStep(step)));
      for (const { type, id } of returning) read.add(`${type}/${id}`);
      const isOver = steps.length === 0 || isWithheld || (await isBlocked(context, partner, person));
      if (isOver && !(await settle(context, { partner, loaded, outlook, fence }, course, !isWithheld))) continue;
      if (steps.length === 0) return await conclude(context, partner, loaded, outlook, course, fence);
      if (isWithheld) {
        return await withhold(context, partner, loaded, outlook, steps.filter(leavesUs).length, fence);
      }
      if (isOver) return { standing: 'blocked', delivered: sent.size, withheld: 0 };
      // What leaves as one is named as it leaves.
      const leaving = leavesAsOne(partner) ? [] : steps.filter(leavesUs).map(keyOfStep);
      await announce(context, { partner, person, outlook, fence }, leaving, course);
      const isAll = await takeSteps(context, { partner, loaded, outlook, held, fence }, steps, course);
      if (isAll && (await settle(context, { partner, loaded, outlook, fence }, course))) {
        return await conclude(context, partner, loaded, outlook, course, fence);
      }
    }
    return await postpone(context, partner, person, sent.size, fence);
  } finally {
    // Where it came to an end, that said so in the same commit.
    for (const trace of outcomeOf(course)) await traceDelivery(context, partner, person, trace, fence);
  }
}

/** The outlook with a view that does not point at what the partner refused. */
function deliverable(
  outlook: Outlook,
  { record }: LoadedRecord,
  held: readonly Counterpart[],
  refusals: Refusals,
): Outlook {
  const there = heldBy(held);
  const isMissing = (key: string): boolean => refusals.has(key) && outlook.view.has(key) && !there.has(key);
  return refusals.size === 0 ? outlook : { ...outlook, view: withoutRefused(outlook.view, record, isMissing) };
}

/**
 * @returns whether the partner holds its view now, without another look: every step was an update that it took as it was,
 * of the record that was decided about
 */
async function takeSteps(
  context: Context,
  round: { partner: Partner; loaded: LoadedRecord; outlook: Outlook; held: readonly Counterpart[]; fence: Fence },
  steps: readonly Step<Counterpart>[],
  { sent, refusals }: Course,
): Promise<boolean> {
  const { loaded, outlook, held } = round;
  try {
    const directory = steps.some(leavesUs)
      ? await deliverDirectory(context, round, refusals)
      : new Map<string, string>();
    const peerIds = new Map([
      ...directory,
      ...held.flatMap((one) => (one.peerId && !one.gone ? [[`${one.type}/${one.id}`, one.peerId] as const] : [])),
    ]);
    const sending: Sending = { ...round, partners: context.partners, record: loaded.record, peerIds };
    const thawing = steps.flatMap((step) => (step.kind === 'thaw' ? [step.held] : []));
    if (await thaw(context, sending, thawing, refusals)) return false;
    let isAll = true;
    for (const step of steps) {
      if (step.kind === 'thaw') continue;
      const key = keyOfStep(step);
      const outcome = await unlessRefused(refusals, key, () => takeStep(context, sending, step));
      if (outcome?.kind === 'look-again') return false;
      if (outcome?.kind === 'sent' && !leavesAsOne(round.partner)) sent.set(key, disclosureOf(outlook, key));
      isAll &&= step.kind === 'update' && outcome?.kind === 'sent';
    }
    return isAll;
  } catch (error) {
    if (!hasPassed(error)) throw error;
    return false;
  }
}

/** A store that fails at the one write may carry out the next. */
async function unlessUnreachable(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isError(error, 'partner-unreachable')) throw error;
  }
}

/** Updates of what leads to parts that are to be deleted there. */
function leadingTo(parts: readonly Counterpart[], steps: readonly Step<Counterpart>[]): readonly Step<Counterpart>[] {
  const keys = new Set(parts.map(({ type, id }) => `${type}/${id}`));
  return steps.filter(
    (step) => step.kind === 'update' && step.held.sent && referencesIn(step.held.sent).some((one) => keys.has(one)),
  );
}

function leavesUs({ kind }: Step<Counterpart>): boolean {
  return kind === 'create' || kind === 'update';
}

function keyOfStep(step: Step<Counterpart>): string {
  return 'resource' in step ? keyOf(step.resource) : `${step.held.type}/${step.held.id}`;
}

async function isBlocked({ store }: Context, { name }: Partner, person: string): Promise<boolean> {
  return blocks(await store.setAside(name, person));
}

async function conclude(
  context: Context,
  partner: Partner,
  { record, seq }: LoadedRecord,
  outlook: Outlook,
  course: Course,
  fence: Fence,
): Promise<Delivery> {
  const { sent, refusals, announced } = course;
  const delivered = sent.size;
  // A set-aside outlives every delivery: the partner's own copy is what must be mended.
  if (await isBlocked(context, partner, record.person)) return { standing: 'blocked', delivered, withheld: 0 };
  const [error] = refusals.values();
  if (error) {
    const refused = { error, computed: computedFrom(partner, seq, outlook) };
    return { standing: 'blocked', delivered, withheld: 0, refused };
  }
  const { standing, reason } = outlook;
  const traces = outcomeOf(course).map((trace) => deliveryTrace(context, partner, record.person, trace));
  await saveLink(context, partner, record.person, seq, outlook, { standing, reason }, fence, traces);
  announced.clear();
  return { standing, delivered, withheld: 0 };
}

async function withhold(
  context: Context,
  partner: Partner,
  { record, seq }: LoadedRecord,
  outlook: Outlook,
  withheld: number,
  fence: Fence,
): Promise<Delivery> {
  if (await isBlocked(context, partner, record.person)) return { standing: 'blocked', delivered: 0, withheld: 0 };
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
  writes: readonly Write[] = [],
): Promise<void> {
  const previous = await store.link(person, partner.name);
  const link: Link = {
    person,
    partner: partner.name,
    standing,
    ...(reason === undefined ? {} : { reason }),
    computed: computedFrom(partner, recordSeq, outlook),
    attempts: 0,
    ...(standing === 'owed' && previous?.owedSince ? { owedSince: previous.owedSince } : {}),
  };
  await store.commit({ fence, links: [link], writes });
}

function computedFrom(
  { configuration }: Partner,
  recordSeq: number,
  { nextChange }: Outlook,
): NonNullable<Link['computed']> {
  return { recordSeq, configuration, ...(nextChange === undefined ? {} : { nextChange }) };
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
