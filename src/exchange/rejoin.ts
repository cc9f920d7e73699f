import type { CarePlan } from '@medplum/fhirtypes';
import { isError } from '../errors.ts';
import type { ReceivedResource } from '../store/store.ts';
import { keyOfReceived } from './candidates.ts';
import type { Context, Partner } from './context.ts';
import type { Incoming } from './incoming.ts';

/**
 * What came, with what was set aside of it earlier: only what was mended comes again, so the rest joins in here. It is
 * read anew first, and what the partner no longer has is dropped: nobody could mend that. A candidate ends only by
 * evidence: one that is not shown is there all the same, and one that was deleted has ended by that.
 */
export async function rejoin({ store }: Context, incoming: Incoming): Promise<Incoming> {
  const { partner, person, resources } = incoming;
  const earlier = await store.setAside(partner.name, person);
  const came = new Set(resources.map(keyOfReceived));
  // A plan of the partner's can become a candidate while another partner is taken in.
  const isNew = earlier?.candidates?.some((key) => !came.has(key)) === true;
  if (incoming.joined && !isNew) return incoming;
  const all = await joined(partner, earlier?.resources ?? [], resources, earlier?.candidates);
  const there = new Set(all.map(keyOfReceived));
  const deleted = (earlier?.resources ?? []).filter(
    (one) =>
      one.type === 'CarePlan' && earlier?.candidates?.includes(keyOfReceived(one)) && !there.has(keyOfReceived(one)),
  );
  return {
    ...incoming,
    resources: [...all, ...deleted.map(asEnded)],
    gone: new Set([...(incoming.gone ?? []), ...deleted.map(keyOfReceived)]),
    joined: true,
  };
}

/**
 * The latest of every resource, as the partner has it now.
 *
 * @param kept what stays as it was where the partner does not show it, by `type/peerId`
 */
export async function joined(
  partner: Partner,
  earlier: readonly ReceivedResource[],
  latest: readonly ReceivedResource[],
  kept: readonly string[] = [],
): Promise<readonly ReceivedResource[]> {
  const all = new Map<string, ReceivedResource>();
  const came = new Set(latest.map(keyOfReceived));
  for (const received of earlier) {
    const now = came.has(keyOfReceived(received))
      ? received
      : await asItIsNow(partner, received, kept.includes(keyOfReceived(received)));
    if (now) all.set(keyOfReceived(received), now);
  }
  for (const received of latest) all.set(keyOfReceived(received), received);
  return [...all.values()];
}

function asEnded(received: ReceivedResource): ReceivedResource {
  return { ...received, resource: { ...(received.resource as CarePlan), status: 'revoked' } };
}

async function asItIsNow(
  { connector }: Partner,
  known: ReceivedResource,
  isKept: boolean,
): Promise<ReceivedResource | undefined> {
  const { type, peerId } = known;
  try {
    const answer = await connector.read(type, peerId);
    if ('found' in answer) return { type, peerId, version: answer.found.version, resource: answer.found.resource };
    return isKept && 'missing' in answer ? known : undefined;
  } catch (error) {
    // A bad answer is no evidence of anything.
    if (isError(error, 'partner-refused', 'partner-malformed')) return known;
    throw error;
  }
}
