import type { Cursor } from '../../store/partner-memory.ts';

/**
 * Since when a pull found a time to be the newest of a type still. What a partner writes shows at most the overlap after the time
 * it bears. When the newest time was known for longer than that as a pull began, that pull saw everything up to it, and
 * the next starts there: otherwise what came at once would be given again in every pull.
 */
export interface Quiet {
  /** The next pull starts at the newest time, and no overlap before it. */
  readonly isSettled: boolean;
  /** Our clock, milliseconds since 1970; undefined when it was not known before. */
  readonly since: number | undefined;
}

const SETTLED = 'settled';

/** @param newest the newest time of the cursor: of another one nothing is known */
export function quietIn(cursor: Cursor, type: string, newest: string | undefined): Quiet {
  const [time, since] = (cursor[keyOf(type)] ?? '').split(' ');
  const isKnown = newest !== undefined && time === newest;
  return { isSettled: isKnown && since === SETTLED, since: isKnown && since !== SETTLED ? Number(since) : undefined };
}

/**
 * What a pull's cursor says of it.
 *
 * @param newest the newest time after the pull
 * @param isSame whether it was the newest before
 * @param began our clock when the pull began, and `now` when it ended
 */
export function quietCursor(
  type: string,
  newest: string | undefined,
  { isSettled, since }: Quiet,
  { isSame, began, now, overlap }: Readonly<Record<'began' | 'now' | 'overlap', number>> & { readonly isSame: boolean },
): Cursor {
  if (newest === undefined || !isSame) return {};
  const first = since ?? now;
  return { [keyOf(type)]: `${newest} ${isSettled || began - first >= overlap ? SETTLED : first}` };
}

function keyOf(type: string): string {
  return `${type} quiet`;
}
