import type { Asked } from '../../access/scopes.ts';
import { EXCERPT } from '../asked-excerpt.ts';
import type { Route } from '../route.ts';
import {
  createSubscription,
  deleteSubscription,
  patchSubscription,
  updateSubscription,
} from './change-subscription.ts';
import { readSubscription, searchSubscriptions } from './read-subscription.ts';
import {
  EVENTS_PARAMETERS,
  oneSubscriptionStatus,
  STATUS_PARAMETERS,
  subscriptionEvents,
  subscriptionStatuses,
} from './subscription-operations.ts';

/** Both ways of asking need the right to read. */
const READING: Asked = { type: 'Subscription', right: 'r' };

/** Subscriptions are kept beside what they tell of: they have routes of their own, no history, and no part in a transaction. */
export const SUBSCRIPTION_ROUTES: readonly Route[] = [
  { name: 'search', method: 'GET', path: 'Subscription', query: 'any', interaction: searchSubscriptions },
  { name: 'search', method: 'POST', path: 'Subscription/_search', query: 'any', interaction: searchSubscriptions },
  { name: 'create', method: 'POST', path: 'Subscription', query: [], interaction: createSubscription },
  { name: 'read', method: 'GET', path: 'Subscription/:id', query: EXCERPT, interaction: readSubscription },
  { name: 'update', method: 'PUT', path: 'Subscription/:id', query: [], interaction: updateSubscription },
  { name: 'patch', method: 'PATCH', path: 'Subscription/:id', query: [], interaction: patchSubscription },
  { name: 'delete', method: 'DELETE', path: 'Subscription/:id', query: [], interaction: deleteSubscription },
  ...(['GET', 'POST'] as const).flatMap((method): readonly Route[] => [
    {
      name: 'status',
      method,
      path: 'Subscription/$status',
      query: STATUS_PARAMETERS,
      asks: READING,
      interaction: subscriptionStatuses,
    },
    {
      name: 'status',
      method,
      path: 'Subscription/:id/$status',
      query: STATUS_PARAMETERS,
      asks: READING,
      interaction: oneSubscriptionStatus,
    },
    {
      name: 'events',
      method,
      path: 'Subscription/:id/$events',
      query: EVENTS_PARAMETERS,
      asks: READING,
      interaction: subscriptionEvents,
    },
  ]),
];
