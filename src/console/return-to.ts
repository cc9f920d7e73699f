import { SamplanError } from '../errors.ts';

/** A page of ours as we write it ourselves: no other host, no dots, nothing that a browser reads otherwise. */
const PAGE = /^(?:\/[A-Za-z0-9-]+)*(?:\?[A-Za-z0-9_.=&%+-]*)?$/;

/**
 * The page that somebody comes back to: one of the console's own (open redirects: RFC 9700 § 4.11.1).
 *
 * @param home path of the console
 * @throws SamplanError `bad-parameter`; the address is not repeated
 * @example
 * returnTo('/console/runs?partner=1', '/console'); // the same
 * returnTo('https://elsewhere.example', '/console'); // throws
 */
export function returnTo(value: string | null | undefined, home: string): string {
  if (value === undefined || value === null || value === '') return home;
  if (value.length <= 500 && value.startsWith(home) && PAGE.test(value.slice(home.length))) return value;
  throw new SamplanError(
    'bad-parameter',
    {
      nb: 'Lenken leder ut av konsollen og følges ikke. Gå til forsiden.',
      nn: 'Lenkja leier ut av konsollen og blir ikkje følgd. Gå til framsida.',
      en: 'The link leads out of the console and is not followed. Go to the front page.',
    },
    { where: 'return', expected: 'a page of the console' },
  );
}
