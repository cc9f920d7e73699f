import { readResource } from './body.ts';
import type { Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { misplaced, operationInput } from './operation-input.ts';
import { writtenResponse } from './written.ts';

/**
 * `POST [type]/[id]/$undo`: an earlier version becomes the current one again, as a new version. Answers that version.
 *
 * @example
 * POST /fhir/Goal/17/$undo
 * {"resourceType":"Parameters","parameter":[{"name":"version","valuePositiveInt":2}]}
 */
export const undo: Interaction = async (call, { gate }) => {
  const { request, caller, type, id } = call;
  requireJson(request.headers['content-type']);
  const { version } = operationInput(readResource(await request.body(), 'Parameters'), ['version']);
  const number: unknown = version?.valuePositiveInt;
  if (!Number.isSafeInteger(number) || (number as number) < 1)
    throw misplaced('Parameters.parameter', 'version as valuePositiveInt');
  const stored = await gate.undo(caller, { type, id, version: number as number });
  return writtenResponse(call, 200, { stored, findings: [] });
};
