import { readFileSync } from 'node:fs';

/** Why a disagreement is as it should be. */
export interface Exception {
  /** Ids of inputs, with `*` for anything. */
  readonly match: readonly string[];
  /** Which of the two finds errors. */
  readonly refuses: 'samplan' | 'official';
  /** The rules that the refusing side may give; any other makes it another disagreement. `*` stands for anything. */
  readonly rules: readonly string[];
  /** Where HAPI is right, Samplan is mended: there is no word for it. */
  readonly right: 'samplan' | 'open';
  readonly why: string;
  /** Where FHIR R4 says so. */
  readonly clause: string;
  /** It is about files of the real input, which need not be there. */
  readonly realInput?: true;
}

export interface Disagreement {
  readonly id: string;
  readonly refuses: Exception['refuses'];
  readonly errors: readonly { readonly rule: string; readonly at: string; readonly text?: string }[];
}

export function readExceptions(): readonly Exception[] {
  return JSON.parse(readFileSync(new URL('exceptions.json', import.meta.url), 'utf8')) as readonly Exception[];
}

const fits = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 's').test(text);

/** The exceptions that explain a disagreement: about its id and its side, and each of its errors has one that names its rule. None when an error has none. */
export function explain(disagreement: Disagreement, exceptions: readonly Exception[]): readonly Exception[] {
  const about = exceptions.filter(
    ({ refuses, match }) => refuses === disagreement.refuses && match.some((pattern) => fits(pattern, disagreement.id)),
  );
  const explaining = disagreement.errors.map(({ rule }) =>
    about.find(({ rules }) => rules.some((pattern) => fits(pattern, rule))),
  );
  const found = explaining.filter((exception) => exception !== undefined);
  return found.length === explaining.length ? [...new Set(found)] : [];
}
