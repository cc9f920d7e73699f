import { NATIONAL } from '../record/systems.ts';
import { readResource } from './body.ts';
import type { Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { misplaced, operationInput } from './operation-input.ts';
import { outcomeOfFindings } from './operation-outcome.ts';

/**
 * `POST Patient/[id]/$transfer-responsibility`: another municipality becomes responsible for the plan. `to` is its
 * organization number. Answers an OperationOutcome with what is owed now.
 *
 * @example
 * POST /fhir/Patient/17/$transfer-responsibility
 * {"resourceType":"Parameters","parameter":[{"name":"to","valueIdentifier":
 *  {"system":"urn:oid:2.16.578.1.12.4.1.4.101","value":"310000051"}}]}
 */
export const transferResponsibility: Interaction = async ({ request, caller, id, language }, { gate }) => {
  requireJson(request.headers['content-type']);
  const { to } = operationInput(readResource(await request.body(), 'Parameters'), ['to']);
  const { system, value } = to?.valueIdentifier ?? {};
  if (system !== NATIONAL.organization || typeof value !== 'string' || !/^\d{9}$/u.test(value))
    throw misplaced('Parameters.parameter', `to as valueIdentifier: an organization number (${NATIONAL.organization})`);
  const { findings } = await gate.transferResponsibility(caller, id, value);
  return { status: 200, headers: {}, body: outcomeOfFindings(findings, language) };
};
