import type { Subscription } from '@medplum/fhirtypes';
import { auditEvent, type Interaction } from '../audit/audit-event.ts';
import type { Audited } from '../audit/audited.ts';
import type { Write } from '../store/store.ts';
import type { KeptSubscription } from '../store/subscription-memory.ts';
import { readTerms, type Terms } from '../subscription/terms.ts';
import { hasErrors } from '../validation/finding.ts';
import type { Context } from './context.ts';
import type { Asker } from './may-reach.ts';
import { subscriberOf } from './subscriber.ts';
import { refusedSubscription, tooManySubscriptions } from './subscription-refusals.ts';
import { type Telling, tellEvents } from './tell-events.ts';
import { nextVersion } from './writes.ts';

/** Where subscribers may be notified. */
export interface SubscriptionSettings {
  /** Origins: `https://ehr.example.no`. */
  readonly endpoints: readonly string[];
}

/** What callers do with subscriptions of their own organization; another's are not there. */
export interface Subscriptions {
  find(caller: Asker, id: string): Promise<KeptSubscription | undefined>;
  list(caller: Asker): Promise<readonly KeptSubscription[]>;
  /** A new one, or another text of one that is there: it is greeted before it is told anything. */
  keep(caller: Asker, given: GivenSubscription): Promise<KeptSubscription>;
  remove(caller: Asker, kept: KeptSubscription): Promise<void>;
  /** Its events by number, as the caller may be told of them now. */
  events(caller: Asker, kept: KeptSubscription, range: EventRange): Promise<Telling & { readonly terms: Terms }>;
  /** The terms of a text that was taken in. */
  termsOf(kept: KeptSubscription): Terms;
}

/** What a client wrote. */
export interface GivenSubscription {
  readonly resource: Subscription;
  readonly base: string;
  /** What it takes the place of. */
  readonly replacing?: KeptSubscription;
}

/** Which events, and how much of them. */
export interface EventRange {
  readonly from: number;
  readonly to: number;
  readonly content?: Terms['content'];
}

/** More than an organization needs: one for each topic and system of its own. */
const MOST = 50;
/** Events that one answer has. */
const MOST_EVENTS = 500;

/**
 * The subscriptions of an installation.
 *
 * @example
 * const kept = await subscriptionsOf(context, { endpoints: ['https://ehr.example.no'] }).keep(caller, { resource, base });
 */
export function subscriptionsOf(context: Context, { endpoints }: SubscriptionSettings): Subscriptions {
  const { store } = context;
  // What the operator has taken off the list since is refused by the channel, not by the text.
  const termsOf = ({ resource }: KeptSubscription): Terms => {
    const { origin } = new URL(resource.channel.endpoint ?? '');
    const { terms, findings } = readTerms(resource, [origin]);
    if (!terms) throw refusedSubscription(findings);
    return terms;
  };
  return {
    termsOf,
    async find(caller, id) {
      const kept = await store.subscription(id);
      return kept?.organization === caller.organization ? kept : undefined;
    },
    list: (caller) => store.subscriptions(caller.organization),
    async keep(caller, { resource, base, replacing }) {
      const { validator } = context;
      const invalid = validator.validate(resource);
      if (hasErrors(invalid)) throw refusedSubscription(invalid);
      const { terms, findings } = readTerms(resource, endpoints);
      if (!terms || !subscriberOf(context, caller.organization)) throw refusedSubscription(findings);
      if (!replacing && (await store.subscriptions(caller.organization)).length >= MOST)
        throw tooManySubscriptions(MOST);
      const text = keptOf(context, caller, { resource, base, ...(replacing ? { replacing } : {}) });
      // Of another stream nothing is known, and what waited of the one before is not told in it.
      const isOther = replacing !== undefined && isAboutOther(replacing, text);
      const kept = isOther ? { ...text, isReady: false, delivered: text.numbered } : text;
      const trace = traceOf(context, caller, kept.id, replacing ? 'update' : 'create');
      await store.commit({
        writes: [trace],
        subscription: { saved: kept, ...(isOther ? { forgotten: kept.id } : {}) },
      });
      return kept;
    },
    async remove(caller, { id }) {
      await store.commit({ writes: [traceOf(context, caller, id, 'delete')], subscription: { removed: id } });
    },
    async events(caller, kept, { from, to, content }) {
      const terms = termsOf(kept);
      const events = await store.subscriptionEvents(kept.id, { from, to, count: MOST_EVENTS });
      const asked = { terms, subscriber: caller, content: content ?? terms.content };
      return { ...(await tellEvents(context, asked, events)), terms };
    },
  };
}

/** What was asked for before is another stream of events: of what there is, nothing is one. */
function isAboutOther(replacing: KeptSubscription, { resource }: KeptSubscription): boolean {
  const about = ({ criteria, ...more }: Subscription): string =>
    JSON.stringify([criteria, (more as { readonly _criteria?: unknown })._criteria]);
  return replacing.status === 'off' || about(replacing.resource) !== about(resource);
}

function keptOf({ newId, now }: Context, caller: Asker, given: GivenSubscription): KeptSubscription {
  const { resource, base, replacing } = given;
  const { id: _id, meta: _meta, status, error: _error, text: _text, ...rest } = resource;
  const at = now();
  const common = {
    resource: rest as Subscription,
    base,
    status: status === 'off' ? ('off' as const) : ('requested' as const),
    lastUpdated: at,
    isGreeted: false,
    attempts: 0,
  };
  if (replacing) {
    const { nextAttempt: _next, failure: _failure, failingSince: _since, ...before } = replacing;
    return { ...before, ...common, revision: before.revision + 1, version: before.version + 1 };
  }
  return {
    id: newId(),
    organization: caller.organization,
    revision: 1,
    version: 1,
    isReady: false,
    configuration: '',
    looked: 0,
    numbered: 0,
    delivered: 0,
    ...common,
  };
}

function traceOf({ newId, now, controller }: Context, caller: Audited, id: string, interaction: Interaction): Write {
  const at = now();
  const key = `Subscription/${id}`;
  const event = auditEvent({
    id: newId(),
    at,
    interaction,
    by: caller,
    controller,
    entities: [{ key }],
    outcome: 'success',
  });
  return nextVersion(event, undefined, at);
}
