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
      const patient = (await store.counterpart(name, 'Patient', person))?.peerId;
      if (patient !== undefined) {
        yield { patient, identifiers: [] };
        continue;
      }
      const ours = (await store.read('Patient', person))?.resource as Patient | undefined;
      const identifiers = ours ? nationalIdentifiers(ours) : [];
      if (identifiers.length > 0) yield { identifiers };
    }
    after = persons.at(-1);
    if (after === undefined) return;
  }
}
