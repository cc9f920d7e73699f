import { type ErrorCode, SamplanError } from '../errors.ts';
import { storeTexts } from './texts.ts';

/**
 * Milliseconds since 1970 of an ISO 8601 instant, so that instants written with different offsets compare.
 *
 * @example
 * milliseconds('2026-11-02T10:00:00+01:00', 'internal', 'now'); // 1793610000000
 */
export function milliseconds(instant: string, code: ErrorCode, where: string): number {
  const value = Date.parse(instant);
  if (Number.isNaN(value)) throw new SamplanError(code, storeTexts.badInstant, { where, expected: 'ISO 8601' });
  return value;
}
