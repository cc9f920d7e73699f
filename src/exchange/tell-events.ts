import { decide, nextChange } from '../consent/decide.ts';
import { kindOf } from '../record/kinds.ts';
import type { Expected, Stored } from '../store/store.ts';
import type { SubscriptionEvent } from '../store/subscription-memory.ts';
import { isStillTold, type Seen } from '../subscription/facts.ts';
import type { Content, Terms } from '../subscription/terms.ts';
import type { Context, Party } from './context.ts';
import type { VisibleVersion } from './sight.ts';
import { sightOf } from './sight-of.ts';
import { type SubscriberSight, subscriberSight } from './subscriber.ts';
import type { Disclosure } from './trace-delivery.ts';

/** An event as the subscriber may be told of it now; of one whose focus it sees no more, the number alone. */
export interface ToldEvent {
  readonly number: number;
  readonly at?: string;
  /** `Type/id`; absent in an empty notification. */
  readonly focus?: string;
  /** Whose it is, where the subscriber sees her: `Patient/id`. */
  readonly about?: string;
  /** In a notification with content. */
  readonly resource?: VisibleVersion;
}

/** Events as they may be told at one moment, and what that was decided on. */
export interface Telling {
  readonly events: readonly ToldEvent[];
  /** What leaves with them, by person and `Type/id`. */
  readonly disclosed: ReadonlyMap<string, ReadonlyMap<string, Disclosure>>;
  /** What is shown, for the trace of a reading. */
  readonly shown: readonly Stored[];
  /** Records as they were decided about. */
  readonly decidedOn: readonly Expected[];
  /** When time changes the decision (ISO 8601). */
  readonly nextChange: string | undefined;
}

/**
 * What a subscriber may be told of events now: consent and policy are asked anew, as by any reading (invariant I2). Notices of a
 * withdrawal have no content, whatever was asked for.
 *
 * @example
 * (await tellEvents(context, { terms, subscriber, content: 'id-only' }, events)).events.map(({ number, focus }) => [number, focus]);
 */
export async function tellEvents(
  context: Context,
  asked: {
    readonly terms: Terms;
    readonly subscriber: Party;
    readonly content: Content;
    /** Whether a resource can be said in the format of the payload: else its address is told. */
    readonly isWritable?: (resource: VisibleVersion) => boolean;
  },
  events: readonly SubscriptionEvent[],
): Promise<Telling> {
  const { terms, subscriber, content, isWritable = () => true } = asked;
  const sight = sightOf(context, subscriber);
  const sights = new Map<string, SubscriberSight>();
  for (const { person } of events) {
    if (!sights.has(person)) sights.set(person, await subscriberSight(context, subscriber, person));
  }
  const told: ToldEvent[] = [];
  const disclosed = new Map<string, Map<string, Disclosure>>();
  const shown = new Map<string, Stored>();
  for (const { number, at, person, fact, focus } of events) {
    const one = sights.get(person);
    if (!one?.seen || !isStillTold(terms.topic, one.seen, fact, focus)) {
      told.push({ number });
      continue;
    }
    // Of whom and of what it is says nothing.
    if (content === 'empty') {
      told.push({ number, at });
      continue;
    }
    const [type = '', id = ''] = focus.split('/');
    const isWhole = content === 'full-resource' && terms.topic !== 'consent-withdrawn';
    const read = isWhole ? await sight.read(type, id) : undefined;
    const resource = read && !read.stored.deleted && isWritable(read) ? read : undefined;
    const parts = disclosed.get(person) ?? new Map<string, Disclosure>();
    const disclosure = disclosureOf(one.seen, focus);
    disclosed.set(person, parts.set(focus, resource ? disclosure : { ...disclosure, extent: 'address' }));
    const stored = one.loaded.stored.get(focus);
    if (stored) shown.set(focus, stored);
    const about = `Patient/${person}`;
    told.push({
      ...{ number, at, focus },
      ...(focus !== about && one.seen.view.has(about) ? { about } : {}),
      ...(resource ? { resource } : {}),
    });
  }
  const all = [...sights];
  const turns = all.flatMap(([, { seen }]) =>
    seen ? (nextChange(seen.record, seen.at, subscriber.policy) ?? []) : [],
  );
  return {
    events: told,
    disclosed,
    shown: [...shown.values()],
    decidedOn: all.map(([record, { loaded }]) => ({ record, seq: loaded.seq })),
    nextChange: turns.toSorted()[0],
  };
}

function disclosureOf({ record, subscriber, isController, at }: Seen, key: string): Disclosure {
  const part = record.parts.get(key);
  if (!part) return { basis: [] };
  const kind = kindOf(part.resource);
  const { reason, legalBasis } = decide(record, part, subscriber, 'coordination', at);
  return { ...(kind ? { kind } : {}), ...(isController ? { basis: [] } : { reason, basis: [legalBasis] }) };
}
