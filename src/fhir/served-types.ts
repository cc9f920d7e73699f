import type { ResourceType } from '@medplum/fhirtypes';
import { DIRECTORY_TYPES, RECORD_TYPES } from '../record/kinds.ts';

/** Types that Samplan writes itself and nobody else may. */
const TRACE_TYPES = ['Provenance', 'AuditEvent'] as const satisfies readonly ResourceType[];

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

/** What is decided elsewhere (a consent), or is more than one record's. */
const NEVER_DELETED: readonly string[] = ['Consent', 'Patient', ...DIRECTORY_TYPES, ...TRACE_TYPES];

/** True for a type of which resources can be deleted, or proposed to end. */
export function isDeletable(type: string): boolean {
  return isServed(type) && !NEVER_DELETED.includes(type);
}

/** True for a type of which an earlier version can be made current again: a consent is decided elsewhere. */
export function isUndoable(type: ServedType): boolean {
  return type !== 'Consent' && (RECORD_TYPES as readonly ServedType[]).includes(type);
}

/** True for a name of a served type, exactly as FHIR spells it. */
export function isServed(name: string): name is ServedType {
  return (SERVED_TYPES as readonly string[]).includes(name);
}
