import type { Caller } from '../access/caller.ts';
import type { Asked } from '../access/scopes.ts';
import type { Language, Text } from '../validation/finding.ts';
import type { FhirClient } from './fhir-client.ts';

/** A request for a page, by somebody who may ask for it. */
export interface Visit {
  readonly caller: Caller;
  /** Whoever answers for the installation, and is not let in for one patient only. */
  readonly isController: boolean;
  readonly fhir: FhirClient;
  readonly language: Language;
  /** Path of the console: `/console`. */
  readonly home: string;
  /** Now, ISO 8601. */
  readonly at: string;
  /** Named pieces of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** What a page shows. */
export interface View {
  /** Stands in the browser's history: never a person's. */
  readonly title: string;
  /** Name of a template, which gets `data` as `it`. */
  readonly template: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly status?: number;
}

/** Who may open a page: a right as the API asks for, and for some pages that it is the controller who asks. */
export interface Opened {
  /** In the access log. */
  readonly name: string;
  /** Below `/console`, as Express writes it. */
  readonly path: string;
  readonly asks: Asked;
  /** What is there is no partner's. */
  readonly isForController?: boolean;
  /** The person whose plan it is opens it, and nobody else; or she too. Absent: she does not. */
  readonly isForHerself?: 'alone' | 'too';
}

export interface Page extends Opened {
  /** Stands in the menu of who may open it. */
  readonly menu?: Text;
  show(visit: Visit): Promise<View>;
}

/** What stands by itself, without the console around it: to be read, saved or printed. */
export interface Paper extends Opened {
  write(visit: Visit): Promise<Written>;
}

export interface Written {
  readonly bytes: Uint8Array;
  /** Content-Type. */
  readonly type: string;
  /** How it is given out, and what it is called where somebody saves it: never by a person's name. */
  readonly disposition: string;
  /** What it may do in a browser (CSP). */
  readonly policy: string;
}

/** What a form of a page does: a page to go to, or what is to be shown in place of it. */
export interface Action extends Opened {
  act(visit: Visit, form: URLSearchParams): Promise<View | { readonly goTo: string }>;
}
