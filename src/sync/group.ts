import { patientOf } from '../record/patient-of.ts';
import type { ReceivedResource } from '../store/store.ts';

/** What a partner changed, by the person it is about, in the partner's ids. */
export interface Grouped {
  readonly byPatient: ReadonlyMap<string, readonly ReceivedResource[]>;
  /** Nobody can tell whose these are. */
  readonly unattributed: readonly ReceivedResource[];
}

/** Groups by the partner's own Patient id; a Bundle of one person is one admission. */
export function groupByPatient(resources: Iterable<ReceivedResource>): Grouped {
  const byPatient = new Map<string, ReceivedResource[]>();
  const unattributed: ReceivedResource[] = [];
  for (const received of resources) {
    const patient = patientOf(received);
    if (patient === undefined) unattributed.push(received);
    else byPatient.set(patient, [...(byPatient.get(patient) ?? []), received]);
  }
  return { byPatient, unattributed };
}
