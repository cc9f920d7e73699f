import { SamplanError } from '../errors.ts';
import type { Language } from '../validation/finding.ts';
import { ApiRefused } from './fhir-client.ts';
import type { View } from './page.ts';
import { said } from './said.ts';
import { MESSAGES, SHELL } from './texts/shell-texts.ts';

/** Where one goes from there: a place below the console. */
interface Way {
  readonly place: string;
  readonly text: string;
}

/** A page that says something and nothing else. */
export function message(
  title: string,
  texts: readonly string[],
  language: Language,
  more: { readonly status?: number; readonly number?: string; readonly way?: Way } = {},
): View {
  const { status = 200, number, way = { place: '', text: SHELL.home[language] } } = more;
  return { title, template: 'message', status, data: { texts, number, way } };
}

/**
 * What went wrong, in words: of our own errors what they say themselves, of a fault nothing but its number.
 *
 * @param number of the request
 * @example
 * render(messageOf(error, 'nb', requestId), frame);
 */
export function messageOf(error: unknown, language: Language, number: string): View {
  const status = statusOf(error);
  const say = said(MESSAGES, language);
  const told = textsOf(error, language);
  switch (status) {
    case 401:
      return message(say.notSignedIn, told, language, {
        status,
        number,
        way: { place: '/sign-in', text: SHELL.signIn[language] },
      });
    case 403:
      return message(say.forbidden, [...told, ...(error instanceof ApiRefused ? [] : [say.forbiddenText])], language, {
        status,
        number,
      });
    case 404:
    case 410:
      return message(say.notFound, [say.notFoundText], language, { status, number });
    case 409:
    case 412:
      return message(say.changed, told, language, { status, number });
    case 429:
    case 503:
      return message(say.wait, told, language, { status, number });
    case 500:
      return message(say.fault, [say.faultText], language, { status, number });
    default:
      return message(say.notDone, told, language, { status, number });
  }
}

function statusOf(error: unknown): number {
  return error instanceof SamplanError || error instanceof ApiRefused ? error.status : 500;
}

function textsOf(error: unknown, language: Language): readonly string[] {
  if (error instanceof ApiRefused) return error.texts;
  return error instanceof SamplanError ? [error.text[language]] : [];
}
