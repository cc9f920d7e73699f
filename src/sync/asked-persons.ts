import type { Patient } from '@medplum/fhirtypes';
import type { AskedPerson } from '../connector/connector.ts';
import { isNationalStore } from '../consent/party.ts';
import type { Context, Partner } from '../exchange/context.ts';
import { nationalIdentifiers } from '../record/identity.ts';
import type { Link } from '../store/store.ts';
import { BARRED_THERE } from './bars.ts';

const PAGE = 200;

/**
 * Everyone who is enrolled with a partner, as the partner knows her: by its Patient, else by her numbers. A national store is not even
 * asked about who does not let it keep her plan.
 */
export async function* askedPersons({ store }: Context, partner: Partner): AsyncGenerator<AskedPerson> {
  const { name } = partner;
  let after: string | undefined;
  for (;;) {
    const persons = await store.linkedPersons(name, { after, count: PAGE });
    for (const person of persons) {
      if (isNationalStore(partner) && isWithheld(await store.link(person, name))) continue;
      // Some keep her under several Patients.
      const patients = (await store.counterparts(name, person)).flatMap(({ type, peerId }) =>
        type === 'Patient' && peerId !== undefined ? [peerId] : [],
      );
      yield* patients.map((patient) => ({ patient, identifiers: [] }));
      if (patients.length > 0) continue;
      const ours = (await store.read('Patient', person))?.resource as Patient | undefined;
      const identifiers = ours ? nationalIdentifiers(ours) : [];
      if (identifiers.length > 0) yield { identifiers };
    }
    after = persons.at(-1);
    if (after === undefined) return;
  }
}

/** Held for another reason than what the store itself said: that is asked about, to see when it is over. */
function isWithheld(link: Link | undefined): boolean {
  return link?.standing === 'held' && link.reason !== BARRED_THERE;
}
