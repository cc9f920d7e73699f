import type { Resource } from '@medplum/fhirtypes';
import { SamplanError } from '../errors.ts';
import { placeInJson } from '../validation/json-place.ts';
import type { JsonPath } from '../validation/json-scan.ts';

/**
 * Refuses a list without items in what says what is wanted of an operation: that is no FHIR (json.html § 2.6.2.2), and who sent it
 * meant something else. What stands in a `resource` is for the validator.
 *
 * @throws SamplanError `malformed` with the element
 * @example
 * refuseEmptyLists({ resourceType: 'Parameters', parameter: [] }); // throws, at Parameters.parameter
 */
export function refuseEmptyLists(resource: Resource): void {
  const keys = emptyListIn(resource, []);
  if (keys === undefined) return;
  throw new SamplanError(
    'malformed',
    {
      nb: 'Listen er tom. Ta elementet bort, eller la listen ha noe i seg.',
      nn: 'Lista er tom. Ta elementet bort, eller la lista ha noko i seg.',
      en: 'The list is empty. Leave the element out, or let the list hold something.',
    },
    { where: placeInJson(resource, keys).path, expected: 'at least one item, or no element', found: 'an empty list' },
  );
}

function emptyListIn(value: unknown, at: JsonPath): JsonPath | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value) && value.length === 0) return at;
  for (const [key, child] of Object.entries(value)) {
    const found =
      key === 'resource' ? undefined : emptyListIn(child, [...at, Array.isArray(value) ? Number(key) : key]);
    if (found) return found;
  }
  return undefined;
}
