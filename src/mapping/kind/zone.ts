const formats = new Map<string, Intl.DateTimeFormat>();
/** Offsets change at whole hours: what was asked for is seldom asked once. */
const known = new Map<string, string>();
const MOST_KNOWN = 10_000;

/**
 * The offset from UTC of a time in a zone, as FHIR writes it. `isUtc`: the time is given in UTC, otherwise as clocks
 * show it there. A time that clocks show twice is the later one, in standard time; one that they skip gets the offset after the gap,
 * and so is an hour before what clocks show: it comes back as another, which is told.
 *
 * @example
 * offsetAt('2026-12-01T12:00:00', 'Europe/Oslo'); // '+01:00'
 */
export function offsetAt(time: string, zone: string, isUtc = false): string {
  const key = `${zone} ${isUtc} ${time.slice(0, 13)}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const asUtc = Date.parse(`${time}Z`);
  const first = offsetOf(asUtc, zone);
  // Clocks that show the time were that much ahead of UTC; looked up once more where it lies near a change.
  const offset = isUtc
    ? first
    : offsetOf(asUtc - minutes(offsetOf(asUtc - minutes(first) * 60_000, zone)) * 60_000, zone);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, offset);
  return offset;
}

/** True for a zone that this Node knows. */
export function isZone(zone: string): boolean {
  try {
    return formatOf(zone) !== undefined;
  } catch {
    return false;
  }
}

function offsetOf(epoch: number, zone: string): string {
  const name = formatOf(zone)
    .formatToParts(epoch)
    .find(({ type }) => type === 'timeZoneName')?.value;
  return /[+-]\d\d:\d\d/u.exec(name ?? '')?.[0] ?? '+00:00';
}

function minutes(offset: string): number {
  return (offset.startsWith('-') ? -1 : 1) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4)));
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
    formats.set(zone, format);
  }
  return format;
}
