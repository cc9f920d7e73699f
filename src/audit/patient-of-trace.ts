import type { Resource } from '@medplum/fhirtypes';

/**
 * Whose log an AuditEvent belongs to: the log tells about her too. Undefined for anything else.
 *
 * @example
 * patientOfTrace(event); // 'p1'
 */
export function patientOfTrace(resource: Resource): string | undefined {
  if (resource.resourceType !== 'AuditEvent') return undefined;
  const references = (resource.entity ?? []).map(({ what }) => what?.reference ?? '');
  return references.find((reference) => reference.startsWith('Patient/'))?.split('/')[1];
}
