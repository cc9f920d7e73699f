import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import type { Language } from '../validation/finding.ts';
import type { AssetName, Assets } from './assets.ts';
import type { View } from './page.ts';
import { said } from './said.ts';
import { SHELL } from './texts/shell-texts.ts';

/** What stands around a page. */
export interface Frame {
  readonly language: Language;
  /** Path of the console: `/console`. */
  readonly home: string;
  /** The page's own address, to come back to. */
  readonly here: string;
  readonly menu: readonly { readonly address: string; readonly text: string; readonly isHere: boolean }[];
  /** On whose behalf it is shown; absent where nobody signed in. */
  readonly organization?: string;
  /** What its forms must bring back. */
  readonly form: string;
  /** Whether somebody signed in who can sign out. */
  readonly mayLeave: boolean;
}

/** Each by its own name. */
const LANGUAGES = [
  { code: 'nb', name: 'Bokmål' },
  { code: 'nn', name: 'Nynorsk' },
  { code: 'en', name: 'English' },
] as const satisfies readonly { readonly code: Language; readonly name: string }[];

/**
 * Writes pages as HTML. What stands in a template with `=` is written as text, whatever it is.
 *
 * @example
 * const html = openRenderer(assets)({ title: 'Kjøringer', template: 'runs', data }, frame);
 */
export function openRenderer({ place }: Assets): (view: View, frame: Frame) => string {
  const eta = new Eta({
    views: fileURLToPath(new URL('templates', import.meta.url)),
    cache: true,
    autoEscape: true,
    // What is not said is nothing, and not the word "undefined".
    autoFilter: true,
    filterFunction: (value) => String(value ?? ''),
  });
  return ({ title, template, data }, frame) =>
    eta.render(template, {
      isLive: false,
      ...data,
      ...frame,
      title,
      shell: said(SHELL, frame.language),
      languages: LANGUAGES,
      asset: (name: AssetName) => `${frame.home}${place(name)}`,
    });
}
