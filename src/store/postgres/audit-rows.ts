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
  SELECT l.position, l.hash, v.id, v.version, v.deleted, v.body
  FROM audit_links l LEFT JOIN versions v ON v.id = l.id AND v.type = 'AuditEvent' AND v.seq = l.seq
  WHERE l.segment = ? AND l.position > ? ORDER BY l.position LIMIT ?`;

export type ClosedSegment = StoredSegment & { readonly anchor: Anchor };

/** All segments by chain and number, each with its anchor. */
export async function readSegments(statements: Statements): Promise<readonly StoredSegment[]> {
  return (await statements.all<AnchoredRow>(`${SEGMENTS} ORDER BY s.chain, s.number`)).map(withAnchor);
}

/** The segment that was closed last. */
export async function newestAnchor(statements: Statements): Promise<ClosedSegment | undefined> {
  const row = await statements.get<AnchoredRow>(NEWEST_ANCHOR);
  return row && (withAnchor(row) as ClosedSegment);
}

export async function saveAnchor(statements: Statements, segment: number, anchor: Anchor): Promise<void> {
  const { number, entries, head, closed, previous, key, signature } = anchor;
  await statements.run(INSERT_ANCHOR, number, segment, entries, head, closed, previous, key ?? null, signature ?? null);
}

/** Entries as they are found: who looks for changes gets what was changed past Samplan as it stands. */
export async function readLinks(
  statements: Statements,
  segment: number,
  { after, count }: { readonly after: number; readonly count: number },
): Promise<readonly StoredLink[]> {
  const rows = await statements.all<LinkRow>(LINKS, segment, after, count);
  const { seals } = statements;
  return rows.map((row) =>
    toLink(row.id === null ? row : { ...row, body: seals.unsealAsFound('versions.body', row.body) }),
  );
}

export async function readUnchained(
  statements: Statements,
): Promise<{ readonly before: number; readonly since: readonly string[] }> {
  const before = await statements.get<{ readonly count: number }>(BEFORE_CHAIN);
  const since = await statements.all<{ readonly id: string }>(UNCHAINED);
  return { before: before?.count ?? 0, since: since.map(({ id }) => id) };
}
