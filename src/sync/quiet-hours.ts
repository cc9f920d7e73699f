const DAY_MINUTES = 24 * 60;

/**
 * How long a partner is still to be left alone.
 *
 * @param quietHours `22:00-06:00`: from the first minute until the second, over midnight where it is earlier
 * @param at now
 * @param timezone in which the hours are meant (IANA)
 * @returns milliseconds; 0 when it is not quiet. A change of the clocks on the way makes it an hour more or less: look again
 * @example
 * quietFor('22:00-06:00', new Date('2026-11-22T04:30:00Z'), 'Europe/Oslo'); // 1800000
 */
export function quietFor(quietHours: string, at: Date, timezone: string): number {
  const hours = parse(quietHours);
  if (!hours) return 0;
  const { from, to } = hours;
  const { minutes, milliseconds } = timeOfDay(at, timezone);
  const isQuiet = from < to ? from <= minutes && minutes < to : minutes >= from || minutes < to;
  return isQuiet ? ((to - minutes + DAY_MINUTES) % DAY_MINUTES) * 60_000 - milliseconds : 0;
}

function parse(text: string): { readonly from: number; readonly to: number } | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/u.exec(text);
  if (!match) return undefined;
  const [fromHours = 0, fromMinutes = 0, toHours = 0, toMinutes = 0] = match.slice(1).map(Number);
  return { from: fromHours * 60 + fromMinutes, to: toHours * 60 + toMinutes };
}

/** Whole minutes since midnight there, and what is over. */
function timeOfDay(at: Date, timeZone: string): { readonly minutes: number; readonly milliseconds: number } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const [hours = 0, minutes = 0] = (['hour', 'minute'] as const).map((type) =>
    Number(parts.find((part) => part.type === type)?.value),
  );
  return { minutes: hours * 60 + minutes, milliseconds: at.getTime() % 60_000 };
}
