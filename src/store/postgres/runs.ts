import { milliseconds } from '../instant.ts';
import type { RunSummary } from '../partner-memory.ts';
import type { Statements } from './statements.ts';

const NEWEST = 'SELECT body FROM runs ORDER BY started DESC, came DESC LIMIT ?';
const OF_PARTNER = 'SELECT body FROM runs WHERE partner = ? ORDER BY started DESC, came DESC LIMIT ?';
const OF_KIND = 'SELECT body FROM runs WHERE partner = ? AND kind = ? ORDER BY started DESC, came DESC LIMIT ?';
const SAVE = `
  WITH replaced AS (DELETE FROM runs WHERE id = ? AND id <> ?)
  INSERT INTO runs (id, partner, kind, started, body) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET partner = excluded.partner, kind = excluded.kind, started = excluded.started, body = excluded.body`;
const FORGET = 'DELETE FROM runs WHERE started < ?';

/** Newest first; of a kind only together with a partner. */
export async function readRuns(
  statements: Statements,
  { partner, kind, count }: { readonly partner?: string; readonly kind?: RunSummary['kind']; readonly count: number },
): Promise<readonly RunSummary[]> {
  type Row = { readonly body: string };
  const rows =
    partner === undefined
      ? await statements.all<Row>(NEWEST, count)
      : kind === undefined
        ? await statements.all<Row>(OF_PARTNER, partner, count)
        : await statements.all<Row>(OF_KIND, partner, kind, count);
  return rows.map(({ body }) => JSON.parse(body) as RunSummary);
}

export async function saveRun(statements: Statements, run: RunSummary, replacing: string | undefined): Promise<void> {
  const started = milliseconds(run.started, 'internal', 'RunSummary.started');
  const { id, partner, kind } = run;
  await statements.run(SAVE, replacing ?? null, id, id, partner, kind, started, JSON.stringify(run));
}

export async function forgetRuns(statements: Statements, before: string): Promise<void> {
  await statements.run(FORGET, milliseconds(before, 'internal', 'before'));
}
