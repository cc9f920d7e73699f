import type { Language, Text } from '../validation/finding.ts';

/** Texts of a page by name, in every language that there is: one that lacks a language does not compile. */
export type Texts = Readonly<Record<string, Text>>;

/** The same in one language. */
export type Said<T extends Texts> = { readonly [Name in keyof T]: string };

/**
 * Texts in one language.
 *
 * @example
 * said({ runs: { nb: 'Kjøringer', nn: 'Køyringar', en: 'Runs' } }, 'nn').runs // 'Køyringar'
 */
export function said<T extends Texts>(texts: T, language: Language): Said<T> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text[language]])) as Said<T>;
}
