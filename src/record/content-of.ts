import type { Resource } from '@medplum/fhirtypes';

/**
 * A resource without what only its version knows, and each server gives anew (http://hl7.org/fhir/R4/resource.html#Meta): two
 * versions with the same content are equal. What is no Meta at all is left for the validator to tell.
 *
 * @example
 * contentOf({ resourceType: 'Patient', id: '1', meta: { versionId: '3' } }); // { resourceType: 'Patient', id: '1' }
 */
export function contentOf<R extends Resource>(resource: R): R {
  const { meta: given, ...content } = resource;
  const meta: unknown = given;
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) return resource;
  const { versionId: _version, lastUpdated: _updated, ...kept } = meta as NonNullable<Resource['meta']>;
  return (Object.keys(kept).length > 0 ? { ...content, meta: kept } : content) as R;
}
