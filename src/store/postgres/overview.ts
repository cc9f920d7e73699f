import { byPartner, COUNTS, STANDINGS_OF_PARTNERS, type StandingRow } from '../rows/overview.ts';
import type { Overview } from '../store.ts';
import type { Statements } from './statements.ts';

const ALL = `SELECT ${Object.entries(COUNTS)
  .map(([name, sql]) => `(${sql}) AS "${name}"`)
  .join(', ')}`;

/** Counts for `samplan status` and the demo. */
export async function readOverview(statements: Statements): Promise<Overview> {
  const counts = await statements.get<Omit<Overview, 'partners'>>(ALL);
  const standings = await statements.all<StandingRow>(STANDINGS_OF_PARTNERS);
  return { ...(counts ?? { records: 0, setAside: 0, conflicts: 0, findings: 0 }), partners: byPartner(standings) };
}
