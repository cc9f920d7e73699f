import type { Bundle } from '@medplum/fhirtypes';
import { SamplanError } from '../errors.ts';
import { readResource } from './body.ts';
import { type BundleRequest, bundleRequests, responseBundle } from './bundle-entries.ts';
import type { Call, Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { outcomeOfError } from './operation-outcome.ts';
import type { FhirRequest, FhirResponse } from './request.ts';
import { transaction } from './transaction.ts';

/**
 * `POST [base]` with a Bundle (http.html § 3.1.0.11). Of type `batch`: each entry by itself, in their order, with the rights, the
 * consent and the trace that it would have alone; what fails says so in its own entry and stops nothing else. Of type
 * `transaction`: all of it or nothing.
 *
 * @example
 * POST /fhir
 * { "resourceType": "Bundle", "type": "batch", "entry": [{ "request": { "method": "GET", "url": "Goal/17" } }] }
 */
export const bundle: Interaction = async (call, reach) => {
  requireJson(call.request.headers['content-type']);
  const given = readResource(await call.request.body(), 'Bundle') as Bundle;
  if (given.type === 'transaction') return transaction(call, reach, given);
  if (given.type !== 'batch') throw neither();
  const requests = bundleRequests(call, given);
  const answers: FhirResponse[] = [];
  for (const one of requests) answers.push(await answered(call, one));
  return { status: 200, headers: {}, body: responseBundle('batch-response', requests, answers) };
};

async function answered(call: Call, { request, resource }: BundleRequest): Promise<FhirResponse> {
  let alone: FhirRequest;
  try {
    alone = request(resource);
  } catch (error) {
    if (!(error instanceof SamplanError)) throw error;
    await call.refused(call.request, error);
    return { status: error.status, headers: {}, body: outcomeOfError(error, call.language, '') };
  }
  return call.each(alone);
}

function neither(): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'Bare Bundle av typen batch eller transaction tas imot her.',
      nn: 'Berre Bundle av typen batch eller transaction blir teken imot her.',
      en: 'Only a Bundle of type batch or transaction is accepted here.',
    },
    { where: 'Bundle.type', expected: 'batch or transaction' },
  );
}
