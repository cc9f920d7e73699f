import type { Subscription } from '@medplum/fhirtypes';
import type { KeptSubscription, NotifyFailure } from '../../store/subscription-memory.ts';
import { BACKPORT } from '../../subscription/topics.ts';

/** What a subscriber is told of what went wrong, in English: `Subscription.error` has no language. */
const FAILURES: Readonly<Record<NotifyFailure, string>> = {
  'endpoint-not-listed': 'The operator of this server does not list the endpoint any more.',
  'address-not-allowed': 'The name of the endpoint leads to an address that this server does not call.',
  unreachable: 'The endpoint cannot be reached.',
  timeout: 'The endpoint did not answer in time.',
  refused: 'The endpoint answered with another status than 2xx.',
  'no-agreement': 'There is no agreement by which the organization reads here.',
  internal: 'This server could not make the notification.',
};

/**
 * A subscription as its owner reads it. The headers of its channel hold a secret: they never come back.
 *
 * @example
 * shownSubscription(kept).channel.header; // undefined
 */
export function shownSubscription(kept: KeptSubscription): Subscription {
  const { id, resource, version, lastUpdated, status, failure } = kept;
  const { header: _secret, ...channel } = resource.channel;
  return {
    ...resource,
    id,
    meta: { versionId: String(version), lastUpdated, profile: [BACKPORT.profile('backport-subscription')] },
    status,
    ...(status === 'error' && failure !== undefined ? { error: `${failure}: ${FAILURES[failure]}` } : {}),
    channel,
  };
}
