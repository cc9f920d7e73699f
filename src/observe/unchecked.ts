import type { Validator } from '../validation/validation.ts';
import type { Log } from './log.ts';

/**
 * What the profiles say and nobody checks: how much at the start, what and where for who looks closer.
 *
 * @example
 * tellUnchecked(createValidator({ packages }), log);
 */
export function tellUnchecked({ uncheckedOfOthers: unchecked }: Pick<Validator, 'uncheckedOfOthers'>, log: Log): void {
  const counts: Record<string, number> = {};
  for (const { profile, element, kind } of unchecked) {
    counts[kind] = (counts[kind] ?? 0) + 1;
    log.debug('not checked', { code: kind, place: `${profile} ${element}` });
  }
  if (unchecked.length > 0) log.warn('profiles say what is not checked: samplan profiles lists it', { counts });
}
