import { contentOf } from '../record/content-of.ts';
import { readWritten } from './body.ts';
import { changeVersion, versionToChange } from './change-version.ts';
import type { Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';

/**
 * `PUT [type]/[id]` with `If-Match`: a new version (http.html § 3.1.0.4). REST never merges: a version that is not the current
 * one is 412. An unknown id is 405, ids are given by the server.
 *
 * @example
 * PUT /fhir/CarePlan/17
 * If-Match: W/"3"
 */
export const update: Interaction = async (call, reach) => {
  const { request, type } = call;
  const toChange = await versionToChange(call);
  requireJson(request.headers['content-type']);
  const { resource, findings } = readWritten(await request.body(), type);
  return changeVersion(call, reach, toChange, { resource: contentOf(resource), findings });
};
