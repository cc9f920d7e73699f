const DAY = 24 * 60 * 60 * 1000;

/** Dates of the story, counted from an injected day, so that the story never ages. */
export interface Calendar {
  /** Today, `YYYY-MM-DD`. */
  readonly today: string;
  /** The day that many days from today; negative is the past. */
  day(offset: number): string;
  /** Ten o'clock in Norway on that day, as a FHIR dateTime. */
  morning(offset: number): string;
  /** Birth date of someone who is `age` today and had a birthday `daysSinceBirthday` (1–360) days ago. */
  birthDate(age: number, daysSinceBirthday: number): string;
  /** The present moment: what a person writes at a system while the story runs. */
  now(): string;
}

/**
 * @example
 * calendar(() => new Date('2026-11-22T12:00:00Z')).day(-1); // '2026-11-21'
 */
export function calendar(clock: () => Date): Calendar {
  const start = clock();
  const midnight = Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate());
  const day = (offset: number) => date(midnight + offset * DAY);
  return {
    today: day(0),
    day,
    morning: (offset) => `${day(offset)}T10:00:00+01:00`,
    birthDate: (age, daysSinceBirthday) => date(yearsBefore(midnight, age) - daysSinceBirthday * DAY),
    now: () => clock().toISOString(),
  };
}

function date(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

function yearsBefore(midnight: number, years: number): number {
  const at = new Date(midnight);
  const month = at.getUTCMonth();
  const shifted = new Date(Date.UTC(at.getUTCFullYear() - years, month, at.getUTCDate()));
  // 29 February in a common year: the birthday counts as the 28th.
  if (shifted.getUTCMonth() !== month) {
    shifted.setUTCDate(0);
  }
  return shifted.getTime();
}
