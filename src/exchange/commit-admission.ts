import type { Patient } from '@medplum/fhirtypes';
import { nationalIdentifiers } from '../record/identity.ts';
import { keyOf } from '../record/record.ts';
import type { Commit, Counterpart, Fence, Seen } from '../store/store.ts';
import { atOnce } from './at-once.ts';
import { forgottenPlaces, keepCandidates, type Separation } from './candidates.ts';
import type { Context, Partner } from './context.ts';
import type { Incoming, Translated } from './incoming.ts';
import { maskOf } from './keep-answer.ts';
import type { LoadedRecord } from './load-record.ts';
import { tracesOf } from './trace-change.ts';
import type { Change } from './weigh.ts';
import { lastVersion, writesOf } from './writes.ts';

/** Writes an admission: versions, counterparts, candidates, link, Provenance and audit, all of it or nothing. */
export async function commitAdmission(
  context: Context,
  incoming: Incoming,
  separation: Separation,
  change: Change,
  fence: Fence,
): Promise<void> {
  const { partner, person, identifiers } = incoming;
  const { loaded, parts, candidates } = separation;
  const at = context.now();
  const outside = await keepCandidates(context, incoming, candidates);
  const forgotten = await forgottenPlaces(context, incoming, separation);
  const record = recordChange(context, partner, loaded, parts, change, at, separation);
  const patient = change.after.parts.get(`Patient/${person}`)?.resource as Patient | undefined;
  const link = await context.store.link(person, partner.name);
  const { after, changed } = change;
  const consequence = await atOnce(context, { after, changed: changed.values(), at }, partner.name);
  await context.store.commit({
    ...record,
    fence,
    counterparts: [...consequence.counterparts, ...(record.counterparts ?? []), ...outside.counterparts, ...forgotten],
    setAside: outside.setAside,
    identifiers: [...identifiers, ...(patient ? nationalIdentifiers(patient) : [])].map((identifier) => ({
      ...identifier,
      person,
    })),
    seen: [
      ...parts.map(({ received: { type, peerId, version } }) => ({ partner: partner.name, type, peerId, version })),
      ...parts.flatMap(({ others }) => others ?? []).flatMap(seenOf),
      ...outside.counterparts.flatMap(seenOf),
    ],
    // What the partner holds changed, so what it is owed must be looked at again.
    links: [
      { person, partner: partner.name, standing: 'owed', attempts: 0, owedSince: link?.owedSince ?? at },
      ...outside.links,
      ...consequence.links,
    ],
    taken: [{ partner: partner.name, person }],
  });
}

/**
 * What a change writes of the record itself: versions with their traces, and what the partner now holds.
 *
 * @param separation parts that leave the record, and plans that end with it; their history stays
 */
export function recordChange(
  context: Context,
  partner: Partner,
  { seq, stored, record }: LoadedRecord,
  parts: readonly Translated[],
  change: Change,
  at: string,
  { leaving, ending }: Pick<Separation, 'leaving' | 'ending'> = { leaving: [], ending: [] },
): Pick<Commit, 'expect' | 'writes' | 'counterparts'> {
  const { person } = record;
  const writes = [
    ...writesOf(
      [...change.changed.values(), ...ending.filter((plan) => !change.changed.has(keyOf(plan)))],
      stored,
      change.after,
      at,
    ),
    ...leaving.map((part) => lastVersion(part, at)),
  ];
  return {
    expect: { record: person, seq },
    writes: [
      ...writes,
      ...tracesOf(context, { by: partner, interaction: 'receive', activity: 'admit', person, writes, at }),
    ],
    counterparts: parts.flatMap((part) => [counterpartOf(part, partner.name, person, change), ...(part.others ?? [])]),
  };
}

function counterpartOf(
  { received, resource, counterpart, frozen = false, gone }: Translated,
  partner: string,
  person: string,
  { sent }: Change,
): Counterpart {
  return {
    partner,
    type: resource.resourceType,
    id: resource.id ?? '',
    person,
    peerId: received.peerId,
    peerVersion: received.version,
    sent: sent.get(keyOf(resource)) ?? resource,
    echoed: received.resource as Counterpart['echoed'] & object,
    ...maskOf(counterpart, received.resource),
    frozen,
    ...(gone ? { gone } : {}),
  };
}

function seenOf({ partner, type, peerId, peerVersion }: Counterpart): readonly Seen[] {
  return peerId !== undefined && peerVersion !== undefined ? [{ partner, type, peerId, version: peerVersion }] : [];
}
