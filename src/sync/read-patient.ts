import type { Patient } from '@medplum/fhirtypes';
import { isError } from '../errors.ts';
import type { Partner } from '../exchange/context.ts';
import { isRelative, targetOf } from '../record/references.ts';
import { linksOf } from '../record/several-patients.ts';
import type { ReceivedResource } from '../store/store.ts';

/** A Patient as the partner has it now; undefined when it can't be read there. */
export async function readPatient({ connector }: Partner, peerId: string): Promise<ReceivedResource | undefined> {
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

/** More than these many Patients of one person are no person's. */
const MAX_LINKS = 10;

/** The Patients of the same partner with which a Patient says that it is linked, as far as they can be read. */
export async function readLinkedPatients(partner: Partner, patient: Patient): Promise<readonly ReceivedResource[]> {
  const ids = new Set(linksOf(patient).flatMap(({ reference }) => patientIdAt(partner, reference)));
  ids.delete(patient.id ?? '');
  const read: ReceivedResource[] = [];
  for (const id of [...ids].slice(0, MAX_LINKS)) {
    const linked = await readPatient(partner, id);
    if (linked) read.push(linked);
  }
  return read;
}

/** A link may also lead to a RelatedPerson, or to another system: neither says whose this Patient is. */
function patientIdAt({ base }: Partner, reference: string): readonly string[] {
  const local = reference.startsWith(`${base}/`) ? reference.slice(base.length + 1) : reference;
  const target = isRelative(local) ? targetOf(local) : undefined;
  return target?.type === 'Patient' ? [target.id] : [];
}
