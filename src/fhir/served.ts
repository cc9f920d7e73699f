import type { Resource } from '@medplum/fhirtypes';
import { identifiersOf, originIdentifier, withoutOrigins } from '../record/identity.ts';
import { asJson } from '../record/json.ts';
import { isRecordType } from '../record/kinds.ts';
import type { Stored } from '../store/store.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/**
 * A part of a record as it is shown: with its name for other installations among its identifiers, so that what they make
 * of it is known again wherever it goes (docs/exchange.md, "Samplan and Samplan").
 *
 * @example
 * served(stored).identifier // [{ system: 'urn:ietf:rfc:3986', value: 'urn:uuid:0d7c0b3a-…' }]
 */
export function served({ resource }: Pick<Stored, 'resource'>): Resource {
  const { resourceType, id = '' } = resource;
  const name = originIdentifier(id);
  if (!isRecordType(resourceType) || !UUID.test(id)) return resource;
  if (identifiersOf(resource).some(({ value }) => value === name.value)) return resource;
  const own = asJson(resource)['identifier'];
  return { ...resource, identifier: [...(Array.isArray(own) ? own : []), name] } as Resource;
}

/** What a client sends back, without the name that `served` added. */
export function withoutName<R extends Resource>(resource: R): R {
  return withoutOrigins(resource, [resource.id ?? '']);
}
