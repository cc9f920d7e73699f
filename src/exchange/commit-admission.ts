import type { Patient } from '@medplum/fhirtypes';
import { personIdentifiers } from '../record/identity.ts';
import { keyOf } from '../record/record.ts';
import type { Commit, Counterpart, Fence } from '../store/store.ts';
import type { Context } from './context.ts';
import type { Incoming, Translated } from './incoming.ts';
import type { LoadedRecord } from './load-record.ts';
import { tracesOf } from './trace-change.ts';
import type { Change } from './weigh.ts';
import { writesOf } from './writes.ts';

/** Writes an admission: versions, counterparts, link, Provenance and audit, all of it or nothing. */
export async function commitAdmission(
  context: Context,
  { partner, person, identifiers }: Incoming,
  loaded: LoadedRecord,
  parts: readonly Translated[],
  change: Change,
  fence: Fence,
): Promise<void> {
  const at = context.now();
  const writes = writesOf(change.changed.values(), loaded.stored, change.after, at);
  const patient = change.after.parts.get(`Patient/${person}`)?.resource as Patient | undefined;
  const link = await context.store.link(person, partner.name);
  const commit: Commit = {
    expect: { record: person, seq: loaded.seq },
    fence,
    writes: [
      ...writes,
      ...tracesOf(context, { by: partner, interaction: 'receive', activity: 'admit', person, writes, at }),
    ],
    identifiers: [...identifiers, ...(patient ? personIdentifiers(patient) : [])].map((identifier) => ({
      ...identifier,
      person,
    })),
    counterparts: parts.map((part) => counterpartOf(part, partner.name, person, change)),
    seen: parts.map(({ received: { type, peerId, version } }) => ({ partner: partner.name, type, peerId, version })),
    // What the partner holds changed, so what it is owed must be looked at again.
    links: [{ person, partner: partner.name, standing: 'owed', attempts: 0, owedSince: link?.owedSince ?? at }],
    taken: [{ partner: partner.name, person }],
  };
  await context.store.commit(commit);
}

function counterpartOf(
  { received, resource }: Translated,
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
    frozen: false,
  };
}
