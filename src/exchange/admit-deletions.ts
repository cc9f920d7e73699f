import type { Deleted } from '../connector/connector.ts';
import { ended, isOver } from '../record/ending.ts';
import { planOfLifted } from '../record/lift-id.ts';
import { keyOf } from '../record/record.ts';
import type { Counterpart, Fence } from '../store/store.ts';
import { hasErrors } from '../validation/finding.ts';
import type { Admission } from './admission.ts';
import { blocks } from './blocks.ts';
import { recordChange } from './commit-admission.ts';
import type { Context } from './context.ts';
import type { Incoming, Translated } from './incoming.ts';
import { loadRecord } from './load-record.ts';
import { weigh } from './weigh.ts';

/**
 * Takes in what a partner has deleted, as if it had ended what it last held: its own parts end, another's is a proposal
 * (design: end of a part), and nothing is sent under a deleted id any more. What was over says nothing, and a person is
 * ended by nothing. Seen once more, a deletion says nothing new.
 *
 * @returns undefined when nothing is deleted that the partner held of the record
 */
export async function admitDeletions(
  context: Context,
  { partner, person: stated, deleted = [], thawing }: Incoming,
  fence: Fence,
): Promise<Extract<Admission, { readonly outcome: 'admitted' }> | undefined> {
  if (deleted.length === 0) return undefined;
  const { store } = context;
  const person = await store.survivor(stated);
  const isNews = (one: Counterpart): boolean => {
    const isInReach = !one.frozen || thawing?.has(`${one.type}/${one.peerId}`) === true;
    return isInReach && !one.gone && isAmong(deleted, one);
  };
  const lost = (await store.counterparts(partner.name, person)).filter(isNews);
  if (lost.length === 0) return undefined;

  const loaded = await loadRecord(store, person);
  const ends = lost.flatMap(asEnded).filter(({ resource }) => loaded.record.parts.has(keyOf(resource)));
  const weighed = await weigh(context, partner, loaded, ends, 'deleted');
  // What would not be sound once it has ended, a person ends.
  const change = hasErrors(weighed.findings) ? await weigh(context, partner, loaded, ends, 'proposed') : weighed;
  const at = context.now();
  const isBlocked = blocks(await store.setAside(partner.name, person));
  await store.commit({
    ...recordChange(context, partner, loaded, [], change, at),
    fence,
    counterparts: lost.map((one) => ({ ...one, frozen: false, gone: true })),
    ...(isBlocked ? {} : { links: [{ person, partner: partner.name, standing: 'owed', attempts: 0, owedSince: at }] }),
  });
  return { outcome: 'admitted', changed: change.changed.size, conflicts: change.opened, findings: change.findings };
}

/** Deleted by itself, or with the plan in whose text it stood. */
function isAmong(deleted: readonly Deleted[], { type, peerId }: Counterpart): boolean {
  const plan = type === 'ServiceRequest' ? planOfLifted(peerId) : undefined;
  return deleted.some(
    (one) =>
      (one.type === type && one.peerId === peerId) ||
      (one.type === 'CarePlan' && plan !== undefined && one.peerId === plan),
  );
}

/** A deleted part as the partner would have sent it, had it ended what it held. */
function asEnded(counterpart: Counterpart): readonly Translated[] {
  const { type, peerId = '', peerVersion: version = '', sent } = counterpart;
  const resource = sent && !isOver(sent) ? ended(sent) : undefined;
  if (!resource) return [];
  return [{ received: { type, peerId, version, resource }, resource, counterpart, echoed: sent, foreign: false }];
}
