import { milliseconds } from '../instant.ts';
import type { RunSummary } from '../partner-memory.ts';
import type { Statements } from './statements.ts';

const NEWEST = 'SELECT body FROM runs ORDER BY started DESC, rowid DESC LIMIT 0 + ?';
const OF_PARTNER = 'SELECT body FROM runs WHERE partner = ? ORDER BY started DESC, rowid DESC LIMIT 0 + ?';
const OF_KIND = 'SELECT body FROM runs WHERE partner = ? AND kind = ? ORDER BY started DESC, rowid DESC LIMIT 0 + ?';
const SAVE = 'INSERT OR REPLACE INTO runs (id, partner, kind, started, body) VALUES (?, ?, ?, ?, ?)';
const REMOVE = 'DELETE FROM runs WHERE id = ?';
const FORGET = 'DELETE FROM runs WHERE started < ?';

/** Newest first; of a kind only together with a partner. */
export function readRuns(
  statements: Statements,
  { partner, kind, count }: { readonly partner?: string; readonly kind?: RunSummary['kind']; readonly count: number },
): readonly RunSummary[] {
  type Row = { readonly body: string };
  const rows =
    partner === undefined
      ? statements.all<Row>(NEWEST, count)
      : kind === undefined
        ? statements.all<Row>(OF_PARTNER, partner, count)
        : statements.all<Row>(OF_KIND, partner, kind, count);
  return rows.map(({ body }) => JSON.parse(body) as RunSummary);
}

export function saveRun(statements: Statements, run: RunSummary, replacing: string | undefined): void {
  if (replacing !== undefined) statements.run(REMOVE, replacing);
  const started = milliseconds(run.started, 'internal', 'RunSummary.started');
  statements.run(SAVE, run.id, run.partner, run.kind, started, JSON.stringify(run));
}

export function forgetRuns(statements: Statements, before: string): void {
  statements.run(FORGET, milliseconds(before, 'internal', 'before'));
}
