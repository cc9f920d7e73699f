import { byPartner, COUNTS, STANDINGS_OF_PARTNERS, type StandingRow } from '../rows/overview.ts';
import type { Overview } from '../store.ts';
import type { Statements } from './statements.ts';

/** Counts for `samplan status` and the demo. */
export function readOverview(statements: Statements): Overview {
  const count = (sql: string) => statements.get<{ readonly count: number }>(sql)?.count ?? 0;
  return {
    records: count(COUNTS.records),
    setAside: count(COUNTS.setAside),
    conflicts: count(COUNTS.conflicts),
    findings: count(COUNTS.findings),
    partners: byPartner(statements.all<StandingRow>(STANDINGS_OF_PARTNERS)),
  };
}
