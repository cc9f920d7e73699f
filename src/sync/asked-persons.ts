import type { Patient } from '@medplum/fhirtypes';
import type { AskedPerson } from '../connector/connector.ts';
import { isNationalStore } from '../consent/party.ts';
import { publication } from '../consent/publication.ts';
import type { Context, Partner } from '../exchange/context.ts';
import { loadRecord } from '../exchange/load-record.ts';
import { nationalIdentifiers } from '../record/identity.ts';

const PAGE = 200;

/**
 * Everyone who is enrolled with a partner, as the partner knows her: by its Patient, else by her numbers. A national store is not even
 * asked about who does not let it keep her plan.
 */
export async function* askedPersons(context: Context, partner: Partner): AsyncGenerator<AskedPerson> {
  const { store } = context;
  const { name } = partner;
  let after: string | undefined;
  for (;;) {
    const persons = await store.linkedPersons(name, { after, count: PAGE });
    for (const person of persons) {
      if (isNationalStore(partner) && (await isWithheld(context, partner, person))) continue;
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

/**
 * Whether the store is not to be asked about her now: she does not let it keep her plan. Looked at afresh unless it is in step, since
 * consents move before links do.
 */
async function isWithheld(context: Context, partner: Partner, person: string): Promise<boolean> {
  const { store, now } = context;
  if ((await store.link(person, partner.name))?.standing === 'in-step') return false;
  return publication((await loadRecord(store, person)).record, partner, now()) !== 'permitted';
}
