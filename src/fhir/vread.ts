import type { Interaction } from './interaction.ts';
import { isNotModified } from './not-modified.ts';
import { gone, notFound } from './read.ts';
import { served } from './served.ts';
import { versionHeaders } from './version-tag.ts';

/**
 * `GET [type]/[id]/_history/[vid]`: one version (http.html § 3.1.0.3).
 *
 * @example
 * GET /fhir/CarePlan/17/_history/2
 */
export const vread: Interaction = async (call) => {
  const { sight, type, id, version } = call;
  const seen = await sight.version(type, id, version);
  if (seen === undefined) throw notFound();
  if (seen.stored.deleted) throw gone();
  const headers = versionHeaders(seen);
  if (await isNotModified(call, seen)) return { status: 304, headers };
  return { status: 200, headers, body: served(seen), shown: { resources: [seen.stored] } };
};
