import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import type { VisibleVersion } from '../exchange/sight.ts';
import type { Interaction } from './interaction.ts';
import { notFound } from './read.ts';
import { served } from './served.ts';
import { etag } from './version-tag.ts';

/**
 * `GET [type]/[id]/_history`: all versions, newest first (http.html § 3.1.0.10), a deletion among them without content.
 *
 * @example
 * GET /fhir/CarePlan/17/_history
 */
export const history: Interaction = async ({ request, sight, type, id }) => {
  const versions = await sight.history(type, id);
  if (versions.length === 0) throw notFound();
  const body: Bundle = {
    resourceType: 'Bundle',
    type: 'history',
    total: versions.length,
    link: [{ relation: 'self', url: `${request.base}/${type}/${id}/_history` }],
    entry: versions.map((shown, index) => entryOf(shown, index === versions.length - 1, `${request.base}/`, type, id)),
  };
  return { status: 200, headers: {}, body, shown: { resources: versions.map(({ stored }) => stored) } };
};

function entryOf(shown: VisibleVersion, isFirst: boolean, base: string, type: string, id: string): BundleEntry {
  const { resource, tag } = shown;
  const { deleted } = shown.stored;
  const method = deleted ? 'DELETE' : isFirst ? 'POST' : 'PUT';
  const lastModified = resource.meta?.lastUpdated;
  return {
    fullUrl: `${base}${type}/${id}`,
    ...(deleted ? {} : { resource: served(shown) }),
    request: { method, url: method === 'POST' ? type : `${type}/${id}` },
    response: {
      status: { DELETE: '204', POST: '201', PUT: '200' }[method],
      etag: etag(tag),
      ...(lastModified === undefined ? {} : { lastModified }),
    },
  };
}
