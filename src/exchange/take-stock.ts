import { isError } from '../errors.ts';
import { isPlanPart } from '../record/kinds.ts';
import type { Fence } from '../store/store.ts';
import type { KeptSubscription, KnownFacts, SubscriptionEvent } from '../store/subscription-memory.ts';
import { type Fact, factsOf, type Seen } from '../subscription/facts.ts';
import type { Terms } from '../subscription/terms.ts';
import type { Context, Party } from './context.ts';
import { configurationOf, nextLook, subscriberSight } from './subscriber.ts';

/** Records that are looked at before the first event of a subscription are kept so many at once. */
const PAGE = 200;

/** As soon as so many persons changed of whom a subscription is not, it remembers to have passed them by. */
const MOST_PASSED_BY = 200;

/** Stands among the facts of who has seen something of a plan that is another's. */
const HAS_SEEN = '#seen';

/** A subscription whose events are to be numbered, while nobody else does so. */
export interface StockTaking {
  readonly kept: KeptSubscription;
  readonly terms: Terms;
  readonly subscriber: Party;
  readonly fence: Fence;
  /** As soon as so many events wait for the endpoint, the rest stays in the records. */
  readonly most: number;
  /** Keeps what keeps others out: there may be more records than fit into one lease. */
  readonly renew: () => Promise<void>;
}

/**
 * Whether anything may have come about that a subscription is about; nothing is written.
 *
 * @example
 * if (await isStockDue(context, { kept, terms, subscriber })) await takeStock(context, { … });
 */
export async function isStockDue(
  context: Context,
  { kept, terms, subscriber }: Pick<StockTaking, 'kept' | 'terms' | 'subscriber'>,
): Promise<boolean> {
  if (!kept.isReady || kept.configuration !== configurationOf(context, subscriber)) return true;
  const { persons, passedBy } = await personsDue(context, { kept, terms, subscriber });
  return persons.length > 0 || passedBy >= MOST_PASSED_BY;
}

/**
 * Numbers what came about since the last time. What is owed is computed from state (design: idea 4): an event is a fact in what the
 * subscriber sees now that it was not told. It is numbered, and known as told, in one commit with the record that was looked
 * at: a part that the subscriber does not see is no event, and leaves no gap. What it saw when it began is no event either.
 *
 * @returns the subscription as it stands then
 * @throws SamplanError `stale-version` where its owner changed it meanwhile, `lease-lost`
 */
export async function takeStock(context: Context, taking: StockTaking): Promise<KeptSubscription> {
  const { kept, subscriber } = taking;
  if (!kept.isReady) return begin(context, taking);
  const { seq, persons, passedBy } = await personsDue(context, taking);
  let current = kept;
  for (const person of persons) {
    if (current.numbered - current.delivered >= taking.most) return current;
    await taking.renew();
    current = await lookAt(context, { ...taking, kept: current }, person);
  }
  const configuration = configurationOf(context, subscriber);
  const isPassedBy = persons.length === 0 && passedBy < MOST_PASSED_BY;
  if (isPassedBy && current.configuration === configuration) return current;
  return save(context, taking.fence, { ...current, looked: seq, configuration });
}

/** What there is when it begins, without events: what changes meanwhile is looked at again. */
async function begin(context: Context, taking: StockTaking): Promise<KeptSubscription> {
  const { kept, terms, subscriber, fence } = taking;
  const { store } = context;
  const configuration = configurationOf(context, subscriber);
  const { seq, persons } = await everybody(context, terms);
  let page: KnownFacts[] = [];
  const keep = async (): Promise<void> => {
    await store.commit({ fence, subscription: { known: page } });
    page = [];
  };
  for (const [index, person] of persons.entries()) {
    if (index % PAGE === 0) await taking.renew();
    const { seen } = await subscriberSight(context, subscriber, person);
    if (!seen) continue;
    page.push(knownAs(taking, person, seen, factsOf(terms.topic, seen), undefined));
    if (page.length === PAGE) await keep();
  }
  await keep();
  return save(context, fence, { ...kept, isReady: true, looked: seq, configuration });
}

async function lookAt(context: Context, taking: StockTaking, person: string): Promise<KeptSubscription> {
  const { kept, terms, subscriber, fence } = taking;
  const { store } = context;
  const before = await store.knownFacts(kept.id, person);
  const { loaded, seen } = await subscriberSight(context, subscriber, person);
  if (!seen) {
    if (before) await store.commit({ fence, subscription: { lost: [{ subscription: kept.id, person }] } });
    return kept;
  }
  const facts = factsOf(terms.topic, seen);
  const known = knownAs(taking, person, seen, facts, before);
  const isTold = terms.topic !== 'consent-withdrawn' || (await hasSomething(context, taking, person, before, seen));
  const news = isTold ? newIn(facts, before) : [];
  const events = news.map(([fact, { focus }], index): SubscriptionEvent => {
    return { subscription: kept.id, number: kept.numbered + 1 + index, at: seen.at, person, fact, focus };
  });
  if (events.length === 0 && before && isSame(before, known)) return kept;
  const moved = { ...kept, numbered: kept.numbered + events.length, revision: kept.revision + 1 };
  try {
    await store.commit({
      fence,
      expect: { record: person, seq: loaded.seq },
      subscription: { saved: moved, known: [known], events },
    });
    return moved;
  } catch (error) {
    // It has moved on: it is due anew, and decided about as it is then.
    if (isError(error, 'stale-record')) return kept;
    throw error;
  }
}

/** Of several withdrawals that are seen at once she is told once. */
function newIn(facts: ReadonlyMap<string, Fact>, before: KnownFacts | undefined): readonly [string, Fact][] {
  const fresh = [...facts].filter(([name, { tag }]) => before?.tags[name] !== tag);
  return fresh.filter(([, { focus }], index) => fresh.findIndex(([, one]) => one.focus === focus) === index);
}

function knownAs(
  { kept, terms }: Pick<StockTaking, 'kept' | 'terms'>,
  person: string,
  seen: Seen,
  facts: ReadonlyMap<string, Fact>,
  before: KnownFacts | undefined,
): KnownFacts {
  const tags = Object.fromEntries([...facts].map(([name, { tag }]) => [name, tag]));
  const hasSeen = before?.tags[HAS_SEEN] !== undefined || seesAnothersPlan(seen);
  const next = nextLook(terms.topic, seen);
  return {
    subscription: kept.id,
    person,
    tags: terms.topic === 'consent-withdrawn' && hasSeen ? { ...tags, [HAS_SEEN]: '' } : tags,
    ...(next === undefined ? {} : { nextChange: next }),
  };
}

/** Who never saw anything of a plan, and holds nothing of it, is not told that there was something to see. */
async function hasSomething(
  { store }: Context,
  { subscriber }: StockTaking,
  person: string,
  before: KnownFacts | undefined,
  seen: Seen,
): Promise<boolean> {
  if (seen.isController || before?.tags[HAS_SEEN] !== undefined) return true;
  const held = await store.counterparts(subscriber.name, person);
  return held.some(({ type, peerId }) => peerId !== undefined && !/^(?:Patient|Consent|Communication)$/u.test(type));
}

function seesAnothersPlan({ record, view, subscriber }: Seen): boolean {
  return [...view.keys()].some((key) => {
    const part = record.parts.get(key);
    return part !== undefined && isPlanPart(part.kind) && part.owner !== subscriber.organization;
  });
}

function isSame(before: KnownFacts, known: KnownFacts): boolean {
  const names = Object.keys(known.tags);
  return (
    before.nextChange === known.nextChange &&
    names.length === Object.keys(before.tags).length &&
    names.every((name) => before.tags[name] === known.tags[name])
  );
}

interface Due {
  /** Newest commit of which it is known who is due. */
  readonly seq: number;
  readonly persons: readonly string[];
  /** How many others changed meanwhile. */
  readonly passedBy: number;
}

async function personsDue(
  context: Context,
  { kept, terms, subscriber }: Pick<StockTaking, 'kept' | 'terms' | 'subscriber'>,
): Promise<Due> {
  const { store } = context;
  if (kept.configuration !== configurationOf(context, subscriber)) return everybody(context, terms);
  const { seq, persons } = await store.changedSince(kept.looked);
  const due = await store.factsDue(kept.id, context.now());
  const met = await store.unknownPersons(kept.id, { partner: subscriber.name, since: kept.looked });
  return asked({ seq, persons: [...new Set([...persons, ...due, ...met])] }, terms);
}

async function everybody({ store }: Context, terms: Terms): Promise<Due> {
  return asked(await store.changedSince(0), terms);
}

function asked({ seq, persons: all }: Pick<Due, 'seq' | 'persons'>, { persons: wanted }: Terms): Due {
  const only = wanted && new Set(wanted);
  const persons = only ? all.filter((one) => only.has(one)) : all;
  return { seq, persons, passedBy: all.length - persons.length };
}

async function save({ store }: Context, fence: Fence, changed: KeptSubscription): Promise<KeptSubscription> {
  const saved = { ...changed, revision: changed.revision + 1 };
  await store.commit({ fence, subscription: { saved } });
  return saved;
}
