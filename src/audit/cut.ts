import { createHash } from 'node:crypto';
import { beginningOf, type Segment } from './chain.ts';

/**
 * Entries of a closed segment whose content is gone because its time was over. Their hashes stay where they were, so that the chain still
 * goes through them; what says that nobody else took the content out is this statement, signed as anchors are.
 */
export interface Cut {
  /** 1 for the first of its segment. */
  readonly number: number;
  /** Places in the segment, ascending. */
  readonly positions: readonly number[];
  /** Hash over the hashes at these places. */
  readonly digest: string;
  /** ISO 8601. */
  readonly at: string;
  /** Which key signed, as its fingerprint; absent where none is configured. */
  readonly key?: string;
  /** Ed25519 (RFC 8032) over the hash of the cut, in base64. */
  readonly signature?: string;
}

/**
 * What the hashes at the places of a cut come to, in their order.
 *
 * @param hashes in hexadecimal
 */
export function digestOf(hashes: readonly string[]): string {
  return sha256(JSON.stringify(['samplan-audit-cut-entries', ...hashes]));
}

/**
 * Hash of a cut with the segment that it is of: what is signed.
 *
 * @example
 * signer.sign(cutHash(cut, segment));
 */
export function cutHash({ number, positions, digest, at, key = '' }: Omit<Cut, 'signature'>, segment: Segment): string {
  return sha256(JSON.stringify(['samplan-audit-cut', beginningOf(segment), number, positions, digest, at, key]));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
