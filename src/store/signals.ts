import type { Standing } from './standing.ts';
import type { KeptSubscription } from './subscription-memory.ts';

/** How everything stands, in numbers only: nothing in it says who. */
export interface Signals {
  /** Links of a partner in a standing; one in step with an older record than there is counts as owed. */
  readonly links: readonly {
    readonly partner: string;
    readonly standing: Standing;
    readonly count: number;
    /** Since when the longest of them is owed something (ISO 8601); absent where none is. */
    readonly since?: string;
  }[];
  /** Persons with something set aside that is to be mended, by partner. */
  readonly setAside: readonly { readonly partner: string; readonly count: number }[];
  /** Open conflict Tasks by kind: `conflict`, `proposal`, `candidate`. */
  readonly conflicts: readonly { readonly kind: string; readonly count: number }[];
  /** Subscriptions by status, and events that their endpoints have not taken yet. */
  readonly subscriptions: readonly {
    readonly status: KeptSubscription['status'];
    readonly count: number;
    readonly owed: number;
  }[];
  /** To the database server, of this process; absent where there is none. `waiting`: who waits for one. */
  readonly connections?: { readonly used: number; readonly idle: number; readonly waiting: number };
}

/** What a store tells to be watched by; part of Store. */
export interface SignalSource {
  /** Read in one statement, of one moment. Costs by the number of links: see docs/operating.md. */
  signals(): Promise<Signals>;
}
