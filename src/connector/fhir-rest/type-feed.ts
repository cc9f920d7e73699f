import type { Cursor, Features } from '../../store/partner-memory.ts';
import type { FeedPage } from '../connector.ts';
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

/** The cursor's value of a type, its key being the type's name. */
export function sinceOf(cursor: Cursor, type: string): number | undefined {
  return parseInstant(cursor[type]);
}
