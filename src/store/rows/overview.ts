import { type Overview, STANDINGS, type Standing } from '../store.ts';

/** Each answers `count`. */
export const COUNTS = {
  records: `
  SELECT count(DISTINCT record) AS count FROM current_versions
  WHERE type = 'Patient' AND deleted = 0 AND record IS NOT NULL`,
  setAside: 'SELECT count(DISTINCT person) AS count FROM set_aside WHERE candidates IS NULL OR errors > 0',
  findings: 'SELECT coalesce(sum(errors), 0) AS count FROM set_aside',
  conflicts: `
  SELECT count(DISTINCT kind.seq) AS count
  FROM token_rows kind CROSS JOIN token_rows status
  WHERE kind.parameter = (SELECT number FROM search_parameters WHERE type = 'Task' AND name = 'code')
    AND kind.code IN ('conflict', 'proposal', 'candidate')
    AND kind.system = 'http://samplan.no/fhir/CodeSystem/conflict-kind'
    AND status.seq = kind.seq
    AND status.parameter = (SELECT number FROM search_parameters WHERE type = 'Task' AND name = 'status')
    AND status.code IN ('requested', 'received', 'accepted', 'ready', 'in-progress', 'on-hold')`,
} as const;
export const STANDINGS_OF_PARTNERS = `
  SELECT partner, CASE WHEN standing = 'in-step' AND stale = 1 THEN 'owed' ELSE standing END AS standing, count(*) AS count
  FROM links GROUP BY 1, 2 ORDER BY partner`;

export interface StandingRow {
  readonly partner: string;
  readonly standing: Standing;
  readonly count: number;
}

export function byPartner(rows: readonly StandingRow[]): Overview['partners'] {
  const none = Object.fromEntries(STANDINGS.map((standing) => [standing, 0])) as Record<Standing, number>;
  const counted = new Map<string, Record<Standing, number>>();
  for (const { partner, standing, count } of rows) {
    counted.set(partner, { ...(counted.get(partner) ?? none), [standing]: count });
  }
  return Object.fromEntries(counted);
}
