import type { Signals } from '../signals.ts';
import type { Standing } from '../standing.ts';
import type { KeptSubscription } from '../subscription-memory.ts';

/**
 * Everything that is told, in one statement; links by an index that has all that is asked of them.
 *
 * @param field a number or text in `subscriptions.state`, as the database reads JSON
 */
export const signalsSql = (field: (name: string) => string): string => `
  SELECT 'links' AS kind, g.partner, g.standing AS name, g.stale, g.count, 0 AS owed, g.since,
    (SELECT c.last_updated FROM versions v JOIN current_versions c ON c.type = v.type AND c.id = v.id
      WHERE v.seq = g.moved) AS moved
  FROM (
    SELECT partner, standing, stale, count(*) AS count, min(owed_since) AS since,
      min(CASE WHEN stale = 1 THEN (SELECT r.seq FROM records r WHERE r.person = links.person) END) AS moved
    FROM links GROUP BY partner, standing, stale) AS g
  UNION ALL
  SELECT 'setAside', partner, '', 0, count(*), 0, NULL, NULL FROM set_aside
  WHERE candidates IS NULL OR errors > 0 GROUP BY partner
  UNION ALL
  SELECT 'conflicts', '', kind.code, 0, count(DISTINCT kind.seq), 0, NULL, NULL
  FROM token_rows kind CROSS JOIN token_rows status
  WHERE kind.parameter = (SELECT number FROM search_parameters WHERE type = 'Task' AND name = 'code')
    AND kind.code IN ('conflict', 'proposal', 'candidate')
    AND kind.system = 'http://samplan.no/fhir/CodeSystem/conflict-kind'
    AND status.seq = kind.seq
    AND status.parameter = (SELECT number FROM search_parameters WHERE type = 'Task' AND name = 'status')
    AND status.code IN ('requested', 'received', 'accepted', 'ready', 'in-progress', 'on-hold')
  GROUP BY kind.code
  UNION ALL
  SELECT 'subscriptions', '', ${field('status')}, 0, count(*),
    sum(CAST(${field('numbered')} AS integer) - CAST(${field('delivered')} AS integer)), NULL, NULL
  FROM subscriptions GROUP BY ${field('status')}`;

export interface SignalRow {
  readonly kind: 'links' | 'setAside' | 'conflicts' | 'subscriptions';
  readonly partner: string;
  readonly name: string;
  readonly stale: number;
  readonly count: number;
  readonly owed: number;
  readonly since: number | null;
  /** When the oldest of the records that links are stale of moved. */
  readonly moved: number | null;
}

export function signalsOf(rows: readonly SignalRow[]): Signals {
  const of = (kind: SignalRow['kind']): readonly SignalRow[] => rows.filter((row) => row.kind === kind);
  return {
    links: standingsOf(of('links')),
    setAside: of('setAside').map(({ partner, count }) => ({ partner, count })),
    conflicts: of('conflicts').map(({ name, count }) => ({ kind: name, count })),
    subscriptions: of('subscriptions').map(({ name, count, owed }) => ({
      status: name as KeptSubscription['status'],
      count,
      owed,
    })),
  };
}

/** What is stale and in step is owed since its record moved: no pass has said so yet. */
function standingsOf(rows: readonly SignalRow[]): Signals['links'] {
  const told = Map.groupBy(rows, ({ partner, name, stale }) =>
    JSON.stringify([partner, name === 'in-step' && stale === 1 ? 'owed' : name]),
  );
  return [...told].map(([key, group]) => {
    const [partner, standing] = JSON.parse(key) as [string, Standing];
    const since = group.flatMap((row) => [row.since ?? [], row.name === 'in-step' ? (row.moved ?? []) : []].flat());
    return {
      partner,
      standing,
      count: group.reduce((sum, { count }) => sum + count, 0),
      ...(since.length === 0 ? {} : { since: new Date(Math.min(...since)).toISOString() }),
    };
  });
}
