import type { CapabilityStatementRestResource } from '@medplum/fhirtypes';
import { BACKPORT, canonicalOf, TOPICS } from '../../subscription/topics.ts';

/** What the CapabilityStatement tells of subscriptions (Subscriptions R5 Backport 1.1.0, backport-subscription-server-r4). */
export const SUBSCRIPTIONS: CapabilityStatementRestResource = {
  extension: TOPICS.map((topic) => ({
    url: BACKPORT.profile('capabilitystatement-subscriptiontopic-canonical'),
    valueCanonical: canonicalOf(topic),
  })),
  type: 'Subscription',
  supportedProfile: [BACKPORT.profile('backport-subscription')],
  documentation:
    "Topic-based, rest-hook only, to endpoints that the operator lists. An organization's own; by a client that may read every type. Filter: Patient?_id. Headers of a channel are never shown. No part of a transaction.",
  interaction: (['read', 'create', 'update', 'patch', 'delete', 'search-type'] as const).map((code) => ({ code })),
  versioning: 'versioned',
  readHistory: false,
  updateCreate: false,
  conditionalCreate: false,
  conditionalUpdate: false,
  conditionalDelete: 'not-supported',
  operation: [
    {
      name: 'status',
      definition: BACKPORT.operation('backport-subscription-status'),
      documentation: 'Subscription/$status with id and status, Subscription/[id]/$status: how subscriptions stand.',
    },
    {
      name: 'events',
      definition: BACKPORT.operation('backport-subscription-events'),
      documentation:
        'Subscription/[id]/$events with eventsSinceNumber, eventsUntilNumber, content: at most 500 events, as the caller may be told of them now.',
    },
  ],
};
