import type { Caller } from '../access/caller.ts';
import { permitted } from '../access/permitted.ts';
import { AccessRefused } from '../access/refusal.ts';
import type { Party } from '../consent/party.ts';
import { SamplanError } from '../errors.ts';
import { isController } from '../exchange/may-reach.ts';
import type { Page } from './page.ts';

/**
 * Lets a caller open a page, by the same scopes as the API.
 *
 * @throws AccessRefused; SamplanError `forbidden` where only the controller is let in
 * @example
 * permittedHere(page, caller, context.controller);
 */
export function permittedHere(
  { asks, isForController = false, isForHerself }: Pick<Page, 'asks' | 'isForController' | 'isForHerself'>,
  caller: Caller,
  controller: Party,
): void {
  const isHers = caller.isHerself === true;
  if (isHers && isForHerself === undefined) throw new AccessRefused('not-for-herself');
  if (!isHers && isForHerself === 'alone') throw new AccessRefused('insufficient-scope');
  const held = permitted(caller, asks);
  if (isForController && !isController({ controller }, held)) throw onlyController();
}

/** Whether a caller may open it. */
export function mayOpen(
  page: Pick<Page, 'asks' | 'isForController' | 'isForHerself'>,
  caller: Caller,
  controller: Party,
): boolean {
  try {
    permittedHere(page, caller, controller);
    return true;
  } catch (error) {
    if (error instanceof SamplanError) return false;
    throw error;
  }
}

function onlyController(): SamplanError {
  return new SamplanError('forbidden', {
    nb: 'Siden er bare for den som er ansvarlig for denne installasjonen.',
    nn: 'Sida er berre for den som er ansvarleg for denne installasjonen.',
    en: 'The page is only for who answers for this installation.',
  });
}
