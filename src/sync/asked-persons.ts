import type { Patient } from '@medplum/fhirtypes';
import type { AskedPerson } from '../connector/connector.ts';
import type { Context, Partner } from '../exchange/context.ts';
import { nationalIdentifiers } from '../record/identity.ts';

const PAGE = 200;

/** Everyone who is enrolled with a partner, as the partner knows her: by its Patient, else by her numbers. */
export async function* askedPersons({ store }: Context, { name }: Partner): AsyncGenerator<AskedPerson> {
  let after: string | undefined;
  for (;;) {
    const persons = await store.linkedPersons(name, { after, count: PAGE });
    for (const person of persons) {
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
