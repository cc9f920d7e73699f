import type { ResourceType } from '@medplum/fhirtypes';

/** Types of a person's plan record (design: record). */
export const RECORD_TYPES = [
  'Patient',
  'CareTeam',
  'Consent',
  'CarePlan',
  'Goal',
  'ServiceRequest',
  'Task',
  'Appointment',
  'Encounter',
  'Condition',
  'Observation',
  'DocumentReference',
  'Communication',
  'RelatedPerson',
] as const satisfies readonly ResourceType[];

/** Types of the directory that all records share (design: directory). */
export const DIRECTORY_TYPES = [
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'HealthcareService',
] as const satisfies readonly ResourceType[];

/** Types that Samplan writes itself and nobody else may. */
export const TRACE_TYPES = ['Provenance', 'AuditEvent'] as const satisfies readonly ResourceType[];

/** A resource type that the REST API serves. */
export type ServedType =
  | (typeof RECORD_TYPES)[number]
  | (typeof DIRECTORY_TYPES)[number]
  | (typeof TRACE_TYPES)[number];

/** All served types, in the order of the CapabilityStatement. */
export const SERVED_TYPES: readonly ServedType[] = [...RECORD_TYPES, ...DIRECTORY_TYPES, ...TRACE_TYPES];

/** True for a type that clients may create and update. */
export function isWritable(type: ServedType): boolean {
  return !(TRACE_TYPES as readonly ServedType[]).includes(type);
}

/** True for a name of a served type, exactly as FHIR spells it. */
export function isServed(name: string): name is ServedType {
  return (SERVED_TYPES as readonly string[]).includes(name);
}
