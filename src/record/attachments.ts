import type { Resource } from '@medplum/fhirtypes';
import { rebuilt } from './decimals.ts';
import { asJson, isObject, type Json } from './json.ts';

const DATA_ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';

/**
 * The resource with the `url` of an Attachment left out where `isFor` says that it leads nowhere for the receiver.
 * An attachment that was nothing but its url says that it is masked (R4 data-absent-reason).
 */
export function withAttachmentUrls(resource: Resource, isFor: (url: string) => boolean): Resource {
  return withUrls(asJson(resource), isFor, false) as unknown as Resource;
}

function withUrls(value: Json, isFor: (url: string) => boolean, isExtension: boolean): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withUrls(item, isFor, isExtension));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([name, child]): [string, Json][] => {
    // The other two that have a `url`: an extension, and a contained conformance resource with its canonical.
    const isAttachment = name === 'url' && typeof child === 'string' && !isExtension && !('resourceType' in value);
    if (child === undefined || (isAttachment && !isFor(child))) return [];
    return [[name, withUrls(child, isFor, name === 'extension' || name === 'modifierExtension')]];
  });
  if (entries.length === 0) return { _url: { extension: [{ url: DATA_ABSENT, valueCode: 'masked' }] } };
  return rebuilt(value, entries);
}
