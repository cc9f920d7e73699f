import type { Meta, Patient, Resource } from '@medplum/fhirtypes';
import type { BusinessIdentifier } from '../../record/identity.ts';
import { mapReferences, targetOf } from '../../record/references.ts';
import type { Held } from '../connector.ts';

/** A person as she stands in the store: her Patient's id here, and her numbers. */
export interface PersonThere {
  readonly patient: string;
  readonly numbers: readonly BusinessIdentifier[];
}

/** The store has no Patient: this one says who she is, and never changes. */
export function patientThere({ patient, numbers }: PersonThere): Held {
  const resource: Patient = { resourceType: 'Patient', id: patient, identifier: numbers.map((one) => ({ ...one })) };
  return { peerId: patient, version: '1', resource };
}

/**
 * What stands in the store as it is exchanged: it says by her number whom it is about, and here that leads to her Patient. Of anybody
 * else's number nothing is made. Who changed it last stands in its tags, and is the store's own.
 */
export function fromStore(held: Held, { patient, numbers }: PersonThere): Held {
  const isHers = (value: string | undefined): boolean => numbers.some((one) => one.value === value);
  const resource = mapReferences(withoutTags(held.resource), (reference) => {
    if (reference.reference !== undefined || !isHers(reference.identifier?.value)) return reference;
    return { reference: `Patient/${patient}` };
  });
  return { ...held, resource };
}

/** A resource as it stands in the store: by the number of whom it is about, never by an id of her Patient. */
export function toStore(resource: Resource, { numbers: [number] }: PersonThere): Resource {
  return mapReferences(withoutTags(resource), (reference) =>
    targetOf(reference.reference)?.type === 'Patient' && number
      ? { type: 'Patient', identifier: { ...number } }
      : reference,
  );
}

function withoutTags(resource: Resource): Resource {
  const { meta, ...rest } = resource;
  const { tag: _tag, ...kept } = meta ?? ({} as Meta);
  return (Object.keys(kept).length > 0 ? { ...rest, meta: kept } : rest) as Resource;
}
