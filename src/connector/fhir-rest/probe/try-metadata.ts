import type { Reply } from './ask.ts';
import { claimsOf } from './claims.ts';
import type { Observation } from './report.ts';
import { observe } from './try-writing.ts';

const TOLERANCE_MS = 5_000;

/** What the CapabilityStatement and the Date of its answer say. */
export function readMetadata(reply: Reply, ahead: number | undefined): readonly Observation[] {
  const claims = claimsOf(reply.json, '');
  const isOfR4 = claims?.fhirVersion?.startsWith('4.0') === true;
  return [
    observe('statement', isOfR4, claims ? `FHIR ${claims.fhirVersion ?? 'of no version'}` : reply.status),
    ahead === undefined
      ? observe('clock', 'unknown', 'tells no time')
      : observe('clock', Math.abs(ahead) <= TOLERANCE_MS, `${ahead / 1000} s`),
  ];
}

/**
 * Milliseconds that the partner's clock is ahead of ours, in whole seconds as its Date has it (RFC 9110 § 6.6.1).
 *
 * @param asked our clock when the request left, `answered` when its answer was there, in milliseconds
 */
export function clockAhead({ headers }: Reply, asked: number, answered: number): number | undefined {
  // Some servers say it twice.
  const [date] = /\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT/.exec(headers.get('date') ?? '') ?? [];
  if (date === undefined) return undefined;
  const theirs = Date.parse(date);
  // Its second has begun somewhere between the two.
  if (theirs + 999 >= asked && theirs <= answered) return 0;
  return Math.round((theirs - (asked + answered) / 2) / 1000) * 1000;
}
