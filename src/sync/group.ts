import type { Reference } from '@medplum/fhirtypes';
import { isObject } from '../record/json.ts';
import { targetOf } from '../record/references.ts';
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

/** The partner's id of the Patient that a resource is about. */
export function patientOf({ type, peerId, resource }: ReceivedResource): string | undefined {
  if (type === 'Patient') return peerId;
  if (!isObject(resource as never)) return undefined;
  const element = resource as Record<string, unknown>;
  const direct = ['subject', 'patient', 'for'].map((name) => element[name]);
  const participants = Array.isArray(element['participant'])
    ? element['participant'].map((one: unknown) =>
        isObject(one as never) ? (one as Record<string, unknown>)['actor'] : undefined,
      )
    : [];
  for (const candidate of [...direct, ...participants]) {
    const target = targetOf((candidate as Reference | undefined)?.reference);
    if (target?.type === 'Patient') return target.id;
  }
  return undefined;
}
