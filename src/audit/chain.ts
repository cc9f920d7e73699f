import { createHash } from 'node:crypto';

/** An entry of the access log as its row stands in the store: everything that the chain vouches for. */
export interface ChainedEntry {
  readonly id: string;
  readonly version: number;
  readonly deleted: boolean;
  /** JSON text of the AuditEvent. */
  readonly body: string;
}

/** What one process wrote between two anchors. Hashes are SHA-256 in hexadecimal. */
export interface Segment {
  /** Name of the process. */
  readonly chain: string;
  /** 1 for the first of its chain. */
  readonly number: number;
  /** ISO 8601. */
  readonly opened: string;
  /** Hash at the end of the segment before it; empty for the first. */
  readonly previous: string;
}

/** The end of a segment, as it was closed. */
export interface Anchor {
  /** In the order in which segments were closed, by whatever process; 1 for the first. */
  readonly number: number;
  readonly entries: number;
  /** Hash of the last entry. */
  readonly head: string;
  /** ISO 8601. */
  readonly closed: string;
  /** Hash of the anchor before it; empty for the first. */
  readonly previous: string;
  /** Which key signed, as its fingerprint; absent where none is configured. */
  readonly key?: string;
  /** Ed25519 (RFC 8032) over the hash of the anchor, in base64. */
  readonly signature?: string;
}

/** What a segment begins with: the hash before its first entry. */
export function beginningOf({ chain, number, opened, previous }: Segment): string {
  return sha256(JSON.stringify(['samplan-audit-segment', chain, number, opened, previous]));
}

/**
 * Hash of an entry: over the hash before it and its row.
 *
 * @example
 * const hash = entries.reduce(linkHash, beginningOf(segment));
 */
export function linkHash(before: string, { id, version, deleted, body }: ChainedEntry): string {
  return sha256(`${before}\n${id}/${version}/${deleted}\n${body}`);
}

/** Hash of an anchor with the segment that it closes: what is signed, and what the next anchor and an outside note refer to. */
export function anchorHash(anchor: Omit<Anchor, 'signature'>, segment: Segment): string {
  const { number, entries, head, closed, previous, key = '' } = anchor;
  return sha256(
    JSON.stringify(['samplan-audit-anchor', number, beginningOf(segment), entries, head, closed, previous, key]),
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
