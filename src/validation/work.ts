/**
 * What one pass may spend on what packages ask for: items that invariants look at, comparisons with slices, steps of regular
 * expressions. A second or so; a plan of 5 KB spends some hundred.
 */
export const MAX_WORK = 10_000_000;

/** More work than one resource may cost: the rule at hand is not checked, and that is said. */
export class TooMuchWork extends Error {
  constructor() {
    super('more work than one resource may cost');
    this.name = 'TooMuchWork';
  }
}

/** What takes work off what is left: a pass. */
export interface Work {
  /** @throws {TooMuchWork} when it is more than what is left. */
  spend(amount: number): void;
}
