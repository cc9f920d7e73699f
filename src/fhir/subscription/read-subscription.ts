import type { Bundle } from '@medplum/fhirtypes';
import type { KeptSubscription } from '../../store/subscription-memory.ts';
import type { Interaction } from '../interaction.ts';
import { notFound } from '../read.ts';
import { etag } from '../version-tag.ts';
import { shownSubscription } from './shown-subscription.ts';

/** What subscriptions are searched by. */
export const SUBSCRIPTION_PARAMETERS = ['_id', 'status', 'url', 'topic'] as const;

/** `GET Subscription/[id]`: one of the caller's own organization; another's is not there. */
export const readSubscription: Interaction = async ({ caller, id }, { gate }) => {
  const kept = await gate.subscriptions.find(caller, id);
  if (!kept) throw notFound();
  const headers = { etag: etag(String(kept.version)), 'last-modified': new Date(kept.lastUpdated).toUTCString() };
  return { status: 200, headers, body: shownSubscription(kept), shown: { resources: [] } };
};

/** `GET Subscription?…`: those of the caller's organization, on one page. Commas are alternatives. */
export const searchSubscriptions: Interaction = async ({ caller, request }, { gate }) => {
  const asked = request.query.filter(([name]) => (SUBSCRIPTION_PARAMETERS as readonly string[]).includes(name));
  const found = (await gate.subscriptions.list(caller)).filter((kept) =>
    asked.every(([name, value]) => value.split(',').includes(searchedValue(kept, name))),
  );
  const query = new URLSearchParams(asked.map(([name, value]): [string, string] => [name, value])).toString();
  const body: Bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    link: [{ relation: 'self', url: `${request.base}/Subscription${query === '' ? '' : `?${query}`}` }],
    // FHIR has no empty arrays (json.html § 2.6.2).
    ...(found.length === 0
      ? {}
      : {
          entry: found.map((kept) => ({
            fullUrl: `${request.base}/Subscription/${kept.id}`,
            resource: shownSubscription(kept),
            search: { mode: 'match' as const },
          })),
        }),
  };
  return { status: 200, headers: {}, body, shown: { resources: [] } };
};

function searchedValue({ id, status, resource }: KeptSubscription, name: string): string {
  switch (name) {
    case '_id':
      return id;
    case 'status':
      return status;
    case 'url':
      return resource.channel.endpoint ?? '';
    default:
      return resource.criteria;
  }
}
