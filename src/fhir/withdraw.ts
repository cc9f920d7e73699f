import { readResource } from './body.ts';
import type { Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { operationInput } from './operation-input.ts';
import { writtenResponse } from './written.ts';

/**
 * `POST Consent/[id]/$withdraw`: the person withdraws a consent or lifts an opposition. Needs no body. Answers the Consent,
 * inactive; 409 when it is not in force.
 *
 * @example
 * POST /fhir/Consent/17/$withdraw
 */
export const withdraw: Interaction = async (call, { gate }) => {
  const { request, caller, id } = call;
  const body = await request.body();
  if (body.length > 0) {
    requireJson(request.headers['content-type']);
    operationInput(readResource(body, 'Parameters'), []);
  }
  return writtenResponse(call, 200, { stored: await gate.withdrawConsent(caller, id), findings: [] });
};
