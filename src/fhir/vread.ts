import type { Interaction } from './interaction.ts';
import { gone, notFound } from './read.ts';
import { served } from './served.ts';
import { holdsVersion, versionHeaders } from './version-tag.ts';

/**
 * `GET [type]/[id]/_history/[vid]`: one version (http.html § 3.1.0.3).
 *
 * @example
 * GET /fhir/CarePlan/17/_history/2
 */
export const vread: Interaction = async ({ request, sight, type, id, version }) => {
  const seen = await sight.version(type, id, version);
  if (seen === undefined) throw notFound();
  if (seen.stored.deleted) throw gone();
  const headers = versionHeaders(seen);
  if (holdsVersion(request.headers['if-none-match'], seen.tag)) return { status: 304, headers };
  return { status: 200, headers, body: served(seen), shown: { resources: [seen.stored] } };
};
