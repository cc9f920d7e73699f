import type { Resource } from '@medplum/fhirtypes';
import { milliseconds } from './instant.ts';
import type { Write } from './store.ts';

/**
 * A version with its meta, and when it was made in milliseconds since 1970. That never goes back within a resource, whatever the
 * clock does.
 *
 * @param earliest milliseconds since 1970: after the version before it
 * @param now ISO 8601: stands in where the resource has no `meta.lastUpdated`
 * @example
 * stamp({ resource: patient, version: 2 }, 1793610000001, '2026-11-02T10:00:00.000Z').lastUpdated; // 1793610000001
 */
export function stamp(
  { resource, version }: Write,
  earliest: number,
  now: string,
): { readonly resource: Resource; readonly lastUpdated: number } {
  const given = resource.meta?.lastUpdated ?? now;
  const instant = milliseconds(given, 'internal', `${resource.resourceType}.meta.lastUpdated`);
  const lastUpdated = Math.max(instant, earliest);
  const spelled = lastUpdated === instant ? given : new Date(lastUpdated).toISOString();
  const meta = { ...resource.meta, versionId: String(version), lastUpdated: spelled };
  return { resource: { ...resource, meta }, lastUpdated };
}
