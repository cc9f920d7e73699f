/** What can be subscribed to (docs/rest.md#subscriptions). */
export const TOPICS = ['record-changed', 'conflict-opened', 'duty-due', 'consent-withdrawn'] as const;
export type Topic = (typeof TOPICS)[number];

const BASE = 'http://samplan.no/fhir/SubscriptionTopic/';

/**
 * Canonical of a topic: what `Subscription.criteria` says (Subscriptions R5 Backport 1.1.0, components.html). R4 has no resource
 * that defines one; docs/rest.md does.
 *
 * @example
 * canonicalOf('record-changed'); // 'http://samplan.no/fhir/SubscriptionTopic/record-changed'
 */
export function canonicalOf(topic: Topic): string {
  return `${BASE}${topic}`;
}

/** The topic that a canonical names; undefined where it is none of ours. */
export function topicOf(canonical: unknown): Topic | undefined {
  return TOPICS.find((topic) => canonicalOf(topic) === canonical);
}

/** Profiles, extensions and operations of the Subscriptions R5 Backport guide, by their names. */
export const BACKPORT = {
  profile: (name: string) => `http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/${name}`,
  operation: (name: string) => `http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/${name}`,
} as const;
