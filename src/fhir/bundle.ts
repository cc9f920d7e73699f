import type { Bundle } from '@medplum/fhirtypes';
import { SamplanError } from '../errors.ts';
import { readResource } from './body.ts';
import { bundleRequests, responseBundle } from './bundle-entries.ts';
import type { Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import type { FhirResponse } from './request.ts';
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
  for (const { request, resource } of requests) answers.push(await call.each(request(resource)));
  return { status: 200, headers: {}, body: responseBundle('batch-response', requests, answers) };
};

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
