import type { Subscription } from '@medplum/fhirtypes';
import { SamplanError } from '../../errors.ts';
import { milliseconds } from '../instant.ts';
import type { KeptSubscription, KnownFacts, SubscriptionChange, SubscriptionEvent } from '../subscription-memory.ts';
import { storeTexts } from '../texts.ts';
import type { Statements } from './statements.ts';

const COLUMNS = "id, organization, revision, unseal('subscriptions.resource', resource) AS resource, state";
const ONE = `SELECT ${COLUMNS} FROM subscriptions WHERE id = ?`;
const ALL = `SELECT ${COLUMNS} FROM subscriptions ORDER BY id`;
const OF_ORGANIZATION = `SELECT ${COLUMNS} FROM subscriptions WHERE organization = ? ORDER BY id`;
const REVISION = 'SELECT revision FROM subscriptions WHERE id = ?';
const SAVE = `
  INSERT INTO subscriptions (id, organization, revision, resource, state)
  VALUES (?, ?, ?, seal('subscriptions.resource', ?), ?)
  ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, resource = excluded.resource, state = excluded.state`;
const REMOVE = 'DELETE FROM subscriptions WHERE id = ?';
const REMOVE_EVENTS = 'DELETE FROM subscription_events WHERE subscription = ?';
const FORGET = 'DELETE FROM known_facts WHERE subscription = ?';
const LOSE = 'DELETE FROM known_facts WHERE subscription = ? AND person = ?';

const EVENTS = `
  SELECT subscription, number, at, person, fact, focus FROM subscription_events
  WHERE subscription = ? AND number BETWEEN ? AND ? ORDER BY number LIMIT 0 + ?`;
const ADD_EVENT = `
  INSERT INTO subscription_events (subscription, number, at, person, fact, focus) VALUES (?, ?, ?, ?, ?, ?)`;
const FORGET_EVENTS = `
  DELETE FROM subscription_events WHERE at < ? AND number <= (
    SELECT json_extract(s.state, '$.delivered') FROM subscriptions s WHERE s.id = subscription_events.subscription)`;

const KNOWN = `
  SELECT subscription, person, unseal('known_facts.tags', tags) AS tags, next_change FROM known_facts
  WHERE subscription = ? AND person = ?`;
const KNOW = `
  INSERT INTO known_facts (subscription, person, tags, next_change) VALUES (?, ?, seal('known_facts.tags', ?), ?)
  ON CONFLICT (subscription, person) DO UPDATE SET tags = excluded.tags, next_change = excluded.next_change`;
const DUE = 'SELECT person FROM known_facts WHERE subscription = ? AND next_change <= ? ORDER BY next_change, person';
const UNKNOWN = `
  SELECT l.person FROM links l INDEXED BY links_by_opened WHERE l.partner = ? AND l.opened >= ? AND NOT EXISTS (
    SELECT 1 FROM known_facts k WHERE k.subscription = ? AND k.person = l.person) ORDER BY l.person`;

interface Row {
  readonly id: string;
  readonly organization: string;
  readonly revision: number;
  readonly resource: string;
  readonly state: string;
}

interface EventRow extends Omit<SubscriptionEvent, 'at'> {
  readonly at: number;
}

/** @example readSubscription(statements, 's-1')?.status; // 'active' */
export function readSubscription(statements: Statements, id: string): KeptSubscription | undefined {
  const row = statements.get<Row>(ONE, id);
  return row && keptOf(row);
}

export function readSubscriptions(
  statements: Statements,
  organization: string | undefined,
): readonly KeptSubscription[] {
  const rows =
    organization === undefined ? statements.all<Row>(ALL) : statements.all<Row>(OF_ORGANIZATION, organization);
  return rows.map(keptOf);
}

function keptOf({ resource, state, ...row }: Row): KeptSubscription {
  return { ...JSON.parse(state), ...row, resource: JSON.parse(resource) as Subscription };
}

export function readEvents(
  statements: Statements,
  subscription: string,
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number },
): readonly SubscriptionEvent[] {
  return statements
    .all<EventRow>(EVENTS, subscription, from, to, count)
    .map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
}

export function forgetEvents(statements: Statements, before: string): void {
  statements.run(FORGET_EVENTS, milliseconds(before, 'internal', 'before'));
}

export function readKnownFacts(statements: Statements, subscription: string, person: string): KnownFacts | undefined {
  type KnownRow = { readonly tags: string; readonly next_change: number | null };
  const row = statements.get<KnownRow>(KNOWN, subscription, person);
  if (!row) return undefined;
  const nextChange = row.next_change === null ? {} : { nextChange: new Date(row.next_change).toISOString() };
  return { subscription, person, tags: JSON.parse(row.tags) as KnownFacts['tags'], ...nextChange };
}

export function readFactsDue(statements: Statements, subscription: string, now: string): readonly string[] {
  const at = milliseconds(now, 'internal', 'now');
  return statements.all<{ readonly person: string }>(DUE, subscription, at).map(({ person }) => person);
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
