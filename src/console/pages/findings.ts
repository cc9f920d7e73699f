import type { Caller } from '../../access/caller.ts';
import { isPermitted, permitted } from '../../access/permitted.ts';
import { momentText } from '../../document/time-texts.ts';
import type { ToBeMended } from '../../exchange/to-be-mended.ts';
import type { Finding, Language } from '../../validation/finding.ts';
import type { Action, Page } from '../page.ts';
import { said } from '../said.ts';
import { FINDINGS } from '../texts/findings-texts.ts';
import { STANDING_NAMES } from '../texts/standing-texts.ts';

/** What the page rests on. */
interface Mending {
  readonly look: (how: { readonly most: number }) => Promise<ToBeMended>;
  /** What waits about a person at a partner is tried by the next pass. */
  readonly retry: (caller: Caller, person: string, partner: string) => Promise<void>;
}

const RETRYING = { type: 'Operations', right: 'u' } as const;
/** Links of each partner and standing. */
const MOST = 50;

/**
 * What is to be mended at partners, each finding by its rule in plain words, and what waits for a retry: for who operates the
 * installation, without anything of anybody. Who may read plans is led to them.
 *
 * @example
 * const { page, action } = findings({ look: (how) => toBeMended(context, how), retry: (...what) => retryLink(context, ...what) });
 */
export function findings({ look, retry }: Mending): { readonly page: Page; readonly action: Action } {
  return {
    page: {
      name: 'findings',
      path: '/findings',
      menu: FINDINGS.title,
      asks: { type: 'Operations', right: 'r' },
      isForController: true,
      async show({ language, query, caller }) {
        const t = said(FINDINGS, language);
        const { setAside, atPartners, waiting } = await look({ most: MOST });
        const plans = isPermitted(() => permitted(caller, { type: '*', right: 'r', isAboutOne: true }));
        const planOf = (person: string | undefined) => (plans && person !== undefined ? { plan: person } : {});
        return {
          title: t.title,
          template: 'findings',
          data: {
            t,
            isDone: query.has('done'),
            mayRetry: isPermitted(() => permitted(caller, RETRYING)),
            groups: [
              ...setAside.map(({ partner, since, person, findings: all }) => ({
                ...{ partner, about: t.one, since: momentText(since, language), ...planOf(person) },
                findings: all.map((one) => inWords(one, language)),
              })),
              ...atPartners.map(({ partner, since, place, finding }) => ({
                ...{ partner, about: t.unknown, since: momentText(since, language) },
                findings: [{ ...inWords(finding, language), where: place }],
              })),
            ],
            waiting: waiting.map(({ person, partner, standing, reason, attempts, nextAttempt }) => ({
              ...{ person, partner, reason, attempts, ...planOf(person) },
              standing: STANDING_NAMES[standing][language],
              next: momentText(nextAttempt, language),
            })),
          },
        };
      },
    },
    action: {
      name: 'retry',
      path: '/findings',
      asks: RETRYING,
      isForController: true,
      async act({ home, caller }, form) {
        await retry(caller, form.get('person') ?? '', form.get('partner') ?? '');
        return { goTo: `${home}/findings?done=1` };
      },
    },
  };
}

/** A finding says nothing of anybody, whatever it was found in. */
function inWords({ message, action, path, expected, found, rule, reference }: Finding, language: Language) {
  return { message: message[language], action: action[language], where: path, expected, found, rule, reference };
}
