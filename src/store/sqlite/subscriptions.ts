import { SamplanError } from '../../errors.ts';
import { milliseconds } from '../instant.ts';
import {
  type EventRow,
  eventOf,
  FACTS_DUE,
  KNOWN_FACTS,
  type KnownRow,
  keptOf,
  knownOf,
  SUBSCRIPTION,
  SUBSCRIPTION_EVENTS,
  SUBSCRIPTIONS,
  SUBSCRIPTIONS_OF,
  type SubscriptionRow,
} from '../rows/subscriptions.ts';
import type { KeptSubscription, KnownFacts, SubscriptionChange, SubscriptionEvent } from '../subscription-memory.ts';
import { storeTexts } from '../texts.ts';
import type { Statements } from './statements.ts';

const REVISION = 'SELECT revision FROM subscriptions WHERE id = ?';
const SAVE = `
  INSERT INTO subscriptions (id, organization, revision, resource, state)
  VALUES (?, ?, ?, seal('subscriptions.resource', ?), ?)
  ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, resource = excluded.resource, state = excluded.state`;
const REMOVE = 'DELETE FROM subscriptions WHERE id = ?';
const REMOVE_EVENTS = 'DELETE FROM subscription_events WHERE subscription = ?';
const FORGET = 'DELETE FROM known_facts WHERE subscription = ?';
const LOSE = 'DELETE FROM known_facts WHERE subscription = ? AND person = ?';

const ADD_EVENT = `
  INSERT INTO subscription_events (subscription, number, at, person, fact, focus) VALUES (?, ?, ?, ?, ?, ?)`;
const FORGET_EVENTS = `
  DELETE FROM subscription_events WHERE at < ? AND number <= (
    SELECT json_extract(s.state, '$.delivered') FROM subscriptions s WHERE s.id = subscription_events.subscription)`;

const KNOW = `
  INSERT INTO known_facts (subscription, person, tags, next_change) VALUES (?, ?, seal('known_facts.tags', ?), ?)
  ON CONFLICT (subscription, person) DO UPDATE SET tags = excluded.tags, next_change = excluded.next_change`;
const UNKNOWN = `
  SELECT l.person FROM links l INDEXED BY links_by_opened WHERE l.partner = ? AND l.opened >= ? AND NOT EXISTS (
    SELECT 1 FROM known_facts k WHERE k.subscription = ? AND k.person = l.person) ORDER BY l.person`;

/** @example readSubscription(statements, 's-1')?.status; // 'active' */
export function readSubscription(statements: Statements, id: string): KeptSubscription | undefined {
  const row = statements.get<SubscriptionRow>(SUBSCRIPTION, id);
  return row && keptOf(row);
}

export function readSubscriptions(
  statements: Statements,
  organization: string | undefined,
): readonly KeptSubscription[] {
  const rows =
    organization === undefined
      ? statements.all<SubscriptionRow>(SUBSCRIPTIONS)
      : statements.all<SubscriptionRow>(SUBSCRIPTIONS_OF, organization);
  return rows.map(keptOf);
}

export function readEvents(
  statements: Statements,
  subscription: string,
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number },
): readonly SubscriptionEvent[] {
  return statements.all<EventRow>(SUBSCRIPTION_EVENTS, subscription, from, to, count).map(eventOf);
}

export function forgetEvents(statements: Statements, before: string): void {
  statements.run(FORGET_EVENTS, milliseconds(before, 'internal', 'before'));
}

export function readKnownFacts(statements: Statements, subscription: string, person: string): KnownFacts | undefined {
  const row = statements.get<KnownRow>(KNOWN_FACTS, subscription, person);
  return row && knownOf(subscription, person, row);
}

export function readFactsDue(statements: Statements, subscription: string, now: string): readonly string[] {
  const at = milliseconds(now, 'internal', 'now');
  return statements.all<{ readonly person: string }>(FACTS_DUE, subscription, at).map(({ person }) => person);
}

export function readUnknownPersons(
  statements: Statements,
  subscription: string,
  { partner, since }: { readonly partner: string; readonly since: number },
): readonly string[] {
  return statements.all<{ readonly person: string }>(UNKNOWN, partner, since, subscription).map(({ person }) => person);
}

/** Applies what a commit changes of subscriptions. */
export function changeSubscriptions(statements: Statements, change: SubscriptionChange): void {
  const { saved, removed, forgotten, known = [], lost = [], events = [] } = change;
  if (saved) save(statements, saved);
  if (forgotten !== undefined) statements.run(FORGET, forgotten);
  for (const { subscription, person } of lost) statements.run(LOSE, subscription, person);
  for (const { subscription, person, tags, nextChange } of known) {
    const next = nextChange === undefined ? null : milliseconds(nextChange, 'internal', 'KnownFacts.nextChange');
    statements.run(KNOW, subscription, person, JSON.stringify(tags), next);
  }
  for (const { subscription, number, at, person, fact, focus } of events) {
    const instant = milliseconds(at, 'internal', 'SubscriptionEvent.at');
    statements.run(ADD_EVENT, subscription, number, instant, person, fact, focus);
  }
  if (removed !== undefined) {
    statements.run(FORGET, removed);
    statements.run(REMOVE_EVENTS, removed);
    statements.run(REMOVE, removed);
  }
}

function save(statements: Statements, { id, organization, revision, resource, ...state }: KeptSubscription): void {
  const stored = statements.get<{ readonly revision: number }>(REVISION, id)?.revision ?? 0;
  if (revision !== stored + 1) {
    throw new SamplanError('stale-version', storeTexts.staleVersion, {
      where: 'Subscription',
      expected: String(stored + 1),
      found: String(revision),
    });
  }
  statements.run(SAVE, id, organization, revision, JSON.stringify(resource), JSON.stringify(state));
}
