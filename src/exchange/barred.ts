import type { Resource } from '@medplum/fhirtypes';
import { decide } from '../consent/decide.ts';
import { kindOf } from '../record/kinds.ts';
import { firstOwner } from '../record/owner.ts';
import type { PlanRecord } from '../record/record.ts';
import type { Counterpart, Fence } from '../store/store.ts';
import { candidateKeys, keyOfReceived } from './candidates.ts';
import type { Context, Partner, Party } from './context.ts';
import type { Incoming, Translated } from './incoming.ts';

/**
 * Whether a new part of a partner's stays with it: the person opposes that the partner takes part, and what it adds to
 * the copy that it keeps is its own record (pbrl § 5-3, hpl § 39). What she decides is told all the same.
 */
export function isBarred(record: PlanRecord, resource: Resource, partner: Party, at: string): boolean {
  const kind = kindOf(resource);
  if (kind === undefined || kind === 'person' || kind === 'consent') return false;
  const owner = firstOwner(resource, record.directory, partner.organization);
  return decide(record, { resource, kind, owner }, partner, 'coordination', at).reason === 'opposed';
}

/** Notes where barred parts are, out of both directions: they are read when the person no longer opposes it. */
export async function noteBarred(
  { store }: Context,
  { partner: { name: partner }, person }: Incoming,
  barred: readonly Translated[],
  fence: Fence,
): Promise<void> {
  if (barred.length === 0) return;
  await store.commit({
    fence,
    counterparts: barred.map(
      ({ received, resource }): Counterpart => ({
        partner,
        type: resource.resourceType,
        id: resource.id ?? '',
        person,
        peerId: received.peerId,
        peerVersion: received.version,
        sent: resource,
        echoed: received.resource as Resource,
        frozen: true,
      }),
    ),
    seen: barred.map(({ received: { type, peerId, version } }) => ({ partner, type, peerId, version })),
  });
}

/** Parts that were barred when they came, and are not any more. A candidate's parts, and those that left with one, wait. */
export async function noLongerBarred(
  { store, now }: Context,
  record: PlanRecord,
  held: readonly Counterpart[],
  partner: Partner,
): Promise<readonly Counterpart[]> {
  const at = now();
  const outside = held.filter(
    ({ frozen, gone, type, id, sent }) =>
      frozen && !gone && sent && !record.parts.has(`${type}/${id}`) && !isBarred(record, sent, partner, at),
  );
  if (outside.length === 0) return outside;
  const candidates = candidateKeys(await store.setAside(partner.name, record.person));
  return (await neverParts(store, outside)).filter(
    ({ type, peerId }) => !candidates.has(keyOfReceived({ type, peerId: peerId ?? '' })),
  );
}

/** Without what was a part once and left the record with its plan: that is a candidate's, or a copy that others keep of it. */
export async function neverParts(
  store: Pick<Context['store'], 'read'>,
  rows: readonly Counterpart[],
): Promise<readonly Counterpart[]> {
  const were = await Promise.all(rows.map(({ type, id }) => store.read(type, id)));
  return rows.filter((_, index) => !were[index]);
}
