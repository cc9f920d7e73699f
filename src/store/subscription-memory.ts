import type { Subscription } from '@medplum/fhirtypes';

/** Why a subscriber could not be notified. */
export type NotifyFailure =
  | 'endpoint-not-listed'
  | 'address-not-allowed'
  | 'unreachable'
  | 'timeout'
  | 'refused'
  | 'no-agreement'
  | 'internal';

/** A subscription, and how far it has come. */
export interface KeptSubscription {
  readonly id: string;
  /** Whose it is: organization number. */
  readonly organization: string;
  /** One more with each save: any other fails the commit with `stale-version`. */
  readonly revision: number;
  /** As its owner wrote it, the secret of its header with it; without id, meta, status and error. */
  readonly resource: Subscription;
  /** Address of this service as its owner called it, for links. */
  readonly base: string;
  readonly status: 'requested' | 'active' | 'error' | 'off';
  /** Of the resource as it is shown, and when it came (ISO 8601). */
  readonly version: number;
  readonly lastUpdated: string;
  /** What there is is known, and is no event: only what comes after. */
  readonly isReady: boolean;
  /** Hash of what views were made under, besides records. */
  readonly configuration: string;
  /** Commits up to this one were looked at. */
  readonly looked: number;
  /** Number of the newest event; they begin with 1 and have no gap. */
  readonly numbered: number;
  /** Number of the newest event that the endpoint took. */
  readonly delivered: number;
  /** The endpoint answered the handshake. */
  readonly isGreeted: boolean;
  /** Failures in a row, when to try again, what failed last, and since when (ISO 8601). */
  readonly attempts: number;
  readonly nextAttempt?: string;
  readonly failure?: NotifyFailure;
  readonly failingSince?: string;
  /** When the endpoint last took a notification (ISO 8601). */
  readonly lastSent?: string;
}

/** An event of a subscription. Content is looked up when it is told. */
export interface SubscriptionEvent {
  readonly subscription: string;
  readonly number: number;
  /** When it was seen (ISO 8601). */
  readonly at: string;
  readonly person: string;
  /** Name of the fact that it is about (src/subscription/facts.ts). */
  readonly fact: string;
  /** `Type/id`. */
  readonly focus: string;
}

/** The facts about a person that a subscription knows of. */
export interface KnownFacts {
  readonly subscription: string;
  readonly person: string;
  /** Tags by the names of facts. */
  readonly tags: Readonly<Record<string, string>>;
  /** When time changes what is seen (ISO 8601). */
  readonly nextChange?: string;
}

/** What a commit changes of subscriptions. */
export interface SubscriptionChange {
  readonly saved?: KeptSubscription;
  /** With its events and what it knows. */
  readonly removed?: string;
  /** Nothing is known any more. */
  readonly forgotten?: string;
  readonly known?: readonly KnownFacts[];
  /** Persons whom it does not reach any more. */
  readonly lost?: readonly { readonly subscription: string; readonly person: string }[];
  readonly events?: readonly SubscriptionEvent[];
}

/** What a store remembers of subscriptions; part of Store. */
export interface SubscriptionMemory {
  subscription(id: string): Promise<KeptSubscription | undefined>;
  /** In the order of their ids; of one organization, or all. */
  subscriptions(organization?: string): Promise<readonly KeptSubscription[]>;
  /** In their order, from `from` to `to`, both inclusive. */
  subscriptionEvents(
    subscription: string,
    range: { readonly from: number; readonly to: number; readonly count: number },
  ): Promise<readonly SubscriptionEvent[]>;
  knownFacts(subscription: string, person: string): Promise<KnownFacts | undefined>;
  /** Persons of whom time has changed what is seen by `now` (ISO 8601). */
  factsDue(subscription: string, now: string): Promise<readonly string[]>;
  /** Persons of whom a subscription knows nothing yet, and whose link to a partner opened since a commit. */
  unknownPersons(
    subscription: string,
    links: { readonly partner: string; readonly since: number },
  ): Promise<readonly string[]>;
  /** Forgets events that were seen before `before` (ISO 8601) and the endpoint took. */
  forgetEvents(before: string): Promise<void>;
}
