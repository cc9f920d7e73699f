import type { Features } from '../../../store/partner-memory.ts';
import type { TraitCode } from './traits.ts';

/** `partly`: in some cases only, which `found` names. `unknown`: could not be tried, `found` says why. */
export type Answer = 'yes' | 'no' | 'partly' | 'unknown';

/** What was tried at a partner, and what came of it. `found`: a status, a count, a word; never content. */
export interface Observation {
  readonly trait: TraitCode;
  readonly answer: Answer;
  readonly found: string;
}

/** An observation with what it means for the exchange. */
export interface TraitReport extends Observation {
  readonly question: string;
  /** What the partner's CapabilityStatement says; absent where it says nothing or R4 has no words for it. */
  readonly stated?: boolean;
  /** `works`, `fallback`: Samplan has another way · `loss`: something is lost or less safe · `broken`: nothing goes without it. */
  readonly effect: 'works' | 'fallback' | 'loss' | 'broken' | 'unknown';
  /** What Samplan does because of it; absent where it does nothing in particular. */
  readonly consequence?: string;
}

/** What became of a resource on its way to the partner and back, by element path without indexes. */
export interface Differences {
  /** Was sent and is not there. */
  readonly lost: readonly string[];
  /** Is there with another value. */
  readonly changed: readonly string[];
  /** Is there and was not sent. */
  readonly added: readonly string[];
}

/** A rich resource of one type, or one ornament on a plain resource, written and read back. */
export interface ShapeReport extends Differences {
  /** A resource type, or the name of an ornament (ornaments.ts). */
  readonly of: string;
  readonly answer: 'kept' | 'differs' | 'refused' | 'not tried';
  /** Status of a refusal, or why it was not tried. */
  readonly found?: string;
}

/** `usable`, or `usable-with-losses`; `not-usable`: something is broken; `unreachable`: nobody knows. */
export type CheckVerdict = 'usable' | 'usable-with-losses' | 'not-usable' | 'unreachable';

/**
 * What `samplan partner check` found out. Its JSON is stable: fields are added, never changed; `format` counts what could
 * not be kept so. docs/partner-check.md describes it.
 */
export interface PartnerReport {
  readonly format: 1;
  readonly url: string;
  /** ISO 8601, our clock. */
  readonly at: string;
  readonly verdict: CheckVerdict;
  /** Of the CapabilityStatement. */
  readonly software?: { readonly name: string; readonly version?: string };
  /** The type that all but `types` was tried with; absent where none could be created. */
  readonly triedWith?: string;
  readonly traits: readonly TraitReport[];
  readonly ornaments: readonly ShapeReport[];
  readonly types: readonly ShapeReport[];
  /** What the CapabilityStatement says and is not so, or is so and it denies. */
  readonly untrue: readonly TraitCode[];
  /** Milliseconds that the partner's clock is ahead of ours, to the second; absent when it tells no time. */
  readonly clockAheadMs?: number;
  /** What the check made at the partner and could not take away again: `Type/id`. */
  readonly leftBehind: readonly string[];
  /** What Samplan remembers of the partner from this. */
  readonly features: Features;
}
