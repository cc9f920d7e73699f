import type { Patient } from '@medplum/fhirtypes';
import type { Context, Partner } from '../exchange/context.ts';
import type { Incoming } from '../exchange/incoming.ts';
import { joinPersons } from '../exchange/join-persons.ts';
import { anotherPerson, severalPersons, unknownPerson } from '../exchange/unplaced-findings.ts';
import { localIdentifiers, nationalIdentifiers } from '../record/identity.ts';
import { isObject } from '../record/json.ts';
import { canBeOne, isAnother } from '../record/same-person.ts';
import type { Fence, PersonIdentifier, ReceivedResource } from '../store/store.ts';
import type { Finding } from '../validation/finding.ts';
import { type Evidence, evidenceOf, unnumberedAt } from './evidence.ts';
import { readLinkedPatients, readPatient } from './read-patient.ts';

/** Whose resources these are. */
export interface Identified {
  readonly incoming: Incoming;
  /** Why nobody can say whose they are, or that they are hers: they are set aside. */
  readonly problems: readonly Finding[];
}

/**
 * Whose resources these are: the person whose this Patient was before, or to whom its numbers lead, or those of a Patient
 * that it is linked with. Where they lead to two persons here and nothing contradicts it, the two become one. What nobody
 * can name waits under an id of its own, the same one in every pass.
 *
 * @param patientId the partner's id of the Patient that they are about
 * @throws SamplanError `partner-unreachable`, `lease-lost`
 */
export async function identify(
  context: Context,
  partner: Partner,
  patientId: string,
  group: readonly ReceivedResource[],
  fence: Fence,
): Promise<Identified> {
  const { store } = context;
  const row = await store.counterpartByPeerId(partner.name, 'Patient', patientId);
  const known = row && (row.person ?? row.id);
  const sent = group.find(({ type, peerId }) => type === 'Patient' && peerId === patientId);
  // Nothing new of who she is, and no doubt about it. One that was only found there is read as if it had come along.
  const isSettled =
    known !== undefined && row?.echoed && !sent && group.length > 0 && !(await store.setAside(partner.name, known));
  const received = sent ?? (isSettled ? undefined : await readPatient(partner, patientId));
  const resources = received ? [received, ...group.filter((one) => one !== received)] : group;
  const about = (person: string, identifiers: readonly PersonIdentifier[] = []): Incoming => ({
    partner,
    person,
    identifiers,
    resources,
  });
  const doubt = async (...problems: readonly Finding[]): Promise<Identified> =>
    known === undefined
      ? { incoming: { ...about(''), ...(await placeOf(context, partner, patientId)) }, problems }
      : { incoming: about(known), problems };

  if (!received) return known === undefined ? doubt(unknownPerson()) : { incoming: about(known), problems: [] };
  // What is not even an object says nothing; the gate tells what is wrong with it.
  const patient = isObject(received.resource) ? (received.resource as unknown as Patient) : NOBODY;
  if (row?.echoed && isAnother(row.echoed as Patient, patient)) return doubt(anotherPerson('Patient'));
  const linked = await readLinkedPatients(partner, patient);
  const evidence = await evidenceOf(context, partner, { patientId, known, patient, linked });
  const person = await personBy(context, partner, evidence, fence);
  if (typeof person !== 'string') return doubt(...person);
  const incoming = about(person, identifiersIn(partner, patientId, evidence));
  return { incoming: { ...incoming, resources: [...resources, ...evidence.linked] }, problems: [] };
}

const NOBODY: Patient = { resourceType: 'Patient' };

/** Whose the evidence says that a Patient is, or why it can't be told. */
async function personBy(
  context: Context,
  partner: Partner,
  { persons, itself, stated, patients, texts }: Evidence,
  fence: Fence,
): Promise<string | readonly Finding[]> {
  const [first] = persons;
  if (first === undefined) return context.newId();
  if (persons.length === 1 && itself.has(first)) return first;
  const isStated = persons.every((person) => stated.has(person));
  if (!isStated || !canBeOne([...patients, ...texts])) return [severalPersons()];
  const joined = await joinPersons(context, partner, persons, fence);
  return 'survivor' in joined ? joined.survivor : [severalPersons(), ...joined.findings];
}

/** Identifiers that lead to the person from now on; a Patient without any is known by its own id. */
function identifiersIn(partner: Partner, patientId: string, { patients }: Evidence): readonly PersonIdentifier[] {
  const numbers = patients.flatMap(nationalIdentifiers);
  if (numbers.length > 0) return numbers;
  const local = patients.flatMap((patient) => localIdentifiers(partner.name, patient));
  return local.length > 0 ? local : [unnumberedAt(partner, patientId)];
}

/** What nobody can name waits under an id to which no person's identifier leads. */
async function placeOf(
  { store, newId }: Context,
  { name }: Partner,
  patientId: string,
): Promise<Pick<Incoming, 'person' | 'identifiers'>> {
  const place = { system: `samplan:nobody-at ${name}`, value: patientId };
  const [before] = await store.persons([place]);
  return { person: before ?? newId(), identifiers: before === undefined ? [place] : [] };
}
