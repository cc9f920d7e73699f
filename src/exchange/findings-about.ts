import type { Resource } from '@medplum/fhirtypes';
import type { Finding } from '../validation/finding.ts';

/**
 * What the law says of a record, as far as it is about these parts: who writes one of them is told nothing of others, that it may not
 * see.
 *
 * @example
 * findingsAbout(amendment.findings, [task]);
 */
export function findingsAbout(findings: readonly Finding[], parts: readonly Resource[]): readonly Finding[] {
  const places = parts.map(({ resourceType, id = '' }) => `${resourceType}.where(id = '${id}')`);
  return findings.filter(({ path }) => places.some((place) => path.startsWith(place)));
}
