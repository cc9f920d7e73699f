import type { Resource } from '@medplum/fhirtypes';

/** A system that keeps no display texts, and marks what came from others. */
export function imported<R extends Resource>(resource: R): R {
  const kept = JSON.parse(JSON.stringify(resource), (key, value: unknown) =>
    key === 'display' ? undefined : value,
  ) as R;
  return { ...kept, meta: { ...kept.meta, tag: [{ system: 'urn:trust', code: 'imported' }] } };
}
