const HOUR = 3600000;

/** The first and last instant that a date or dateTime may mean anywhere on earth, in milliseconds. */
function bounds(value: string): readonly [number, number] {
  if (value.length > 10) {
    const instant = Date.parse(value);
    return [instant, instant];
  }
  const first = Date.parse(value);
  const end = new Date(first);
  if (value.length === 4) {
    end.setUTCFullYear(end.getUTCFullYear() + 1);
  } else if (value.length === 7) {
    end.setUTCMonth(end.getUTCMonth() + 1);
  } else {
    end.setUTCDate(end.getUTCDate() + 1);
  }
  return [first - 14 * HOUR, end.getTime() + 12 * HOUR];
}

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
  const [from] = bounds(start);
  const [, to] = bounds(end);
  return Number.isNaN(from) || Number.isNaN(to) || from <= to;
}
