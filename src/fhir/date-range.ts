import { badParameter } from './bad-parameter.ts';

/** A stretch of time, `from` inclusive, `before` exclusive, ISO 8601 in UTC with milliseconds. */
export interface DateRange {
  readonly from?: string;
  readonly before?: string;
}

const PATTERN =
  /^([a-z]{2})?(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+\- ]\d\d:\d\d)?)?)?)?$/;

/**
 * The instants that a date search value admits (search.html § 3.1.1.4.6). A value stands for the whole of what it
 * leaves open: `2026-11` is the month. Without a time zone it is UTC.
 *
 * @example
 * dateRange('_lastUpdated', 'ge2026-11-22') // { from: '2026-11-22T00:00:00.000Z' }
 */
export function dateRange(name: string, value: string): DateRange {
  const match = PATTERN.exec(value);
  const prefix = match?.[1] ?? 'eq';
  const span = match === null ? undefined : spanOf(match);
  if (span === undefined) throw malformed(name, firstStrange(value));
  const [start, end] = span.map((instant) => new Date(instant).toISOString()) as [string, string];
  switch (prefix) {
    case 'eq':
      return { from: start, before: end };
    case 'ge':
      return { from: start };
    case 'gt':
      return { from: end };
    case 'lt':
      return { before: start };
    case 'le':
      return { before: end };
    default:
      throw malformed(name, 0);
  }
}

/** First instant of what the value stands for, and the first after it; undefined where the calendar has none such. */
function spanOf(match: RegExpExecArray): [number, number] | undefined {
  const [, , year, month, day, hour, minute, second, fraction, zone] = match;
  const date = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)] as const;
  const time = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)] as const;
  const milliseconds = Number((fraction ?? '').slice(0, 3).padEnd(3, '0'));
  const start = new Date(Date.UTC(...date, ...time, milliseconds));
  // Date.UTC rolls 31 November over into December; what comes back must be what went in.
  if (start.getUTCMonth() !== date[1] || start.getUTCDate() !== date[2]) return undefined;
  if (time[0] > 23 || time[1] > 59 || time[2] > 59 || date[0] < 1900) return undefined;
  const offset = offsetOf(zone);
  if (offset === undefined) return undefined;
  const from = start.getTime() - offset;
  if (month === undefined) return [from, Date.UTC(date[0] + 1, 0, 1)];
  if (day === undefined) return [from, Date.UTC(date[0], date[1] + 1, 1)];
  if (hour === undefined) return [from, from + 86_400_000];
  if (second === undefined) return [from, from + 60_000];
  return [from, from + (fraction === undefined ? 1000 : 10 ** Math.max(0, 3 - fraction.length))];
}

/** Milliseconds east of UTC. A plus sign that the client did not encode arrives as a space. */
function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** Where the value first stops being the beginning of a date; 0 when only its meaning is wrong. */
function firstStrange(value: string): number {
  const shape =
    /^(?:[a-z]{2})?\d{0,4}(?:-\d{0,2}(?:-\d{0,2}(?:T[\d:.]*(?:Z|[+\- ][\d:]*)?)?)?)?/.exec(value)?.[0] ?? '';
  return shape.length === value.length ? 0 : shape.length;
}

function malformed(name: string, position: number): Error {
  return badParameter(
    name,
    {
      nb: 'Verdien må være en dato eller et tidspunkt, eventuelt med eq, ge, gt, le eller lt foran.',
      nn: 'Verdien må vere ein dato eller eit tidspunkt, eventuelt med eq, ge, gt, le eller lt framfor.',
      en: 'The value must be a date or an instant, with eq, ge, gt, le or lt before it if need be.',
    },
    'ge2026-11-22 or ge2026-11-22T08:30:00+01:00',
    position,
  );
}
