import type { Cursor, Features } from '../../store/partner-memory.ts';
import type { FeedPage, Held } from '../connector.ts';
import type { Answer } from './answer.ts';
import { parseInstant } from './instant.ts';

/** How asking for one type ended. */
export type TypeOutcome =
  /** `cursor`: where the type's next pull starts. */
  | { readonly kind: 'given'; readonly cursor: Cursor }
  /** The partner does not have the type, or does not let us search it. */
  | { readonly kind: 'refused'; readonly answer: Answer }
  /** The partner does not do what this way of asking needs: another is taken, from the start; `given` came already. */
  | { readonly kind: 'unsupported'; readonly learned: Features; readonly given?: ReadonlySet<string> };

/** One way of asking for one type. */
export type TypeFeed = (type: string, cursor: Cursor) => AsyncGenerator<FeedPage, TypeOutcome>;

/** How a server says that it does not know a type, a parameter or an interaction, or does not let us. */
export const REFUSALS: readonly number[] = [400, 401, 403, 404, 405, 501];

/** The later of two instants as the partner spells them. */
export function latestOf(times: readonly (string | undefined)[]): string | undefined {
  return times.reduce(
    (left, right) => ((parseInstant(right) ?? -1) > (parseInstant(left) ?? -1) ? right : left),
    undefined,
  );
}

/** Whether a server that was asked for what is new gave mostly what is old. Some round to seconds. */
export function isMostlyBefore(from: number, times: readonly (string | undefined)[]): boolean {
  const known = times.flatMap((time) => parseInstant(time) ?? []);
  const before = known.filter((time) => time < Math.floor(from / 1000) * 1000);
  return before.length > 0 && before.length * 2 >= known.length;
}

/** Where the next pull of a type starts: up to when everything was given, and whose that time is, where one is known. */
export interface Newest {
  readonly time: string | undefined;
  readonly id: string | undefined;
}

export function newestIn(cursor: Cursor, type: string): Newest {
  const time = parseInstant(cursor[type]) === undefined ? undefined : cursor[type];
  return { time, id: cursor[keyOfNewest(type)] || undefined };
}

/** The newest of what was known and what came. */
export function newer(known: Newest, held: readonly Held[]): Newest {
  return held.reduce((newest, { peerId, resource }) => {
    const time = latestOf([newest.time, resource.meta?.lastUpdated]);
    return time === newest.time ? newest : { time, id: peerId };
  }, known);
}

/** The cursor of a type; empty when no time is known. */
export function cursorFor(type: string, { time, id }: Newest): Cursor {
  return time === undefined ? {} : { [type]: time, [keyOfNewest(type)]: id ?? '' };
}

function keyOfNewest(type: string): string {
  return `${type} newest`;
}
