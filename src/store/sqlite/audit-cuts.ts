import type { AnchorSigner } from '../../audit/anchor-key.ts';
import type { StoredCut, StoredLink, StoredSegment } from '../audit-trail.ts';
import { CUTS, type CutRow, INSERT_CUT, LAST_CUT, toCut } from '../rows/audit.ts';
import { cutOf } from '../rows/cut.ts';
import { readLinks } from './audit-rows.ts';
import { removeSearchRows } from './search-rows.ts';
import type { Statements } from './statements.ts';

const SEQ = `SELECT seq FROM versions WHERE type = 'AuditEvent' AND id = ?`;
const REMOVE_CURRENT = `DELETE FROM current_versions WHERE type = 'AuditEvent' AND id = ?`;
const REMOVE_VERSIONS = `DELETE FROM versions WHERE type = 'AuditEvent' AND id = ?`;

export function readCuts(statements: Statements): readonly StoredCut[] {
  return statements.all<CutRow>(CUTS).map(toCut);
}

/** Takes the content of entries out; SQLite writes zeros over what it deletes. */
export function cutAccessLog(
  statements: Statements,
  segment: StoredSegment,
  positions: readonly number[],
  { at, signer }: { readonly at: string; readonly signer: AnchorSigner | undefined },
): number {
  const wanted = new Set(positions);
  const links = readLinks(statements, segment.id, { after: 0, count: Number.MAX_SAFE_INTEGER }).filter(
    (link): link is StoredLink & Required<Pick<StoredLink, 'entry'>> =>
      link.entry !== undefined && wanted.has(link.position),
  );
  if (links.length === 0 || !segment.anchor) return 0;
  const last = statements.get<{ readonly number: number | null }>(LAST_CUT, segment.id)?.number ?? 0;
  const { number, digest, key, signature, ...cut } = cutOf(segment, links, { last, at, signer });
  const places = JSON.stringify(cut.positions);
  statements.run(INSERT_CUT, segment.id, number, places, digest, at, key ?? null, signature ?? null);
  statements.get('PRAGMA secure_delete = ON');
  for (const { entry } of links) {
    for (const { seq } of statements.all<{ readonly seq: number }>(SEQ, entry.id)) removeSearchRows(statements, seq);
    statements.run(REMOVE_CURRENT, entry.id);
    statements.run(REMOVE_VERSIONS, entry.id);
  }
  statements.get('PRAGMA secure_delete = OFF');
  return links.length;
}
