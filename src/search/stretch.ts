/** A stretch of time, or of numbers: both inclusive ends of a number are the same. */
export interface Stretch {
  readonly low: number;
  readonly high: number;
}

/** The end of what has none. JSON has no infinity. */
export const OPEN = Number.MAX_SAFE_INTEGER;

const DATE_TIME =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+\- ]\d\d:\d\d)?)?)?)?$/;

/**
 * Milliseconds since 1970 from the first instant of a date or dateTime to the first after it: a value stands for the whole of what it
 * leaves open, `2026-11` for the month. Without a time zone it is UTC.
 *
 * @returns undefined for what is no date, or none of the calendar
 * @example
 * stretchOf('2026-11-22'); // { low: 1795305600000, high: 1795392000000 }
 */
export function stretchOf(text: string): Stretch | undefined {
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const date = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)] as const;
  const time = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)] as const;
  const milliseconds = Number((fraction ?? '').slice(0, 3).padEnd(3, '0'));
  const start = new Date(0);
  start.setUTCFullYear(...date);
  start.setUTCHours(...time, milliseconds);
  // The calendar rolls 31 November over into December; what comes back must be what went in.
  if (start.getUTCMonth() !== date[1] || start.getUTCDate() !== date[2]) return undefined;
  const offset = offsetOf(zone);
  if (time[0] > 23 || time[1] > 59 || time[2] > 59 || offset === undefined) return undefined;
  const low = start.getTime() - offset;
  return { low, high: low + lengthOf(date, { month, day, hour, second, fraction }) };
}

/** A stretch that an element of one of these types stands for; undefined where it says none. */
export function stretchOfElement(value: unknown, type: string): Stretch | undefined {
  if (type === 'Period') return stretchOfPeriod(value);
  if (type === 'Timing') return stretchOfTiming(value);
  return typeof value === 'string' ? stretchOf(value) : undefined;
}

function stretchOfPeriod(value: unknown): Stretch | undefined {
  const { start, end } = (value ?? {}) as { readonly start?: unknown; readonly end?: unknown };
  const first = stretchOfElement(start, 'dateTime');
  const last = stretchOfElement(end, 'dateTime');
  return first || last ? { low: first?.low ?? -OPEN, high: last?.high ?? OPEN } : undefined;
}

/** "The specified scheduling details are ignored and only the outer limits matter" (search.html § 3.1.1.4.6). */
function stretchOfTiming(value: unknown): Stretch | undefined {
  const { event, repeat } = (value ?? {}) as { readonly event?: unknown; readonly repeat?: unknown };
  const { boundsPeriod } = (repeat ?? {}) as { readonly boundsPeriod?: unknown };
  const events = Array.isArray(event) ? event.map((one) => stretchOfElement(one, 'dateTime')) : [];
  const all = [...events, stretchOfPeriod(boundsPeriod)].filter((one) => one !== undefined);
  if (all.length === 0) return undefined;
  return { low: Math.min(...all.map(({ low }) => low)), high: Math.max(...all.map(({ high }) => high)) };
}

function lengthOf(
  [year, month]: readonly [number, number, number],
  given: Readonly<Partial<Record<'month' | 'day' | 'hour' | 'second' | 'fraction', string | undefined>>>,
): number {
  if (given.month === undefined) return midnight(year + 1, 0) - midnight(year, 0);
  if (given.day === undefined) return midnight(year, month + 1) - midnight(year, month);
  if (given.hour === undefined) return 86_400_000;
  if (given.second === undefined) return 60_000;
  return given.fraction === undefined ? 1000 : 10 ** Math.max(0, 3 - given.fraction.length);
}

/** The beginning of a month; not by Date.UTC, which takes the year 26 for 1926. */
function midnight(year: number, month: number): number {
  return new Date(0).setUTCFullYear(year, month, 1);
}

/** Milliseconds east of UTC. A plus sign that a client did not encode arrives as a space. */
function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
