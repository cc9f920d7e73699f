import type { Parameters, ParametersParameter, Patient } from '@medplum/fhirtypes';
import type { Reported } from '../exchange/report-need.ts';
import { targetOf } from '../record/references.ts';
import { NATIONAL } from '../record/systems.ts';
import { readResource } from './body.ts';
import type { Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { misplaced, operationInput } from './operation-input.ts';

/**
 * `POST $report-need`: health personnel report that a person needs a plan or a coordinator (hpl § 38 a). `patient` is a
 * reference to a Patient here, or the Patient itself with a national number; `to`, the organization number of a
 * municipality, where the report goes elsewhere than by the sender's level. Answers who is to answer, and by when.
 *
 * @example
 * POST /fhir/$report-need
 * {"resourceType":"Parameters","parameter":[{"name":"patient","valueReference":{"reference":"Patient/17"}}]}
 */
export const reportNeed: Interaction = async ({ request, caller }, { gate }) => {
  requireJson(request.headers['content-type']);
  const { patient, to } = operationInput(readResource(await request.body(), 'Parameters'), ['patient', 'to']);
  const { report, task, to: receiver, due } = await gate.reportNeed(caller, aboutWhom(patient), municipality(to));
  const body: Parameters = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'report', valueReference: { reference: report } },
      { name: 'case', valueReference: { reference: task } },
      { name: 'to', valueIdentifier: { system: NATIONAL.organization, value: receiver } },
      { name: 'due', valueDate: due },
    ],
  };
  return { status: 200, headers: {}, body };
};

function aboutWhom(patient: ParametersParameter | undefined): Reported {
  const { resource, valueReference } = patient ?? {};
  if (resource?.resourceType === 'Patient' && valueReference === undefined) return { patient: resource as Patient };
  const reference: unknown = valueReference?.reference;
  const target = typeof reference === 'string' && resource === undefined ? targetOf(reference) : undefined;
  if (target?.type !== 'Patient')
    throw misplaced('Parameters.parameter', 'patient as valueReference to a Patient here, or as resource: a Patient');
  return { person: target.id };
}

function municipality(to: ParametersParameter | undefined): string | undefined {
  if (to === undefined) return undefined;
  const { system, value } = to.valueIdentifier ?? {};
  if (system !== NATIONAL.organization || typeof value !== 'string' || !/^\d{9}$/u.test(value))
    throw misplaced('Parameters.parameter', `to as valueIdentifier: an organization number (${NATIONAL.organization})`);
  return value;
}
