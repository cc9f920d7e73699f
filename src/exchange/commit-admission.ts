import type { Patient } from '@medplum/fhirtypes';
import { auditEvent } from '../audit/audit-event.ts';
import { provenanceOf } from '../audit/provenance.ts';
import { personIdentifiers } from '../record/identity.ts';
import { keyOf } from '../record/record.ts';
import type { Commit, Counterpart, Fence, Write } from '../store/store.ts';
import type { Context } from './context.ts';
import type { Incoming, Translated } from './incoming.ts';
import type { LoadedRecord } from './load-record.ts';
import type { Change } from './weigh.ts';
import { nextVersion, writesOf } from './writes.ts';

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
    writes: [...writes, ...traces(context, writes, partner, person, at)],
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

function traces(
  context: Context,
  writes: readonly Write[],
  by: Incoming['partner'],
  person: string,
  at: string,
): readonly Write[] {
  if (writes.length === 0) return [];
  const targets = writes.map(({ resource, version }) => ({ key: keyOf(resource), version }));
  return [
    provenanceOf({ id: context.newId(), at, targets, by, activity: 'admit' }),
    auditEvent({
      id: context.newId(),
      at,
      interaction: 'receive',
      by,
      controller: context.controller,
      person,
      entities: targets.map(({ key, version }) => `${key}/_history/${version}`),
      outcome: 'success',
    }),
  ].map((resource) => nextVersion(resource, undefined, at));
}
