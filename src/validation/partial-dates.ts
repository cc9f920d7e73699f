const HOUR = 3600000;

// Date.parse does not know the 61st second of a minute, which R4 allows.
const LEAP_SECOND = /:60(?=[.Z+-])/;

/** Milliseconds; not a number for what is no date with a time. */
export function instantOf(value: string): number {
  const instant = Date.parse(value);
  return Number.isNaN(instant) && LEAP_SECOND.test(value)
    ? Date.parse(value.replace(LEAP_SECOND, ':59')) + 1000
    : instant;
}

/** The first and last instant that a date or dateTime may mean anywhere on earth, in milliseconds. */
export function dateBounds(value: string): readonly [number, number] {
  if (value.length > 10) {
    const instant = instantOf(value);
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

/** Negative, zero or positive, or undefined where the precision of the two leaves it open, as FHIRPath compares. */
export function compareDates(a: string, b: string): number | undefined {
  if (a.length > 10 && b.length > 10) {
    const difference = instantOf(a) - instantOf(b);
    return Number.isNaN(difference) ? undefined : difference;
  }
  if (a.length <= 10 && b.length <= 10) {
    const shared = Math.min(a.length, b.length);
    const [left, right] = [a.slice(0, shared), b.slice(0, shared)];
    return left === right ? (a.length === b.length ? 0 : undefined) : left < right ? -1 : 1;
  }
  const [from, to] = dateBounds(a);
  const [first, last] = dateBounds(b);
  return to < first ? -1 : from > last ? 1 : undefined;
}
