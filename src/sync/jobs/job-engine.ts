import type { RunSummary } from '../../store/partner-memory.ts';
import type { Sharing } from '../sharing.ts';

/** What a process of an installation does: answers requests, takes passes and notifies subscribers, or both. */
export type Role = 'web' | 'worker' | 'all';

/** A look at a partner that is to be taken. What is owed is computed then, so one that is lost or taken twice changes nothing. */
export interface Order {
  readonly partner: string;
  readonly kind: RunSummary['kind'];
  /** In a reconciliation: however much is missing is believed to be deleted. */
  readonly acceptMissing: boolean;
}

/** When a partner is looked at. */
export interface Clock {
  readonly partner: string;
  readonly kind: RunSummary['kind'];
  /** Cron expression of five or six fields. */
  readonly expression: string;
  /** `22:00-06:00`; empty: none. */
  readonly quietHours: string;
  readonly jitterSeconds: number;
  /** When the last run of the kind started (ISO 8601). */
  readonly lastRun?: string | undefined;
}

/** Told of how far a pass is. */
export type OnProgress = (progress: {
  readonly done: number;
  readonly total: number;
  readonly partner: string;
}) => void;

/**
 * Takes the look, under the partner's lease; never rejects.
 *
 * @returns undefined where the partner is not configured
 */
export type Perform = (
  order: Order,
  how: { readonly atOnce: boolean; readonly onProgress?: OnProgress; readonly sharing?: Sharing },
) => Promise<RunSummary | undefined>;

/** A look that failed again and again and is not tried again before its next time. */
export interface GivenUp {
  readonly partner: string;
  readonly kind: RunSummary['kind'];
  /** ISO 8601. */
  readonly since: string;
  readonly attempts: number;
}

/** Has passes taken when they are due or asked for, one at a time of each partner. */
export interface JobEngine {
  /**
   * From now on this process takes passes, by the clocks and whatever waits. Each tick is taken once, however many processes run; ticks that
   * come in quiet hours, or while one waits already, are one; one that was missed is made up for.
   */
  start(clocks: readonly Clock[]): Promise<void>;
  /**
   * Somebody asks for a pass now, and hears what it came to.
   *
   * @returns undefined where the partner is not configured
   */
  ask(order: Order, onProgress?: OnProgress): Promise<RunSummary | undefined>;
  /** The oldest first. */
  givenUp(): Promise<readonly GivenUp[]>;
  /** Waits for what is under way here. */
  stop(): Promise<void>;
}
