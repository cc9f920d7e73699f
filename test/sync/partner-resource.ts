import type { Identifier, Resource } from '@medplum/fhirtypes';

export interface BusinessIdentifier {
  readonly system: string;
  readonly value: string;
}

/** Whether the identifier is among a resource's own. */
export function carries(resource: Resource, { system, value }: BusinessIdentifier): boolean {
  const own = 'identifier' in resource ? ([resource.identifier].flat() as (Identifier | undefined)[]) : [];
  return own.some((one) => one?.system === system && one.value === value);
}

/** Whether every element, by name, is a reference to this. */
export function leads(resource: Resource, references: Readonly<Record<string, string>>): boolean {
  const elements = resource as unknown as Record<string, { readonly reference?: string } | undefined>;
  return Object.entries(references).every(([name, to]) => elements[name]?.reference === to);
}

/** Whether a resource is this Patient, or says that it is about her. */
export function isAbout(resource: Resource, patient: string): boolean {
  if (resource.resourceType === 'Patient') return resource.id === patient;
  return ['subject', 'patient', 'for', 'actor'].some((name) =>
    JSON.stringify(resource).includes(`"${name}":{"reference":"Patient/${patient}"`),
  );
}

/** As over the wire. structuredClone would give objects of another realm under jest, equal to none of ours. */
export function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
