import type { Patient, Resource } from '@medplum/fhirtypes';
import {
  isStricter,
  protectionOf,
  strictest,
  withoutProtection,
  withPlainLabels,
  withProtection,
} from '../record/address-protection.ts';
import { originsOf } from '../record/identity.ts';
import type { PlanRecord } from '../record/record.ts';
import type { Counterpart, ReceivedResource, Store } from '../store/store.ts';
import type { Context, Partner } from './context.ts';
import type { Incoming, Translated } from './incoming.ts';
import { patientsThere } from './patients-there.ts';

/**
 * What a change makes of the record, with the protection of the person's address kept as long as another partner says it:
 * one that lifts it speaks for itself only. A Patient that we created somewhere repeats what we wrote, and does not count.
 */
export async function keepProtection(
  { store, partners }: Pick<Context, 'store' | 'partners'>,
  incoming: Partner,
  { person, parts }: PlanRecord,
  changed: ReadonlyMap<string, Resource>,
): Promise<ReadonlyMap<string, Resource>> {
  const key = `Patient/${person}`;
  const patient = changed.get(key) as Patient | undefined;
  if (!patient || !isStricter(protectionOf(parts.get(key)?.resource), protectionOf(patient))) return changed;
  const others = partners.filter(({ name }) => name !== incoming.name);
  const rows = await Promise.all(others.map(({ name }) => patientRows(store, name, person)));
  const own = rows.flat().flatMap(({ echoed }) => (echoed && originsOf(echoed).length === 0 ? [echoed] : []));
  return new Map([...changed, [key, withProtection(patient, strictest(own.map(protectionOf)))]]);
}

/**
 * Of what came of a person's Patients, only how her address is protected now: that takes effect also when the rest is set
 * aside, or is out of both directions. As an edit of what the partner said before, so that it can be lifted again.
 *
 * @returns undefined when it says nothing new
 */
export async function protectionOnly(
  { store, newId }: Pick<Context, 'store' | 'newId'>,
  { partner, person, resources }: Incoming,
): Promise<Translated | undefined> {
  const came = resources.filter(({ type }) => type === 'Patient');
  if (came.length === 0) return undefined;
  const rows = await patientRows(store, partner.name, person);
  const reduced = came.map((received): ReceivedResource => {
    const { peerId, version, resource } = received;
    const row = rows.find((one) => one.peerId === peerId);
    const known = (row?.echoed as Patient | undefined) ?? { resourceType: 'Patient', id: peerId };
    const only = withProtection(withoutProtection(known), protectionOf(resource));
    return { type: 'Patient', peerId, version: row?.peerVersion ?? version, resource: only };
  });
  const patients = patientsThere({ partner: partner.name, person, newId }, rows, reduced);
  if (!patients || protectionOf(patients.before) === protectionOf(patients.now)) return undefined;
  const { main, counterpart, before, now, others } = patients;
  return {
    received: main,
    counterpart,
    resource: { ...withPlainLabels(now), id: person },
    echoed: before && { ...withPlainLabels(before), id: person },
    foreign: false,
    others,
    frozen: counterpart?.frozen ?? false,
  };
}

async function patientRows(store: Store, partner: string, person: string): Promise<readonly Counterpart[]> {
  const rows = await store.counterparts(partner, person);
  return rows.filter(({ type, peerId }) => type === 'Patient' && peerId !== undefined);
}
