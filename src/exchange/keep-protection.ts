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
import type { Counterpart, Store } from '../store/store.ts';
import type { Context, Partner } from './context.ts';
import type { Incoming, Translated } from './incoming.ts';

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
  store: Store,
  { partner, person, resources }: Incoming,
): Promise<Translated | undefined> {
  const came = resources.filter(({ type }) => type === 'Patient');
  const [first] = came;
  if (!first) return undefined;
  const rows = await patientRows(store, partner.name, person);
  const counterpart = rows.find(({ id }) => id === person);
  const untouched = rows.filter(({ peerId }) => !came.some((one) => one.peerId === peerId));
  const now = strictest(
    [...came.map(({ resource }) => resource), ...untouched.map(({ echoed }) => echoed)].map(protectionOf),
  );
  if (now === strictest(rows.map(({ echoed }) => protectionOf(echoed)))) return undefined;
  const { peerId = first.peerId, peerVersion: version = first.version } = counterpart ?? {};
  const before = withPlainLabels(
    (counterpart?.echoed as Patient | undefined) ?? { resourceType: 'Patient', id: peerId },
  );
  const after = withProtection(withoutProtection(before), now);
  return {
    received: { type: 'Patient', peerId, version, resource: after },
    counterpart,
    resource: { ...after, id: person },
    echoed: counterpart?.echoed && { ...before, id: person },
    foreign: false,
    frozen: counterpart?.frozen ?? false,
  };
}

async function patientRows(store: Store, partner: string, person: string): Promise<readonly Counterpart[]> {
  const rows = await store.counterparts(partner, person);
  return rows.filter(({ type, peerId }) => type === 'Patient' && peerId !== undefined);
}
