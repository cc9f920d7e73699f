import type { Resource } from '@medplum/fhirtypes';
import { keyOf, type PlanRecord } from '../record/record.ts';
import type { Stored, Write } from '../store/store.ts';

/**
 * New versions of parts, one above what is stored. lastUpdated grows with every version of a resource even when the
 * clock does not.
 */
export function writesOf(
  resources: Iterable<Resource>,
  stored: ReadonlyMap<string, Stored>,
  record: PlanRecord,
  at: string,
): readonly Write[] {
  return [...resources].map((resource) => {
    const key = keyOf(resource);
    const previous = stored.get(key);
    const owner = record.parts.get(key)?.owner;
    return {
      ...nextVersion(resource, previous, at),
      record: record.person,
      ...(owner === undefined ? {} : { owner }),
    };
  });
}

/** One new version of a resource that may stand in the store already. */
export function nextVersion(resource: Resource, previous: Stored | undefined, at: string): Write {
  const version = (previous?.version ?? 0) + 1;
  return {
    resource: {
      ...resource,
      meta: {
        ...resource.meta,
        versionId: String(version),
        lastUpdated: after(previous?.resource.meta?.lastUpdated, at),
      },
    },
    version,
  };
}

/** The deletion of a part that leaves its record. */
export function lastVersion(part: Stored, at: string): Write {
  const { record, owner } = part;
  return {
    ...nextVersion(part.resource, part, at),
    deleted: true,
    ...(record === undefined ? {} : { record }),
    ...(owner === undefined ? {} : { owner }),
  };
}

function after(previous: string | undefined, at: string): string {
  if (previous === undefined || previous < at) return at;
  return new Date(Date.parse(previous) + 1).toISOString();
}
