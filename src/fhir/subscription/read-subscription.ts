import type { Interaction } from '../interaction.ts';
import { notFound } from '../read.ts';
import { searchAmong } from '../search-among.ts';
import { etag } from '../version-tag.ts';
import { shownSubscription } from './shown-subscription.ts';

/** `GET Subscription/[id]`: one of the caller's own organization; another's is not there. */
export const readSubscription: Interaction = async ({ caller, id }, { gate }) => {
  const kept = await gate.subscriptions.find(caller, id);
  if (!kept) throw notFound();
  const headers = { etag: etag(String(kept.version)), 'last-modified': new Date(kept.lastUpdated).toUTCString() };
  return { status: 200, headers, body: shownSubscription(kept), shown: { resources: [] } };
};

const listed = searchAmong(async ({ caller }, { gate }) =>
  (await gate.subscriptions.list(caller)).map(shownSubscription),
);

/** `GET Subscription?…`, `POST Subscription/_search`: those of the caller's organization. */
export const searchSubscriptions: Interaction = async (call, reach) => ({
  ...(await listed(call, reach)),
  shown: { resources: [] },
});
