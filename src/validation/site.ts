import type { Finding } from './finding.ts';
import type { Rule } from './rule.ts';

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
}
