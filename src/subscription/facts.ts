import { createHash } from 'node:crypto';
import type { Resource } from '@medplum/fhirtypes';
import { decide } from '../consent/decide.ts';
import { consentKind, isDerived } from '../consent/kind.ts';
import type { Party } from '../consent/party.ts';
import { dutiesOf } from '../law/duties.ts';
import type { Member } from '../law/rule.ts';
import { hasCome } from '../record/day.ts';
import { canonical } from '../record/json.ts';
import { consentsOf, keyOf, openConflicts, type PlanRecord } from '../record/record.ts';
import type { Topic } from './topics.ts';

/** A record as a subscriber sees it at one moment. */
export interface Seen {
  readonly record: PlanRecord;
  readonly subscriber: Party;
  /** It answers for the installation, and sees all there is. */
  readonly isController: boolean;
  /** By `Type/id`. */
  readonly view: ReadonlyMap<string, Resource>;
  /** ISO 8601. */
  readonly at: string;
  /** Organizations whose level is known. */
  readonly members: readonly Member[];
}

/** Something that a topic is about and that stands now. An event is a fact that was not told. */
export interface Fact {
  /** Another one says something else. */
  readonly tag: string;
  /** `Type/id` of what it is about. */
  readonly focus: string;
}

/**
 * What a topic is about in what a subscriber sees, by a name that stays: what it does not see is no fact for it.
 *
 * `record-changed`: each part, by what it says · `conflict-opened`: each open conflict · `duty-due`: each duty whose day has come ·
 * `consent-withdrawn`: each withdrawal that it may be told of; about the person, and no more.
 *
 * @example
 * factsOf('record-changed', seen).get('Goal/17')?.focus; // 'Goal/17'
 */
export function factsOf(topic: Topic, seen: Seen): ReadonlyMap<string, Fact> {
  switch (topic) {
    case 'record-changed':
      return new Map([...seen.view].map(([key, part]) => [key, { tag: tagOf(part), focus: key }]));
    case 'conflict-opened':
      return new Map(
        openConflicts(seen.record)
          .map(keyOf)
          .filter((key) => seen.view.has(key))
          .map((key) => [key, { tag: '', focus: key }]),
      );
    case 'duty-due':
      return dueDuties(seen);
    case 'consent-withdrawn':
      return new Map(withdrawals(seen).map((key) => [key, { tag: '', focus: `Patient/${seen.record.person}` }]));
  }
}

/**
 * Whether what an event is about may still be told: the subscriber sees it, or may be told of the withdrawal.
 *
 * @param fact its name, as `factsOf` gives it
 */
export function isStillTold(topic: Topic, seen: Seen, fact: string, focus: string): boolean {
  return topic === 'consent-withdrawn' ? withdrawals(seen).includes(fact) : seen.view.has(focus);
}

function dueDuties({ record, at, members, view, isController, subscriber }: Seen): ReadonlyMap<string, Fact> {
  const due = dutiesOf(record, at, members).filter(
    (duty) =>
      (isController || duty.organizations.includes(subscriber.organization)) &&
      // That something is owed about a part tells that it is there.
      view.has(duty.about) &&
      (duty.due === undefined || hasCome(duty.due, at)),
  );
  return new Map(
    due.map(({ rule, about, due: day = '' }) => [`${rule.key} ${about} ${day}`, { tag: '', focus: about }]),
  );
}

/** The controller is told of each Consent that ended; others of what a notice may tell them (pbrl § 4-1). */
function withdrawals({ record, subscriber, isController, at }: Seen): readonly string[] {
  if (isController) {
    return consentsOf(record)
      .filter((consent) => consent.status === 'inactive' && !isDerived(consent) && consentKind(consent) !== undefined)
      .map(keyOf);
  }
  return [...record.parts]
    .filter(([, part]) => part.kind === 'notice' || part.kind === 'consent')
    .filter(([, part]) => decide(record, part, subscriber, 'coordination', at).reason === 'notice')
    .map(([key]) => key);
}

function tagOf(part: Resource): string {
  return createHash('sha256').update(canonical(part)).digest('base64url').slice(0, 22);
}
