import type { KeptSubscription, KnownFacts, SubscriptionEvent, SubscriptionMemory } from '../subscription-memory.ts';
import { PostgresPartnerMemory } from './postgres-partner-memory.ts';
import {
  forgetEvents,
  readEvents,
  readFactsDue,
  readKnownFacts,
  readSubscription,
  readSubscriptions,
  readUnknownPersons,
} from './subscriptions.ts';

/** What is remembered of subscriptions, on top of what is of partners; PostgresStore adds records and links. */
export class PostgresSubscriptionMemory extends PostgresPartnerMemory implements SubscriptionMemory {
  async subscription(id: string): Promise<KeptSubscription | undefined> {
    return this.answer((statements) => readSubscription(statements, id));
  }

  async subscriptions(organization?: string): Promise<readonly KeptSubscription[]> {
    return this.answer((statements) => readSubscriptions(statements, organization));
  }

  async subscriptionEvents(
    subscription: string,
    range: { readonly from: number; readonly to: number; readonly count: number },
  ): Promise<readonly SubscriptionEvent[]> {
    return this.answer((statements) => readEvents(statements, subscription, range));
  }

  async knownFacts(subscription: string, person: string): Promise<KnownFacts | undefined> {
    return this.answer((statements) => readKnownFacts(statements, subscription, person));
  }

  async factsDue(subscription: string, now: string): Promise<readonly string[]> {
    return this.answer((statements) => readFactsDue(statements, subscription, now));
  }

  async unknownPersons(
    subscription: string,
    links: { readonly partner: string; readonly since: number },
  ): Promise<readonly string[]> {
    return this.answer((statements) => readUnknownPersons(statements, subscription, links));
  }

  async forgetEvents(before: string): Promise<void> {
    return this.group.run((statements) => forgetEvents(statements, before));
  }
}
