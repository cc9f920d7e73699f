import type { Patient, Resource } from '@medplum/fhirtypes';
import { isError } from '../errors.ts';
import type { Context, Partner } from '../exchange/context.ts';
import type { Incoming } from '../exchange/incoming.ts';
import { severalPersons, unknownPerson } from '../exchange/unplaced-findings.ts';
import { identifiersWithin, originsOf } from '../record/identity.ts';
import type { PersonIdentifier, ReceivedResource } from '../store/store.ts';
import type { Finding } from '../validation/finding.ts';

/** Whose resources these are. */
export interface Identified {
  readonly incoming: Incoming;
  /** Why nobody can say whose they are: they wait under an id to which no person's identifier leads. */
  readonly problem?: Finding;
}

/**
 * Whose resources these are: by the partner's Patient where we know it, else by that Patient's identifiers. What
 * nobody can name waits under an id of its own, the same one in every pass.
 */
export async function identify(
  context: Context,
  partner: Partner,
  patientId: string,
  group: readonly ReceivedResource[],
): Promise<Identified> {
  const { store } = context;
  const counterpart = await store.counterpartByPeerId(partner.name, 'Patient', patientId);
  if (counterpart) return { incoming: { partner, person: counterpart.id, identifiers: [], resources: group } };

  const sent = group.find(({ type, peerId }) => type === 'Patient' && peerId === patientId);
  const patient = sent ?? (await readPatient(partner, patientId));
  const resources = patient && !sent ? [patient, ...group] : group;
  const identifiers = patient ? safely(() => identifiersWithin(partner.name, patient.resource as Patient)) : [];
  const persons = new Set([...(await origins(context, patient)), ...(await store.persons(identifiers))]);
  const problem = patient ? (persons.size > 1 ? severalPersons() : undefined) : unknownPerson();
  const [known] = persons;
  if (!problem && (known !== undefined || identifiers.length > 0)) {
    return { incoming: { partner, person: known ?? context.newId(), identifiers, resources } };
  }
  const place = placeOf(partner, patientId, problem ? 'nobody' : 'unnumbered');
  const [before] = await store.persons([place]);
  const incoming: Incoming = {
    partner,
    person: before ?? context.newId(),
    identifiers: before === undefined ? [place] : [],
    resources,
  };
  return problem ? { incoming, problem } : { incoming };
}

/** Leads from a partner's Patient to the id under which it waits: it has no identifier that leads there. */
function placeOf({ name }: Partner, patientId: string, kind: 'nobody' | 'unnumbered'): PersonIdentifier {
  return { system: `samplan:${kind}-at ${name}`, value: patientId };
}

/** Persons of ours for whom we created this Patient (after a lost answer). */
async function origins({ store }: Context, patient: ReceivedResource | undefined): Promise<readonly string[]> {
  const ids = patient ? safely(() => originsOf(patient.resource as Resource)) : [];
  const known = await Promise.all(ids.map(async (id) => (await store.record(id)).seq > 0));
  return ids.filter((_, index) => known[index]);
}

async function readPatient({ connector }: Partner, peerId: string): Promise<ReceivedResource | undefined> {
  try {
    const answer = await connector.read('Patient', peerId);
    return 'found' in answer
      ? { type: 'Patient', peerId, version: answer.found.version, resource: answer.found.resource }
      : undefined;
  } catch (error) {
    if (isError(error, 'partner-refused', 'partner-malformed')) return undefined;
    throw error;
  }
}

/** What came may not be sound yet; a Patient that can't be read has no identifiers. */
function safely<Item>(read: () => readonly Item[]): readonly Item[] {
  try {
    return read();
  } catch {
    return [];
  }
}
