import type { Anchor } from '../../audit/chain.ts';
import type { StoredLink, StoredSegment } from '../audit-trail.ts';
import {
  type AnchoredRow,
  BEFORE_CHAIN,
  type LinkRow,
  NEWEST_ANCHOR,
  SEGMENTS,
  toLink,
  UNCHAINED,
  withAnchor,
} from '../rows/audit.ts';
import type { Statements } from './statements.ts';

const INSERT_ANCHOR = `
  INSERT INTO audit_anchors (number, segment, entries, head, closed, previous, key, signature)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const LINKS = `
  SELECT l.position, l.hash, v.id, v.version, v.deleted, unseal_as_found('versions.body', v.body) AS body
  FROM audit_links l LEFT JOIN versions v ON v.seq = l.seq AND v.type = 'AuditEvent'
  WHERE l.segment = ? AND l.position > ? ORDER BY l.position LIMIT ?`;

/** All segments by chain and number, each with its anchor. */
export function readSegments(statements: Statements): readonly StoredSegment[] {
  return statements.all<AnchoredRow>(`${SEGMENTS} ORDER BY s.chain, s.number`).map(withAnchor);
}

/** The segment that was closed last. */
export function newestAnchor(statements: Statements): (StoredSegment & { readonly anchor: Anchor }) | undefined {
  const row = statements.get<AnchoredRow>(NEWEST_ANCHOR);
  return row && (withAnchor(row) as StoredSegment & { readonly anchor: Anchor });
}

export function saveAnchor(statements: Statements, segment: number, anchor: Anchor): void {
  const { number, entries, head, closed, previous, key, signature } = anchor;
  statements.run(INSERT_ANCHOR, number, segment, entries, head, closed, previous, key ?? null, signature ?? null);
}

export function readLinks(
  statements: Statements,
  segment: number,
  { after, count }: { readonly after: number; readonly count: number },
): readonly StoredLink[] {
  return statements.all<LinkRow>(LINKS, segment, after, count).map(toLink);
}

export function readUnchained(statements: Statements): { readonly before: number; readonly since: readonly string[] } {
  return {
    before: statements.get<{ readonly count: number }>(BEFORE_CHAIN)?.count ?? 0,
    since: statements.all<{ readonly id: string }>(UNCHAINED).map(({ id }) => id),
  };
}
