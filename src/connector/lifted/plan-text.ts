import type { CarePlan, ServiceRequest } from '@medplum/fhirtypes';
import { fold } from '../../record/fold.ts';
import { asJson, canonical, equal, type Json } from '../../record/json.ts';
import { hasInline, type Lifted, lift, type Told, toldOf } from '../../record/lift.ts';
import { withMeasuresNamed } from '../../record/lift-reference.ts';
import { withoutPeerState } from '../../record/translate.ts';
import type { Connector, Held, ReadAnswer } from '../connector.ts';
import { contentHash } from '../content-hash.ts';
import { incoming, unlessTooDeep } from './incoming.ts';
import { type Memory, nothingTold } from './memory.ts';
import { toldBefore } from './told-before.ts';

/** A plan as the partner has it, and as we see it. */
export interface PlanText {
  readonly theirs: Held;
  readonly told: Told;
  readonly lifted: Lifted;
  /** As it is seen. Its version is its content where measures are inline: the partner's own moves with each of them. */
  readonly plan: Held;
  /** Its inline measures, by id. */
  readonly measures: ReadonlyMap<string, Held>;
}

/** The partner's plans, read and written whole: what is inline changes with its plan. */
export interface PlanTexts {
  /** @param told what is known of the plan, where that is not what is remembered */
  look(held: Held, told?: Told): Promise<PlanText>;
  read(id: string): Promise<{ readonly found: PlanText } | Exclude<ReadAnswer, { readonly found: Held }>>;
  /** Undefined where the plan is not there, `change` says that it is stale, or it keeps moving. */
  rewrite(id: string, change: (now: PlanText) => Lifted | undefined): Promise<PlanText | undefined>;
}

/** The plan may move between reading and writing it: once more, then whoever asked looks again. */
const ATTEMPTS = 2;

export function createPlanTexts(inner: Connector, memory: Memory): PlanTexts {
  async function look(given: Held, told?: Told): Promise<PlanText> {
    const theirs = incoming(given);
    const plan = theirs.resource as CarePlan;
    const known = told ?? (hasInline(plan) ? await memory.ofPlan(plan) : nothingTold(memory.base));
    const asItIs = { theirs, told: known, lifted: { plan, measures: new Map() }, plan: theirs, measures: new Map() };
    try {
      const before = await toldBefore(inner, theirs, known);
      return seen(theirs, before, lift(plan, before));
    } catch (error) {
      return unlessTooDeep(error, asItIs);
    }
  }

  async function read(id: string): ReturnType<PlanTexts['read']> {
    const answer = await inner.read('CarePlan', id);
    return 'found' in answer ? { found: await look(answer.found) } : answer;
  }

  async function rewrite(id: string, change: (now: PlanText) => Lifted | undefined): Promise<PlanText | undefined> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const answer = await inner.read('CarePlan', id);
      if (!('found' in answer)) return undefined;
      // Also where nothing of it is inline any more: what is written may bring something back.
      const now = await look(answer.found, await memory.ofPlan(answer.found.resource as CarePlan));
      const next = change(now);
      if (!next) return undefined;
      const told = toldOf(next, now.told);
      const before = now.theirs.resource as CarePlan;
      const after = inWordsOf(before, fold(next.plan, told.measures));
      if (equal(withoutPeerState(before), withoutPeerState(after))) return look(now.theirs, told);
      const written = await inner.update(withMeasuresNamed(withoutStaleText(after)), now.theirs.version);
      if ('held' in written) return look(written.held, told);
    }
    return undefined;
  }

  return { look, read, rewrite };
}

function seen(theirs: Held, told: Told, lifted: Lifted): PlanText {
  const { plan, measures } = lifted;
  const version = measures.size === 0 ? theirs.version : contentHash(withoutPeerState(plan));
  return {
    theirs,
    told,
    lifted,
    plan: { ...theirs, version, resource: plan },
    measures: new Map([...measures].map(([id, measure]) => [id, heldIn(theirs, { ...measure, id })])),
  };
}

/** A measure is as old as its plan: that tells a state from before a restore. */
function heldIn({ resource: { meta }, ...theirs }: Held, measure: ServiceRequest & { readonly id: string }): Held {
  const content = withoutPeerState(measure) as ServiceRequest;
  const dated = meta?.lastUpdated ? { meta: { ...content.meta, lastUpdated: meta.lastUpdated } } : {};
  return { ...theirs, peerId: measure.id, version: contentHash(content), resource: { ...content, ...dated } };
}

/** The plan with every activity that has not changed as the partner wrote it, to the order of its keys. */
function inWordsOf(before: CarePlan, after: CarePlan): CarePlan {
  const [written, activity] = [asJson(before)['activity'], asJson(after)['activity']];
  if (!Array.isArray(written) || !Array.isArray(activity)) return after;
  const words = new Map(written.map((item: Json) => [canonical(item), item]));
  const inWords = activity.map((item: Json) => words.get(canonical(item)) ?? item);
  return { ...asJson(after), activity: inWords } as unknown as CarePlan;
}

/** A generated narrative says what the plan said before (R4 narrative.html). */
function withoutStaleText(plan: CarePlan): CarePlan {
  const { text, ...rest } = plan;
  return text?.status === 'generated' ? rest : plan;
}
