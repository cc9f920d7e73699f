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
export const vread: Interaction = async ({ request, type, id, version }, { store }) => {
  const stored = /^[1-9]\d{0,14}$/.test(version) ? await store.readVersion(type, id, Number(version)) : undefined;
  if (stored === undefined) throw notFound();
  if (stored.deleted) throw gone();
  const headers = versionHeaders(stored);
  if (holdsVersion(request.headers['if-none-match'], stored.version)) return { status: 304, headers };
  return { status: 200, headers, body: served(stored), shown: { resources: [stored] } };
};
