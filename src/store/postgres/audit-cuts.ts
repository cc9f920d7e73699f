import type { AnchorSigner } from '../../audit/anchor-key.ts';
import type { StoredCut, StoredLink, StoredSegment } from '../audit-trail.ts';
import { CUTS, type CutRow, INSERT_CUT, LAST_CUT, toCut } from '../rows/audit.ts';
import { cutOf } from '../rows/cut.ts';
import { readLinks } from './audit-rows.ts';
import type { Statements } from './statements.ts';

const LOCK = 'SELECT 1 FROM audit_segments WHERE id = ? FOR UPDATE';
const SEQS = `SELECT array_agg(seq) FROM versions WHERE type = 'AuditEvent' AND id IN (SELECT jsonb_array_elements_text(?::jsonb))`;
const REMOVE = [
  ...['token_rows', 'reference_rows', 'date_rows', 'private_rows'].map(
    (table) => `DELETE FROM ${table} WHERE seq = ANY ((${SEQS})::bigint[])`,
  ),
  ...['current_versions', 'versions'].map(
    (table) => `DELETE FROM ${table} WHERE type = 'AuditEvent' AND id IN (SELECT jsonb_array_elements_text(?::jsonb))`,
  ),
];

export async function readCuts(statements: Statements): Promise<readonly StoredCut[]> {
  return (await statements.all<CutRow>(CUTS)).map(toCut);
}

/** Takes the content of entries out, in one transaction. */
export async function cutAccessLog(
  statements: Statements,
  segment: StoredSegment,
  positions: readonly number[],
  { at, signer }: { readonly at: string; readonly signer: AnchorSigner | undefined },
): Promise<number> {
  const wanted = new Set(positions);
  return statements.transaction('write', async (alone) => {
    await alone.all(LOCK, segment.id);
    const all = await readLinks(alone, segment.id, { after: 0, count: Number.MAX_SAFE_INTEGER });
    const links = all.filter(
      (link): link is StoredLink & Required<Pick<StoredLink, 'entry'>> =>
        link.entry !== undefined && wanted.has(link.position),
    );
    if (links.length === 0 || !segment.anchor) return 0;
    const last = (await alone.get<{ readonly number: number | null }>(LAST_CUT, segment.id))?.number ?? 0;
    const { number, digest, key, signature, ...cut } = cutOf(segment, links, { last, at, signer });
    const places = JSON.stringify(cut.positions);
    await alone.run(INSERT_CUT, segment.id, number, places, digest, at, key ?? null, signature ?? null);
    const ids = JSON.stringify(links.map(({ entry }) => entry.id));
    for (const sql of REMOVE) await alone.run(sql, ids);
    return links.length;
  });
}
