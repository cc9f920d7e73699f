import type { Ledger } from './ledger.ts';
import type { SimulatedPartner } from './partner.ts';

/** What the users of all systems share: who the persons are, and what is known of what was written. */
export interface Society {
  readonly ledger: Ledger;
  readonly partners: readonly SimulatedPartner[];
  /** How many persons there are. */
  persons: number;
  /** Now by the clock on the wall. */
  readonly now: () => number;
}

/** More persons than this make a world slow and find nothing new. */
export const MOST_PERSONS = 5;
