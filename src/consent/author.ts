import type { Reference, Resource } from '@medplum/fhirtypes';
import type { Directory } from '../record/record.ts';

/** Elements that say who wrote a part (R4: provenance-like elements of the record's types). */
const AUTHOR_ELEMENTS = [
  'author',
  'contributor',
  'requester',
  'recorder',
  'asserter',
  'expressedBy',
  'sender',
] as const;

/** `Type/id` of the persons and roles that a part names as its authors, a role's person among them. */
export function authorsOf(resource: Resource, directory: Directory): ReadonlySet<string> {
  const json = resource as unknown as Readonly<Record<string, Reference | readonly Reference[] | undefined>>;
  const authors = new Set<string>();
  const elements = resource.resourceType === 'Observation' ? ['performer'] : AUTHOR_ELEMENTS;
  for (const element of elements) {
    for (const reference of [json[element] ?? []].flat()) {
      const target = (reference as Reference).reference;
      if (target === undefined) continue;
      authors.add(target);
      const role = directory.get(target);
      if (role?.resourceType === 'PractitionerRole' && role.practitioner?.reference) {
        authors.add(role.practitioner.reference);
      }
    }
  }
  return authors;
}
