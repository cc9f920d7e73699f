import type { Resource } from '@medplum/fhirtypes';
import type { Held } from '../connector/connector.ts';
import { asJson } from '../record/json.ts';
import { patch } from '../record/merge.ts';
import type { Commit, Counterpart, Fence } from '../store/store.ts';
import type { Context, Partner } from './context.ts';
import { translate } from './incoming.ts';
import { loadRecord } from './load-record.ts';
import { pointingAtStale } from './stale-place.ts';

/**
 * Takes what a partner holds for what it holds, and not for an edit: after a restore from a backup, an earlier state is
 * the partner's again without anybody having written it. The record stays; what the partner lacks since is owed.
 *
 * @example
 * await rebase(context, partner, counterpart, held, fence);
 */
export async function rebase(
  context: Context,
  partner: Partner,
  counterpart: Counterpart,
  held: Held,
  fence: Fence,
): Promise<void> {
  const sent = await sentOf(context, partner, counterpart, held);
  await save(context, fence, {
    ...counterpart,
    peerId: held.peerId,
    peerVersion: held.version,
    echoed: held.resource,
    ...(sent ? { sent } : {}),
  });
}

/**
 * The state that somebody edited is not to be had: what differs from the record is then nobody's to overwrite. The text that
 * was known last stays: it is no base without `sent`, but measures inside a plan are recognized by it.
 */
export async function forgetBase(context: Context, counterpart: Counterpart, fence: Fence): Promise<void> {
  const { sent: _sent, peerVersion: _version, ...known } = counterpart;
  await save(context, fence, known);
}

/** The partner does not have it any more and did not delete it: it is found or made there again, and led to. */
export async function forgetPlace(
  context: Context,
  partner: Partner,
  counterpart: Counterpart,
  fence: Fence,
): Promise<void> {
  const { peerId: _id, peerVersion: _version, ...known } = counterpart;
  await save(context, fence, known, await pointingAtStale(context.store, partner, counterpart));
}

/** Our view of what the partner holds now: what it was, without what the partner no longer has of it. */
async function sentOf(
  context: Context,
  partner: Partner,
  { person, type, sent, echoed }: Counterpart,
  { peerId, version, resource }: Held,
): Promise<Resource | undefined> {
  if (person === undefined || !sent || !echoed) return sent;
  const loaded = await loadRecord(context.store, person);
  const received = { type, peerId, version, resource };
  const incoming = { partner, person, identifiers: [], resources: [received] };
  const own = await context.store.counterparts(partner.name, person);
  const [translated] = await translate(context.store, incoming, loaded, own, context);
  if (!translated?.echoed) return sent;
  return patch({
    onto: asJson(sent),
    before: asJson(translated.echoed),
    after: asJson(translated.resource),
  }) as unknown as Resource;
}

/** The link is looked at again, unless it is blocked: what was set aside waits to be mended. */
async function save(
  context: Context,
  fence: Fence,
  counterpart: Counterpart,
  more: readonly Counterpart[] = [],
): Promise<void> {
  const { partner, person } = counterpart;
  const link = person === undefined ? undefined : await context.store.link(person, partner);
  const owed: Commit['links'] =
    link && link.standing !== 'blocked'
      ? [{ person: link.person, partner, standing: 'owed', attempts: 0, owedSince: link.owedSince ?? context.now() }]
      : [];
  await context.store.commit({ fence, counterparts: [...more, counterpart], links: owed });
}
