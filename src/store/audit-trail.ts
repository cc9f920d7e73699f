import type { Anchor, ChainedEntry, Segment } from '../audit/chain.ts';
import type { Cut } from '../audit/cut.ts';

/** A segment with its anchor; one without is open, or its process ended before it could close it. */
export interface StoredSegment extends Segment {
  /** Of the store's own. */
  readonly id: number;
  readonly anchor?: Anchor;
}

/** Entries whose content is gone, of a segment by its id in the store. */
export interface StoredCut extends Cut {
  readonly segment: number;
}

/** A place in a segment and what stands there. */
export interface StoredLink {
  /** 1 for the first of its segment. */
  readonly position: number;
  readonly hash: string;
  /** Absent when the entry is gone: cut, or taken out. */
  readonly entry?: ChainedEntry;
}

/** The hash chain over the access log, as it is read to be verified. Every AuditEvent that is committed is in it. */
export interface AuditTrail {
  /** By chain, then number. */
  auditSegments(): Promise<readonly StoredSegment[]>;
  /** Links of a segment, by position. */
  auditLinks(segment: number, page: { readonly after: number; readonly count: number }): Promise<readonly StoredLink[]>;
  /** What retention took out, by segment, then number. */
  auditCuts(): Promise<readonly StoredCut[]>;
  /**
   * Takes the content of entries out of a closed segment, with what they are found by, and states so, signed where anchors are. What is gone
   * already is left out; of nothing left nothing is stated.
   *
   * @param positions ascending
   * @param at ISO 8601
   * @returns how many entries are gone by it
   */
  cutAccessLog(segment: StoredSegment, positions: readonly number[], at: string): Promise<number>;
  /** Entries that no chain has: how many from before there was one, and ids of later ones, a hundred at most. */
  auditUnchained(): Promise<{ readonly before: number; readonly since: readonly string[] }>;
}
