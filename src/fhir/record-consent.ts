import type { Consent, DocumentReference } from '@medplum/fhirtypes';
import { readResource } from './body.ts';
import type { Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { misplaced, operationInput } from './operation-input.ts';
import { addressOf, writtenResponse } from './written.ts';

/**
 * `POST Patient/[id]/$record-consent`: what a person decided. `consent` = the Consent, active or rejected; `source` = the
 * DocumentReference that it was signed on. Answers 201 with the Consent as recorded, and where it stands; 422 with every finding.
 *
 * @example
 * POST /fhir/Patient/17/$record-consent
 * {"resourceType":"Parameters","parameter":[{"name":"consent","resource":{"resourceType":"Consent","status":"active", …}}]}
 */
export const recordConsent: Interaction = async (call, { gate }) => {
  const { request, caller, id } = call;
  requireJson(request.headers['content-type']);
  const input = operationInput(readResource(await request.body(), 'Parameters'), ['consent', 'source']);
  const consent = input.consent?.resource;
  const source = input.source?.resource;
  if (consent?.resourceType !== 'Consent') throw misplaced('Parameters.parameter', 'consent as a resource Consent');
  if (input.source && source?.resourceType !== 'DocumentReference')
    throw misplaced('Parameters.parameter', 'source as a resource DocumentReference');
  const written = await gate.recordConsent(caller, id, {
    consent: consent as Consent,
    ...(source ? { source: source as DocumentReference } : {}),
  });
  const answer = await writtenResponse(call, 201, written);
  const location = addressOf({ ...call, type: 'Consent' }, written, answer);
  return { ...answer, headers: { ...answer.headers, location } };
};
