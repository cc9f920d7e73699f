import { isObject } from '../record/json.ts';

/** Why something does not come back as it was. */
export type LossReason =
  /** No pair reads it. */
  | 'unread'
  /** It was read, and what comes back is another value. */
  | 'changed'
  /** It was read and has no counterpart. */
  | 'unmapped'
  /** It was not there; what comes back has it. */
  | 'invented'
  /** Nothing in the mapping takes the whole of it. */
  | 'unplaced';

/** One place of the input that a way through the mapping and back does not give back. */
export interface Loss {
  /** JSON pointer (RFC 6901) into the source, or into the list of resources; `-` at its end: an item that is new. */
  readonly pointer: string;
  readonly reason: LossReason;
}

/** A pointer one step deeper (RFC 6901 § 3). */
export function pointerTo(pointer: string, key: string | number): string {
  const step = typeof key === 'number' ? String(key) : key.replaceAll('~', '~0').replaceAll('/', '~1');
  return `${pointer}/${step}`;
}

/** Every place where `again` differs from `value`, told as it stands in `value`. */
export function tellDifferences(value: unknown, again: unknown, pointer: string, losses: Loss[]): void {
  if (value === again) return;
  if (isObject(value) && isObject(again)) {
    for (const key in value) tellDifferences(value[key], again[key], pointerTo(pointer, key), losses);
    for (const key in again) {
      if (!Object.hasOwn(value, key)) tellDifferences(undefined, again[key], pointerTo(pointer, key), losses);
    }
    return;
  }
  if (Array.isArray(value) && Array.isArray(again)) {
    for (let index = 0; index < Math.max(value.length, again.length); index += 1) {
      const at = index < value.length ? index : '-';
      tellDifferences(value[index], again[index], pointerTo(pointer, at), losses);
    }
    return;
  }
  losses.push({ pointer, reason: value === undefined ? 'invented' : 'changed' });
}
