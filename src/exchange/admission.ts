import type { Finding } from '../validation/finding.ts';

/** What became of what a partner sent about a person. */
export type Admission =
  | {
      readonly outcome: 'admitted';
      /** Parts of the record that changed. */
      readonly changed: number;
      /** Conflicts this opened. */
      readonly conflicts: number;
      /** Warnings: what the law says is owed, what could not be checked. */
      readonly findings: readonly Finding[];
    }
  /** Kept whole with its findings; no part of any record. */
  | { readonly outcome: 'set-aside'; readonly findings: readonly Finding[] }
  /** Nothing of a plan, a team or a consent: not ours to keep. */
  | { readonly outcome: 'no-plan' };
