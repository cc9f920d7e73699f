import type { Bundle, BundleEntry, Parameters, ParametersParameter } from '@medplum/fhirtypes';
import type { Notification } from '../../exchange/notify.ts';
import type { ToldEvent } from '../../exchange/tell-events.ts';
import type { NotifyFailure } from '../../store/subscription-memory.ts';
import { BACKPORT, canonicalOf } from '../../subscription/topics.ts';
import { served } from '../served.ts';

const STATUS_PROFILE = BACKPORT.profile('backport-subscription-status-r4');
const NOTIFICATION_PROFILE = BACKPORT.profile('backport-subscription-notification-r4');

/** Codes of http://terminology.hl7.org/CodeSystem/subscription-error. */
const ERRORS: Readonly<Record<NotifyFailure, string>> = {
  'endpoint-not-listed': 'other',
  'address-not-allowed': 'other',
  unreachable: 'no-response',
  timeout: 'no-response',
  refused: 'rejected',
  'no-agreement': 'other',
  internal: 'other',
};

/**
 * A notification as R4 has it (Subscriptions R5 Backport 1.1.0, notifications.html): a history Bundle, first how the subscription
 * stands, then the resources that it may tell.
 *
 * @param id a new UUID, of the status
 * @param at instant of the notification
 * @example
 * notificationBundle(notification, newId(), now()).entry?.[0]?.resource?.resourceType; // 'Parameters'
 */
export function notificationBundle(notification: Notification, id: string, at: string): Bundle {
  const { kept, events } = notification;
  const address = `Subscription/${kept.id}`;
  const content = new Map(
    events.flatMap(({ focus, resource }) => (focus && resource ? [[focus, resource] as const] : [])),
  );
  return {
    resourceType: 'Bundle',
    meta: { profile: [NOTIFICATION_PROFILE] },
    type: 'history',
    timestamp: at,
    entry: [
      {
        fullUrl: `urn:uuid:${id}`,
        resource: { ...subscriptionStatus(notification), id },
        request: { method: 'GET', url: `${address}/$status` },
        response: { status: '200' },
      },
      ...[...content].map(
        ([key, seen]): BundleEntry => ({
          fullUrl: `${kept.base}/${key}`,
          resource: served(seen),
          request: { method: 'GET', url: key },
          response: { status: '200' },
        }),
      ),
    ],
  };
}

/** How a subscription stands, as R4 says what R5 has a SubscriptionStatus for. */
export function subscriptionStatus({ type, kept, terms, events }: Notification): Parameters {
  const { id, base, status, failure, numbered, attempts } = kept;
  // An empty notification tells nothing of what it is about.
  const isEmpty = terms.content === 'empty' && type === 'event-notification';
  const last = type === 'event-notification' ? (events.at(-1)?.number ?? numbered) : numbered;
  return {
    resourceType: 'Parameters',
    meta: { profile: [STATUS_PROFILE] },
    parameter: [
      { name: 'subscription', valueReference: { reference: `${base}/Subscription/${id}` } },
      ...(isEmpty ? [] : [{ name: 'topic', valueCanonical: canonicalOf(terms.topic) }]),
      { name: 'status', valueCode: status },
      { name: 'type', valueCode: type },
      { name: 'events-since-subscription-start', valueString: String(last) },
      ...events.map((event) => eventParameter(event, base)),
      ...(failure !== undefined && attempts > 0
        ? [
            {
              name: 'error',
              valueCodeableConcept: {
                coding: [{ system: 'http://terminology.hl7.org/CodeSystem/subscription-error', code: ERRORS[failure] }],
                text: failure,
              },
            },
          ]
        : []),
    ],
  };
}

function eventParameter({ number, at, focus, about }: ToldEvent, base: string): ParametersParameter {
  return {
    name: 'notification-event',
    part: [
      { name: 'event-number', valueString: String(number) },
      ...(at === undefined ? [] : [{ name: 'timestamp', valueInstant: at }]),
      ...(focus === undefined ? [] : [{ name: 'focus', valueReference: { reference: `${base}/${focus}` } }]),
      ...(about === undefined
        ? []
        : [{ name: 'additional-context', valueReference: { reference: `${base}/${about}` } }]),
    ],
  };
}
