import { timingSafeEqual } from 'node:crypto';
import { SamplanError } from '../errors.ts';
import type { Session } from './session.ts';

/**
 * Holds a form to its session: it was sent by a page of ours, which the session got (CSRF; OWASP, synchronizer token).
 *
 * @param from headers `Origin` and `Sec-Fetch-Site`
 * @param origin our own
 * @throws SamplanError `forbidden`; nothing was done
 * @example
 * requireGenuine(form, session, { origin: 'https://samplan.example.no' }, 'https://samplan.example.no');
 */
export function requireGenuine(
  form: URLSearchParams,
  session: Session | undefined,
  from: { readonly origin?: string | undefined; readonly site?: string | undefined },
  origin: string,
): void {
  const isOurs = from.origin === undefined ? from.site === 'same-origin' : from.origin === origin;
  const [shown = '', ...others] = form.getAll('_form');
  if (!isOurs || session === undefined || others.length > 0 || !isSame(shown, session.form)) throw notGenuine();
}

function isSame(shown: string, kept: string): boolean {
  const [one, other] = [Buffer.from(shown), Buffer.from(kept)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function notGenuine(): SamplanError {
  return new SamplanError(
    'forbidden',
    {
      nb: 'Skjemaet hører ikke til økten din, eller økten er over. Ingenting er gjort. Åpne siden på nytt og prøv igjen.',
      nn: 'Skjemaet høyrer ikkje til økta di, eller økta er over. Ingenting er gjort. Opne sida på nytt og prøv igjen.',
      en: 'The form does not belong to your session, or the session is over. Nothing was done. Open the page again and try again.',
    },
    { where: 'form' },
  );
}
