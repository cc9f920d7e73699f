import type { Party } from '../exchange/context.ts';

/**
 * On whose behalf a request is made. Without authentication only processes on the controller's own machine reach Samplan, so it
 * is the controller. Authentication changes this function and no other.
 *
 * @example
 * const caller = callerOf(request, context.controller);
 */
export function callerOf(_request: { readonly headers: Readonly<Record<string, string>> }, controller: Party): Party {
  return controller;
}
