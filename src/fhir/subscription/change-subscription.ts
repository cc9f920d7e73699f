import type { Subscription } from '@medplum/fhirtypes';
import type { SamplanError } from '../../errors.ts';
import type { KeptSubscription } from '../../store/subscription-memory.ts';
import { badParameter } from '../bad-parameter.ts';
import { readWritten } from '../body.ts';
import { idMismatch, refuseExcluded, stale } from '../change-version.ts';
import type { Answer, Call, Interaction } from '../interaction.ts';
import { requireJson } from '../media-type.ts';
import { patched } from '../patch.ts';
import { notFound } from '../read.ts';
import { etag, isNamed, namedVersions } from '../version-tag.ts';
import { refuseUnlessSystem } from './refuse-unless-system.ts';
import { shownSubscription } from './shown-subscription.ts';

/**
 * `POST Subscription`: an organization's client subscribes to a topic (Subscriptions R5 Backport 1.1.0). It must be able to read
 * every type by itself: what it is told comes when no token is at hand.
 *
 * @example
 * POST /fhir/Subscription
 * { "resourceType": "Subscription", "status": "requested", "criteria": "http://samplan.no/fhir/SubscriptionTopic/record-changed", … }
 */
export const createSubscription: Interaction = async (call, { gate }) => {
  const { request, caller } = call;
  refuseUnlessSystem(call);
  if (request.headers['if-none-exist'] !== undefined) throw noCriteria();
  const resource = await written(call);
  const kept = await gate.subscriptions.keep(caller, { resource, base: request.base });
  const location = `${request.base}/Subscription/${kept.id}/_history/${kept.version}`;
  const answer = answerOf(call, 201, kept);
  return { ...answer, headers: { ...answer.headers, location } };
};

/** `PUT Subscription/[id]`: another text; what it says is what stands, its header too. It is greeted anew. */
export const updateSubscription: Interaction = async (call, { gate }) => {
  const { request, caller, id } = call;
  refuseUnlessSystem(call);
  const replacing = await toChange(call, gate);
  const resource = await written(call);
  if (resource.id !== id) throw idMismatch('Subscription', resource.id === undefined);
  return answerOf(call, 200, await gate.subscriptions.keep(caller, { resource, base: request.base, replacing }));
};

/** `PATCH Subscription/[id]`: as PUT of what becomes of it. The secret header, which nobody reads, stays while the endpoint does. */
export const patchSubscription: Interaction = async (call, { gate }) => {
  const { request, caller } = call;
  refuseUnlessSystem(call);
  const replacing = await toChange(call, gate);
  const { resource } = await patched(shownSubscription(replacing), request);
  const changed = withSecretOf(replacing, resource as Subscription);
  return answerOf(
    call,
    200,
    await gate.subscriptions.keep(caller, { resource: changed, base: request.base, replacing }),
  );
};

/** `DELETE Subscription/[id]`: with its events. */
export const deleteSubscription: Interaction = async (call, { gate }) => {
  const kept = await toChange(call, gate);
  await gate.subscriptions.remove(call.caller, kept);
  return { status: 204, headers: {} };
};

async function written({ request }: Call): Promise<Subscription> {
  requireJson(request.headers['content-type']);
  return readWritten(await request.body(), 'Subscription').resource as Subscription;
}

async function toChange(
  { request, caller, id }: Call,
  gate: { readonly subscriptions: { find(caller: Call['caller'], id: string): Promise<KeptSubscription | undefined> } },
): Promise<KeptSubscription> {
  const kept = await gate.subscriptions.find(caller, id);
  if (!kept) throw notFound();
  const expected = namedVersions(request.headers['if-match']);
  const tag = String(kept.version);
  if (expected !== undefined && !isNamed(expected, tag)) throw stale(tag, expected);
  refuseExcluded({ request }, { tag });
  return kept;
}

/** Never to another host. */
function withSecretOf({ resource }: KeptSubscription, changed: Subscription): Subscription {
  const { header, endpoint } = resource.channel;
  if (header === undefined || changed.channel?.header !== undefined || changed.channel?.endpoint !== endpoint)
    return changed;
  return { ...changed, channel: { ...changed.channel, header } };
}

function answerOf(call: Call, status: number, kept: KeptSubscription): Answer {
  const { version, lastUpdated } = kept;
  const headers = { etag: etag(String(version)), 'last-modified': new Date(lastUpdated).toUTCString() };
  return call.prefer.return === 'minimal' ? { status, headers } : { status, headers, body: shownSubscription(kept) };
}

function noCriteria(): SamplanError {
  return badParameter(
    'If-None-Exist',
    {
      nb: 'Et abonnement opprettes uten vilkår. Søk etter det først.',
      nn: 'Eit abonnement blir oppretta utan vilkår. Søk etter det først.',
      en: 'A subscription is created without conditions. Search for it first.',
    },
    'no If-None-Exist',
  );
}
