import type { Resource } from '@medplum/fhirtypes';
import { readResource } from './body.ts';
import type { Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { unknownParameter } from './search-request.ts';
import { withoutVersion, writtenResponse } from './written.ts';

/**
 * `POST [type]`: a new resource (http.html § 3.1.0.8). The id is ours: what the client set as id, versionId and lastUpdated is
 * ignored. 422 with every finding when the gate does not let it in.
 *
 * @example
 * POST /fhir/Goal
 */
export const create: Interaction = async (call, { gate }) => {
  const { request, caller, type } = call;
  // Left unread, a conditional create would create a second time.
  if (request.headers['if-none-exist'] !== undefined) throw unknownParameter('If-None-Exist', []);
  requireJson(request.headers['content-type']);
  const { id: _id, ...content } = withoutVersion(readResource(await request.body(), type));
  const admitted = await gate.admitResource(caller, content as Resource, {});
  const { stored } = admitted;
  const answer = writtenResponse(call, 201, admitted);
  const location = `${request.base}/${type}/${stored.resource.id ?? ''}/_history/${stored.version}`;
  return { ...answer, headers: { ...answer.headers, location } };
};
