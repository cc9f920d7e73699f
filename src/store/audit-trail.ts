import type { Anchor, ChainedEntry, Segment } from '../audit/chain.ts';

/** A segment with its anchor; one without is open, or its process ended before it could close it. */
export interface StoredSegment extends Segment {
  /** Of the store's own. */
  readonly id: number;
  readonly anchor?: Anchor;
}

/** A place in a segment and what stands there. */
export interface StoredLink {
  /** 1 for the first of its segment. */
  readonly position: number;
  readonly hash: string;
  /** Absent when the entry is gone. */
  readonly entry?: ChainedEntry;
}

/** The hash chain over the access log, as it is read to be verified. Every AuditEvent that is committed is in it. */
export interface AuditTrail {
  /** By chain, then number. */
  auditSegments(): Promise<readonly StoredSegment[]>;
  /** Links of a segment, by position. */
  auditLinks(segment: number, page: { readonly after: number; readonly count: number }): Promise<readonly StoredLink[]>;
  /** Entries that no chain has: how many from before there was one, and ids of later ones, a hundred at most. */
  auditUnchained(): Promise<{ readonly before: number; readonly since: readonly string[] }>;
}
