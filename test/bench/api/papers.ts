import type { Resource } from '@medplum/fhirtypes';
import { benchRecord } from '../sync/bench-record.ts';
import { cast, MOULD, type Stamp } from '../sync/mould.ts';

/** What the requests of the bench are cast from: papers of the mould, who stands nowhere else. */
export interface Papers {
  /** `Type/id` of the record's resources in the store, by what they are. */
  readonly patient: string;
  readonly plan: string;
  readonly measure: string;
  /** As JSON: a transaction that brings the whole record in, a measure that is new, and hers as it is changed. */
  readonly transaction: string;
  readonly created: string;
  readonly updated: string;
}

/** The whole record of somebody as a client brings it in: entries lead to each other by their UUIDs. */
export function transactionOf(stamp: Stamp): string {
  const record = benchRecord(stamp);
  const uuids = new Map(record.map((one, at) => [keyOf(one), `urn:uuid:${uuid(at + 1, stamp)}`]));
  const led = (resource: Resource): Resource =>
    JSON.parse(JSON.stringify(resource), (key, value: unknown) =>
      key === 'reference' ? (uuids.get(String(value)) ?? value) : value,
    ) as Resource;
  return JSON.stringify({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: record.map((resource) => {
      const { id: _id, ...content } = led(resource);
      return {
        fullUrl: uuids.get(keyOf(resource)),
        resource: content,
        request: { method: 'POST', url: resource.resourceType },
      };
    }),
  });
}

/** A UUID that is hers alone. */
export function uuid(number: number, stamp: Stamp): string {
  return `${String(number).padStart(8, '0')}-0000-4000-8000-000000${stamp.number}`;
}

/** @param stored the mould's record as it stands in a store */
export function papersOf(stored: readonly Resource[]): Papers {
  const one = <T extends Resource['resourceType']>(type: T): Extract<Resource, { resourceType: T }> => {
    const found = stored.find(({ resourceType }) => resourceType === type);
    if (found === undefined) throw new Error(`the mould has no ${type}`);
    return found as Extract<Resource, { resourceType: T }>;
  };
  const { meta: _meta, ...measure } = one('ServiceRequest');
  const { id: _id, identifier: _identifier, ...content } = measure;
  return {
    patient: keyOf(one('Patient')),
    plan: keyOf(one('CarePlan')),
    measure: keyOf(one('ServiceRequest')),
    transaction: transactionOf(MOULD),
    created: JSON.stringify(content),
    updated: JSON.stringify({ ...measure, patientInstruction: CHANGED }),
  };
}

/** Stands where an update says something new each time. */
export const CHANGED = 'Endret for gang 000000';

/** The same paper for somebody else; the `time`th change of it. */
export function papersFor(paper: string, stamp: Stamp, time = 0): string {
  return cast(paper, stamp).replace(CHANGED, `Endret for gang ${String(time).padStart(6, '0')}`);
}

function keyOf({ resourceType, id = '' }: Resource): string {
  return `${resourceType}/${id}`;
}
