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
import type { KeptSubscription, KnownFacts, SubscriptionEvent } from '../subscription-memory.ts';
import type { Statements } from './statements.ts';

const FORGET_EVENTS = `
  DELETE FROM subscription_events e USING subscriptions s
  WHERE s.id = e.subscription AND e.at < ? AND e.number <= (s.state::jsonb ->> 'delivered')::integer`;

const UNKNOWN = `
  SELECT l.person FROM links l WHERE l.partner = ? AND l.opened >= ? AND NOT EXISTS (
    SELECT 1 FROM known_facts k WHERE k.subscription = ? AND k.person = l.person) ORDER BY l.person`;

/** The highest number that a column can hold. */
const MOST = 2 ** 31 - 1;

interface PersonRow {
  readonly person: string;
}

export async function readSubscription(statements: Statements, id: string): Promise<KeptSubscription | undefined> {
  const row = await statements.get<SubscriptionRow>(SUBSCRIPTION, id);
  return row && keptOf(row);
}

export async function readSubscriptions(
  statements: Statements,
  organization: string | undefined,
): Promise<readonly KeptSubscription[]> {
  const rows =
    organization === undefined
      ? await statements.all<SubscriptionRow>(SUBSCRIPTIONS)
      : await statements.all<SubscriptionRow>(SUBSCRIPTIONS_OF, organization);
  return rows.map(keptOf);
}

export async function readEvents(
  statements: Statements,
  subscription: string,
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number },
): Promise<readonly SubscriptionEvent[]> {
  if (from > MOST) return [];
  const numbers = [from, Math.min(to, MOST)] as const;
  return (await statements.all<EventRow>(SUBSCRIPTION_EVENTS, subscription, ...numbers, count)).map(eventOf);
}

export async function forgetEvents(statements: Statements, before: string): Promise<void> {
  await statements.run(FORGET_EVENTS, milliseconds(before, 'internal', 'before'));
}

export async function readKnownFacts(
  statements: Statements,
  subscription: string,
  person: string,
): Promise<KnownFacts | undefined> {
  const row = await statements.get<KnownRow>(KNOWN_FACTS, subscription, person);
  return row && knownOf(subscription, person, row);
}

export async function readFactsDue(
  statements: Statements,
  subscription: string,
  now: string,
): Promise<readonly string[]> {
  const at = milliseconds(now, 'internal', 'now');
  return (await statements.all<PersonRow>(FACTS_DUE, subscription, at)).map(({ person }) => person);
}

export async function readUnknownPersons(
  statements: Statements,
  subscription: string,
  { partner, since }: { readonly partner: string; readonly since: number },
): Promise<readonly string[]> {
  return (await statements.all<PersonRow>(UNKNOWN, partner, since, subscription)).map(({ person }) => person);
}
