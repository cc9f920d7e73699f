import type { Interaction } from './interaction.ts';

/**
 * `GET Patient/[id]/$evidence`: a document Bundle for a complaint (pbrl § 7-2): each version of each part of the plan, who changed
 * it, and the access log about the person. For the controller only.
 *
 * @example
 * GET /fhir/Patient/17/$evidence
 */
export const evidence: Interaction = async ({ request, id, language }, { gate }) => {
  const { bundle, patient } = await gate.evidence(id, { base: request.base, language });
  return { status: 200, headers: { 'content-language': language }, body: bundle, shown: { resources: [patient] } };
};
