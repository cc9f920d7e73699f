import type { Resource } from '@medplum/fhirtypes';
import type { MappingDocument, PartDocument } from '../../mapping/mapping-document.ts';
import { asJson, isObject, type Json } from '../../record/json.ts';

/**
 * Whether a partner's form has a place for a resource: a part of its mapping is of that type and kind. What has none is not owed there.
 *
 * @example
 * mappingHolds(mapping.document)({ resourceType: 'Consent', … }); // false, where no part is a Consent
 */
export function mappingHolds({ parts }: MappingDocument): (resource: Resource) => boolean {
  const all = flat(Object.values(parts));
  return (resource) =>
    all.some(({ resource: type, is = {} }) => {
      if (type !== resource.resourceType) return false;
      return Object.entries(is).every(([name, pattern]) => has(asJson(resource)[name], pattern as Json));
    });
}

function flat(parts: readonly PartDocument[]): readonly PartDocument[] {
  return parts.flatMap((part) => [part, ...flat(Object.values(part.parts ?? {}))]);
}

/** As FHIR patterns are: what the pattern says stands there, in a list in one of its items; more may (R4 elementdefinition.html). */
function has(value: Json | undefined, pattern: Json): boolean {
  if (Array.isArray(value)) return [pattern].flat().every((one) => value.some((item: Json) => has(item, one as Json)));
  if (Array.isArray(pattern)) return pattern.every((one: Json) => has(value, one));
  if (!isObject(pattern)) return value === pattern;
  return isObject(value) && Object.entries(pattern).every(([name, one]) => one === undefined || has(value[name], one));
}
