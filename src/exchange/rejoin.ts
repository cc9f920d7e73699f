import { isError } from '../errors.ts';
import type { ReceivedResource } from '../store/store.ts';
import type { Context, Partner } from './context.ts';
import type { Incoming } from './incoming.ts';

/**
 * What came, with what was set aside of it earlier: only what was mended comes again, so the rest joins in here. It is
 * read anew first, and what the partner no longer has is dropped: nobody could mend that.
 */
export async function rejoin({ store }: Context, incoming: Incoming): Promise<Incoming> {
  if (incoming.joined) return incoming;
  const { partner, person, resources } = incoming;
  const earlier = await store.setAside(partner.name, person);
  return { ...incoming, resources: await joined(partner, earlier?.resources ?? [], resources), joined: true };
}

/** The latest of every resource, as the partner has it now. */
export async function joined(
  partner: Partner,
  earlier: readonly ReceivedResource[],
  latest: readonly ReceivedResource[],
): Promise<readonly ReceivedResource[]> {
  const all = new Map<string, ReceivedResource>();
  const came = new Set(latest.map(keyOfReceived));
  for (const received of earlier) {
    const now = came.has(keyOfReceived(received)) ? received : await asItIsNow(partner, received);
    if (now) all.set(keyOfReceived(received), now);
  }
  for (const received of latest) all.set(keyOfReceived(received), received);
  return [...all.values()];
}

function keyOfReceived({ type, peerId }: ReceivedResource): string {
  return `${type}/${peerId}`;
}

async function asItIsNow({ connector }: Partner, kept: ReceivedResource): Promise<ReceivedResource | undefined> {
  const { type, peerId } = kept;
  try {
    const answer = await connector.read(type, peerId);
    return 'found' in answer
      ? { type, peerId, version: answer.found.version, resource: answer.found.resource }
      : undefined;
  } catch (error) {
    // A bad answer is no evidence of anything.
    if (isError(error, 'partner-refused', 'partner-malformed')) return kept;
    throw error;
  }
}
