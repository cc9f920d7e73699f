import type { Language } from '../validation/finding.ts';
import { weighted } from './weighted-list.ts';

/** `no` is the macrolanguage of Bokmål and Nynorsk; browsers in Norway send it for Bokmål. */
const LANGUAGES: Readonly<Record<string, Language>> = { nb: 'nb', no: 'nb', nn: 'nn', en: 'en' };

/**
 * The language of messages that an `Accept-Language` header asks for; English without one.
 *
 * @example
 * languageOf('nn-NO, nb;q=0.8') // 'nn'
 */
export function languageOf(header: string | undefined): Language {
  for (const { value } of weighted(header ?? '')) {
    const language = LANGUAGES[value.toLowerCase().split('-')[0] ?? ''];
    if (language !== undefined) return language;
  }
  return 'en';
}
