import type { Resource } from '@medplum/fhirtypes';
import { withAttachmentUrls } from '../record/attachments.ts';
import { contentOf } from '../record/content-of.ts';
import { withoutOrigins } from '../record/identity.ts';
import { withNarrative, withoutNarrative } from '../record/narrative.ts';
import type { PlanRecord } from '../record/record.ts';
import { isRelative, mapReferences, referencesIn, targetOf } from '../record/references.ts';
import { toTheirs } from '../record/translate.ts';
import { logicalReference } from '../record/view.ts';
import type { Partner } from './context.ts';
import type { Outlook } from './outlook.ts';

/** What a payload is made from besides its resource. */
export interface Leaving {
  readonly partner: Partner;
  readonly partners: readonly Partner[];
  readonly record: PlanRecord;
  readonly outlook: Outlook;
  /** The partner's ids by our `Type/id`; grows as resources are created. */
  readonly peerIds: Map<string, string>;
}

/** A resource as it leaves for a partner: in its ids, with what leads nowhere there left out. */
export function outgoing(
  { partner, partners, record, peerIds }: Leaving,
  resource: Resource,
  peerId: string | undefined,
): Resource {
  const theirId = (type: string, id: string): string | undefined => peerIds.get(`${type}/${id}`);
  const own = withAttachmentUrls(resource, (url) => isFor(url, partner, partners));
  const theirs = toTheirs(own, peerId, partner.base, theirId, (reference) => logicalReference(reference, record));
  // Ours was made of theirs by another installation: theirs need not be told its own name.
  return peerId === undefined ? theirs : withoutOrigins(theirs, [peerId]);
}

/**
 * Whether an attachment's address leads anywhere for a partner: its own does, and one that is open to all. What lies
 * under another partner's base names a host of theirs, and a file that only they may fetch.
 */
function isFor(url: string, partner: Partner, partners: readonly Partner[]): boolean {
  const isUnder = ({ base }: Partner): boolean => url.startsWith(`${base}/`);
  return isRelative(url) || isUnder(partner) || (url.startsWith('https://') && !partners.some(isUnder));
}

/**
 * The resource as it can be created now: references to parts that the partner gets later are left out, and a plan
 * that is not whole yet goes out as a draft. The next round sends the rest.
 */
export function withoutBackEdges(resource: Resource, sending: Leaving): Resource {
  const pending = backEdges(resource, sending);
  if (pending.size === 0) return resource;
  const now = mapReferences(resource, (reference) => (pending.has(reference.reference ?? '') ? undefined : reference));
  return now.resourceType === 'CarePlan' && now.status === 'active' ? { ...now, status: 'draft' } : now;
}

/** References to parts of the view that the partner does not have yet. */
export function backEdges(resource: Resource, { outlook, peerIds }: Leaving): ReadonlySet<string> {
  return new Set(
    referencesIn(resource).filter((reference) => {
      const target = targetOf(reference);
      const key = target ? `${target.type}/${target.id}` : '';
      return outlook.view.has(key) && !peerIds.has(key);
    }),
  );
}

/** The partner's text of a resource as it is written: its own version is no content, and what is stale is told anew. */
export function written(resource: Resource): Resource {
  const payload = contentOf(resource);
  // A generated narrative says what the data said before the change (R4 narrative.html).
  const isGenerated = 'text' in payload && payload.text?.status === 'generated';
  return isGenerated ? withNarrative(withoutNarrative(payload)) : payload;
}
