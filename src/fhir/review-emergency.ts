import type { Audited } from '../audit/audited.ts';
import type { Verdict } from '../audit/emergency-reviews.ts';
import { readResource } from './body.ts';
import type { Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { misplaced, operationInput } from './operation-input.ts';
import { writtenResponse } from './written.ts';

/**
 * `POST AuditEvent/[id]/$review-emergency`: whether a reading in an emergency was justified, for all that the same reader read of the same
 * person on that day. `verdict` = `justified` or `not-justified`, `note`; `reviewer` = who found so, where nobody is logged in. Answers the
 * entry of the access log that says so; 409 when it has been reviewed. For the controller only.
 *
 * @example
 * POST /fhir/AuditEvent/17/$review-emergency
 * {"resourceType":"Parameters","parameter":[{"name":"verdict","valueCode":"justified"},{"name":"note","valueString":"Admitted unconscious."},{"name":"reviewer","valueString":"Security officer"}]}
 */
export const reviewEmergency: Interaction = async (call, { gate }) => {
  const { request, caller, id } = call;
  requireJson(request.headers['content-type']);
  const input = operationInput(readResource(await request.body(), 'Parameters'), ['verdict', 'note', 'reviewer']);
  const verdict: unknown = input.verdict?.valueCode;
  if (verdict !== 'justified' && verdict !== 'not-justified')
    throw misplaced('Parameters.parameter', 'verdict as valueCode: justified or not-justified');
  const stored = await gate.reviewEmergency(caller, id, {
    verdict,
    reviewer: reviewerOf(caller, input.reviewer?.valueString),
    note: words(input.note?.valueString, 'note', 1000),
  } satisfies Verdict);
  return writtenResponse(call, 201, { stored, findings: [] });
};

/** Who is logged in says so by that; else a name is asked for. */
function reviewerOf({ person }: Audited, given: unknown): string {
  if (!person) return words(given, 'reviewer', 200);
  if (given !== undefined) throw misplaced('Parameters.parameter', 'no reviewer: it is who is logged in');
  return person.name ?? person.identifiers[0]?.value ?? '';
}

function words(value: unknown, name: string, most: number): string {
  const isText = typeof value === 'string' && value.length <= most && /\p{L}{2}/u.test(value);
  if (!isText) throw misplaced('Parameters.parameter', `${name} as valueString, words of at most ${most} characters`);
  return value.trim();
}
