import type { Held } from './connector.ts';

/**
 * For sorting: by the partner's clock, then by id. The first one is the same in every run.
 *
 * @example
 * const [oldest] = [...found].sort(byAge);
 */
export function byAge(left: Held, right: Held): number {
  const [one, other] = [left, right].map(({ resource, peerId }) => `${resource.meta?.lastUpdated ?? ''} ${peerId}`);
  return (one ?? '') < (other ?? '') ? -1 : 1;
}
