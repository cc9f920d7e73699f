import type { Patient } from '@medplum/fhirtypes';
import type { Context, Partner } from '../exchange/context.ts';
import { localIdentifiers, nationalIdentifiers, originIdentifier, originsOf } from '../record/identity.ts';
import { canBeOne } from '../record/same-person.ts';
import type { PersonIdentifier, ReceivedResource } from '../store/store.ts';

/** A partner's Patient about whom it is asked. */
export interface Asked {
  readonly patientId: string;
  /** Whose it was before. */
  readonly known: string | undefined;
  readonly patient: Patient;
  /** The Patients with which the partner links it. */
  readonly linked: readonly ReceivedResource[];
}

/** What a partner's Patient says of whose it is. */
export interface Evidence {
  /** Every person here to whom it leads. */
  readonly persons: readonly string[];
  /** Those to whom the Patient itself leads: it was theirs before, or is theirs by an identifier of the partner's own. */
  readonly itself: ReadonlySet<string>;
  /** Those that the partner says it is: by a number, or because the Patient was theirs when they had none. */
  readonly stated: ReadonlySet<string>;
  /** The Patient, and those of the linked ones that say the same person. */
  readonly patients: readonly Patient[];
  readonly linked: readonly ReceivedResource[];
  /** What is known here of these persons, where it matters. */
  readonly texts: readonly Patient[];
}

/**
 * Gathers what leads from a partner's Patient to persons here. A link counts where both Patients have numbers and nothing
 * contradicts that they are one person: twins are linked too.
 */
export async function evidenceOf(context: Context, partner: Partner, asked: Asked): Promise<Evidence> {
  const { store } = context;
  const { patient, patientId, known, linked } = asked;
  const numbers = nationalIdentifiers(patient);
  const counted = linked.filter(({ resource }) => numbers.length > 0 && isSame(patient, resource as Patient));
  const patients = [patient, ...counted.map(({ resource }) => resource as Patient)];
  const byOwn = [
    unnumberedAt(partner, patientId),
    // Another installation made ours of this one, when she had no number.
    originIdentifier(patientId),
    ...localIdentifiers(partner.name, patient),
  ];
  const itself = new Set([
    ...(known === undefined ? [] : [known]),
    ...(await origins(context, patient)),
    ...(await store.persons(byOwn)),
  ]);
  const byNumber = await store.persons(patients.flatMap(nationalIdentifiers));
  const persons = [...new Set([...itself, ...byNumber, ...(await personsOfLinked(context, partner, linked))])];
  const isPlain = persons.length === 1 && itself.size === 1;
  const texts = new Map<string, readonly Patient[]>();
  for (const person of isPlain ? [] : persons) texts.set(person, await textsOf(context, person));
  const isNumberless = (person: string): boolean => (texts.get(person) ?? []).flatMap(nationalIdentifiers).length === 0;
  return {
    persons,
    itself,
    stated: new Set([...byNumber, ...[...itself].filter(isNumberless)]),
    patients,
    linked: counted,
    texts: [...texts.values()].flat(),
  };
}

/** Leads from a partner's Patient that has no identifier to its person. */
export function unnumberedAt({ name }: Partner, patientId: string): PersonIdentifier {
  return { system: `samplan:unnumbered-at ${name}`, value: patientId };
}

function isSame(patient: Patient, linked: Patient): boolean {
  return nationalIdentifiers(linked).length > 0 && canBeOne([patient, linked]);
}

async function personsOfLinked(
  { store }: Context,
  { name }: Partner,
  linked: readonly ReceivedResource[],
): Promise<readonly string[]> {
  const rows = await Promise.all(linked.map(({ peerId }) => store.counterpartByPeerId(name, 'Patient', peerId)));
  const numbers = linked.flatMap(({ resource }) => nationalIdentifiers(resource as Patient));
  return [...rows.flatMap((row) => row?.person ?? []), ...(await store.persons(numbers))];
}

/** Persons of ours for whom we created this Patient (after a lost answer). */
async function origins({ store }: Context, patient: Patient): Promise<readonly string[]> {
  const survivors = await Promise.all(originsOf(patient).map((id) => store.survivor(id)));
  const known = await Promise.all(survivors.map(async (id) => (await store.record(id)).seq > 0));
  return survivors.filter((_, index) => known[index]);
}

/** Her Patient here; of somebody who has no record yet, what of it waits. */
async function textsOf({ store }: Context, person: string): Promise<readonly Patient[]> {
  const { parts } = await store.record(person);
  const own = parts.flatMap(({ resource }) => (resource.resourceType === 'Patient' ? [resource] : []));
  if (own.length > 0) return own;
  const waiting = (await store.allSetAside()).filter((entry) => entry.person === person);
  return waiting
    .flatMap(({ resources }) => resources)
    .flatMap(({ type, resource }) => (type === 'Patient' ? [resource as Patient] : []));
}
