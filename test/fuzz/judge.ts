import type { OperationOutcome } from '@medplum/fhirtypes';
import type { Sent } from './requests.ts';
import type { Received } from './send.ts';

/** Refusals that are about the whole of what was asked: there is no place in it. */
const WITHOUT_PLACE = [401, 403, 404, 405, 409, 410, 412, 429];

/** What is wrong with an answer; undefined where nothing is. */
export function faultIn({ method }: Sent, { status, type, text }: Received): string | undefined {
  if (status >= 500) return `${status}`;
  if (status < 200) return `status ${status}`;
  if (status < 400 || method === 'HEAD') return undefined;
  if (type.includes('xml'))
    return text.includes('<OperationOutcome ') ? undefined : `${status} in XML without an OperationOutcome`;
  const outcome = parsed(text);
  if (outcome?.resourceType !== 'OperationOutcome') return `${status} without an OperationOutcome`;
  const [issue] = outcome.issue ?? [];
  if (!issue?.details?.text) return `${status} without a text`;
  const hasPlace = issue.expression || issue.location || issue.diagnostics;
  return hasPlace || WITHOUT_PLACE.includes(status) ? undefined : `${status} without a place`;
}

function parsed(text: string): OperationOutcome | undefined {
  try {
    return JSON.parse(text) as OperationOutcome;
  } catch {
    return undefined;
  }
}
