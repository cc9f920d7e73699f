/** First wait, and the longest: a partner that is down for days is asked every quarter of an hour (design: no give-up). */
const FIRST_MS = 2_000;
const LONGEST_MS = 15 * 60_000;

/**
 * How long to wait before the next attempt: doubling, capped, with jitter so that many links do not come back at once.
 *
 * @param attempts failures in a row, 1 for the first
 * @param random a number in [0, 1)
 * @param retryAfterSeconds what the partner asked for (RFC 9110 § 10.2.3); never waited less
 * @returns milliseconds
 * @example
 * waitBefore(3, 0.5); // 8000
 */
export function waitBefore(attempts: number, random: number, retryAfterSeconds = 0): number {
  const doubled = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 20));
  return Math.max(Math.round(doubled * (0.5 + random)), retryAfterSeconds * 1_000);
}

/** Nobody is left alone for longer than this by what may be a slip. */
const LONGEST_PAUSE_MS = 24 * 3_600_000;

/**
 * When a partner that asked for time may be called again.
 *
 * @param now our clock, ISO 8601
 * @param retryAfterSeconds what the partner asked for; at most a day is given
 * @example
 * pauseUntil('2026-11-22T10:00:00.000Z', 120); // '2026-11-22T10:02:00.000Z'
 */
export function pauseUntil(now: string, retryAfterSeconds: number): string {
  return new Date(Date.parse(now) + Math.min(retryAfterSeconds * 1_000, LONGEST_PAUSE_MS)).toISOString();
}
