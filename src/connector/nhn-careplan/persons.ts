import type { Patient } from '@medplum/fhirtypes';
import { type BusinessIdentifier, nationalIdentifiers, originsOf } from '../../record/identity.ts';
import { NATIONAL } from '../../record/systems.ts';
import type { Store } from '../../store/store.ts';

/**
 * Whom the store's plans are about, as it is known here. The store has no Patient: it knows a person by her number, so the connector
 * shows one whose id is ours, and asks here for the number when a request is made.
 */
export interface PersonsKnown {
  /** Her numbers, fødselsnummer first, in which order she is asked for. Empty: she has none, or is not known. */
  numbersOf(patient: string): Promise<readonly BusinessIdentifier[]>;
  /** The Patient with a number. */
  byNumber(identifier: BusinessIdentifier): Promise<string | undefined>;
  /** The Patient whom a resource there is about, by what was taken in, or waits for it. */
  whose(type: string, peerId: string): Promise<string | undefined>;
  /** The Patient whom a resource is about that would be created under an identifier of ours. */
  whoseIdentifier(type: string, identifier: BusinessIdentifier): Promise<string | undefined>;
  /** Ids of her plans there, as far as they are known. */
  plansOf(patient: string): Promise<readonly string[]>;
}

type Known = Pick<
  Store,
  'arrival' | 'counterpart' | 'counterpartByPeerId' | 'counterparts' | 'persons' | 'read' | 'survivor'
>;

const SYSTEMS: readonly string[] = [NATIONAL.birthNumber, NATIONAL.dNumber];

/**
 * What the store of this installation knows of them.
 *
 * @param partner name of the national store in the configuration
 * @example
 * createPersonsKnown(store, 'Nasjonal planlager');
 */
export function createPersonsKnown(store: Known, partner: string): PersonsKnown {
  const patientOf = async (person: string): Promise<string> => {
    const survivor = await store.survivor(person);
    return (await store.counterpart(partner, 'Patient', survivor))?.peerId ?? survivor;
  };
  return {
    async numbersOf(patient) {
      const person = await store.survivor(patient);
      const ours = (await store.read('Patient', person))?.resource as Patient | undefined;
      const numbers = ours ? nationalIdentifiers(ours).filter(isNumber) : [];
      return numbers.toSorted((left, right) => SYSTEMS.indexOf(left.system) - SYSTEMS.indexOf(right.system));
    },
    async byNumber(identifier) {
      const [person] = isNumber(identifier) ? await store.persons([identifier]) : [];
      return person === undefined ? undefined : patientOf(person);
    },
    async whose(type, peerId) {
      const person = (await store.counterpartByPeerId(partner, type, peerId))?.person;
      if (person !== undefined) return patientOf(person);
      return (await store.arrival(partner, type, peerId))?.patient;
    },
    async whoseIdentifier(type, identifier) {
      const [id] = originsOf({ resourceType: 'Basic', code: {}, identifier: [identifier] });
      const person = id === undefined ? undefined : (await store.counterpart(partner, type, id))?.person;
      const record = person ?? (id === undefined ? undefined : (await store.read(type, id))?.record);
      return record === undefined ? undefined : patientOf(record);
    },
    async plansOf(patient) {
      const held = await store.counterparts(partner, await store.survivor(patient));
      return held.flatMap(({ type, peerId, gone }) => (type === 'CarePlan' && peerId && !gone ? [peerId] : []));
    },
  };
}

/** The store takes a fødselsnummer or a D-number. */
function isNumber({ system, value }: BusinessIdentifier): boolean {
  return SYSTEMS.includes(system) && /^\d{11}$/u.test(value);
}
