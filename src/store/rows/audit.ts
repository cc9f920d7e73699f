import type { StoredCut, StoredLink, StoredSegment } from '../audit-trail.ts';

export const SEGMENTS = `
  SELECT s.id, s.chain, s.number, s.opened, s.previous,
    a.number AS anchor, a.entries, a.head, a.closed, a.previous AS before, a.key, a.signature
  FROM audit_segments s LEFT JOIN audit_anchors a ON a.segment = s.id`;
export const NEWEST_ANCHOR = `${SEGMENTS} WHERE a.number = (SELECT max(number) FROM audit_anchors)`;
export const BEFORE_CHAIN = `
  SELECT count(*) AS count FROM versions WHERE type = 'AuditEvent' AND seq <= (SELECT min(seq) FROM audit_start)`;
export const UNCHAINED = `
  SELECT v.id FROM versions v LEFT JOIN audit_links l ON l.seq = v.seq
  WHERE v.type = 'AuditEvent' AND v.seq > (SELECT min(seq) FROM audit_start) AND l.seq IS NULL ORDER BY v.seq LIMIT 100`;

export const CUTS =
  'SELECT segment, number, positions, digest, at, key, signature FROM audit_cuts ORDER BY segment, number';
export const LAST_CUT = 'SELECT max(number) AS number FROM audit_cuts WHERE segment = ?';
export const INSERT_CUT =
  'INSERT INTO audit_cuts (segment, number, positions, digest, at, key, signature) VALUES (?, ?, ?, ?, ?, ?, ?)';

export interface CutRow {
  readonly segment: number;
  readonly number: number;
  readonly positions: string;
  readonly digest: string;
  readonly at: string;
  readonly key: string | null;
  readonly signature: string | null;
}

export function toCut({ key, signature, positions, ...cut }: CutRow): StoredCut {
  const signed = { ...(key === null ? {} : { key }), ...(signature === null ? {} : { signature }) };
  return { ...cut, positions: JSON.parse(positions) as readonly number[], ...signed };
}

export interface SegmentRow {
  readonly id: number;
  readonly chain: string;
  readonly number: number;
  readonly opened: string;
  readonly previous: string;
}

export interface AnchoredRow extends SegmentRow {
  readonly anchor: number | null;
  readonly entries: number;
  readonly head: string;
  readonly closed: string;
  readonly before: string;
  readonly key: string | null;
  readonly signature: string | null;
}

export interface LinkRow {
  readonly position: number;
  readonly hash: Uint8Array;
  readonly id: string | null;
  readonly version: number;
  readonly deleted: number;
  readonly body: string;
}

export function toSegment({ id, chain, number, opened, previous }: SegmentRow): StoredSegment {
  return { id, chain, number, opened, previous };
}

export function withAnchor(row: AnchoredRow): StoredSegment {
  const { anchor: number, entries, head, closed, before, key, signature } = row;
  if (number === null) return toSegment(row);
  const signed = { ...(key === null ? {} : { key }), ...(signature === null ? {} : { signature }) };
  return { ...toSegment(row), anchor: { number, entries, head, closed, previous: before, ...signed } };
}

/** `body` is opened. */
export function toLink({ position, hash, id, version, deleted, body }: LinkRow): StoredLink {
  return {
    position,
    hash: Buffer.from(hash).toString('hex'),
    ...(id === null ? {} : { entry: { id, version, deleted: deleted === 1, body } }),
  };
}
