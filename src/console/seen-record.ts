import type { Bundle, Resource } from '@medplum/fhirtypes';
import { isDirectoryType } from '../record/kinds.ts';
import { keyOf, type PlanRecord, recordOf } from '../record/record.ts';

/**
 * A record out of what the API showed of it (`Patient/[id]/$record`): what it did not show is not there.
 *
 * @example
 * const record = seenRecord(await fhir.read(['Patient', id, '$record']), id);
 */
export function seenRecord(bundle: Bundle, person: string): PlanRecord {
  const seen = resourcesIn(bundle);
  const entries = seen.filter(({ resourceType }) => isDirectoryType(resourceType));
  return recordOf(
    person,
    seen.map((resource) => ({ resource })),
    new Map(entries.map((entry) => [keyOf(entry), entry])),
  );
}

/** The resources of a Bundle, in its order. */
export function resourcesIn({ entry = [] }: Bundle): readonly Resource[] {
  return entry.flatMap(({ resource }) => resource ?? []);
}
