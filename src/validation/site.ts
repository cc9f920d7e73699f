import type { Finding, Text } from './finding.ts';
import type { Rule } from './rule.ts';

/** A rule of a package in its own words, with what it rests on. */
export interface ToldRule {
  readonly message: Text;
  readonly action: Text;
  readonly reference: string;
}

/** One place in one definition where one rule is checked: made once when a type is compiled. */
export interface Site {
  readonly rule: Rule;
  /** Key of an invariant: it takes the rule's place in the finding. */
  readonly key?: string;
  readonly severity?: Finding['severity'];
  readonly profile?: string;
  readonly element: string;
  readonly expected?: string;
  /** What an invariant says, in the words of its author. */
  readonly human?: string;
  /** What the package's own table of rules says of it. */
  readonly told?: ToldRule;
}
