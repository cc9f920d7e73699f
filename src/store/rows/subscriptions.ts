import type { Subscription } from '@medplum/fhirtypes';
import type { KeptSubscription, KnownFacts, SubscriptionEvent } from '../subscription-memory.ts';

const SUBSCRIPTION_COLUMNS =
  "id, organization, revision, unseal('subscriptions.resource', resource) AS resource, state";
export const SUBSCRIPTION = `SELECT ${SUBSCRIPTION_COLUMNS} FROM subscriptions WHERE id = ?`;
export const SUBSCRIPTIONS = `SELECT ${SUBSCRIPTION_COLUMNS} FROM subscriptions ORDER BY id`;
export const SUBSCRIPTIONS_OF = `SELECT ${SUBSCRIPTION_COLUMNS} FROM subscriptions WHERE organization = ? ORDER BY id`;
export const SUBSCRIPTION_EVENTS = `
  SELECT subscription, number, at, person, fact, focus FROM subscription_events
  WHERE subscription = ? AND number BETWEEN ? AND ? ORDER BY number LIMIT 0 + ?`;
export const KNOWN_FACTS = `
  SELECT subscription, person, unseal('known_facts.tags', tags) AS tags, next_change FROM known_facts
  WHERE subscription = ? AND person = ?`;
export const FACTS_DUE =
  'SELECT person FROM known_facts WHERE subscription = ? AND next_change <= ? ORDER BY next_change, person';

export interface SubscriptionRow {
  readonly id: string;
  readonly organization: string;
  readonly revision: number;
  readonly resource: string;
  readonly state: string;
}

export interface EventRow extends Omit<SubscriptionEvent, 'at'> {
  readonly at: number;
}

export function keptOf({ resource, state, ...row }: SubscriptionRow): KeptSubscription {
  return { ...JSON.parse(state), ...row, resource: JSON.parse(resource) as Subscription };
}

export function eventOf(row: EventRow): SubscriptionEvent {
  return { ...row, at: new Date(row.at).toISOString() };
}

export interface KnownRow {
  readonly tags: string;
  readonly next_change: number | null;
}

export function knownOf(subscription: string, person: string, row: KnownRow): KnownFacts {
  const nextChange = row.next_change === null ? {} : { nextChange: new Date(row.next_change).toISOString() };
  return { subscription, person, tags: JSON.parse(row.tags) as KnownFacts['tags'], ...nextChange };
}
