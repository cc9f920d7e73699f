import { dateBounds } from './partial-dates.ts';

/**
 * True when `start` is not certainly after `end`.
 *
 * FHIRPath leaves values of different precision undecided (`2023-06-21` against `2023-06-21T06:20:00Z`); what may be in
 * order is not refused here. Values that are no dates are another rule's finding.
 */
export function mayPrecede(start: unknown, end: unknown): boolean {
  if (typeof start !== 'string' || typeof end !== 'string') {
    return true;
  }
  if (start.length <= 10 && end.length <= 10) {
    const precision = Math.min(start.length, end.length);
    return start.slice(0, precision) <= end.slice(0, precision);
  }
  if (start.length === end.length && start.length > 19 && start.slice(19) === end.slice(19)) {
    // The same zone: the texts are in the order of the instants.
    return start <= end;
  }
  const [from] = dateBounds(start);
  const [, to] = dateBounds(end);
  return Number.isNaN(from) || Number.isNaN(to) || from <= to;
}
