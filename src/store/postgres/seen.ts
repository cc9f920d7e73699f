import { milliseconds } from '../instant.ts';
import type { Seen } from '../store.ts';
import type { Statements } from './statements.ts';

const THESE = `
  SELECT k.place FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) WITH ORDINALITY AS k (partner, type, peer_id, version, place)
    JOIN seen_versions s ON s.partner = k.partner AND s.type = k.type AND s.peer_id = k.peer_id AND s.version = k.version`;
const FORGET = 'DELETE FROM seen_versions WHERE partner = ? AND met_at < ?';

/** Which of the versions were taken in before, in their order. */
export async function readSeen(statements: Statements, versions: readonly Seen[]): Promise<readonly boolean[]> {
  const column = (of: (version: Seen) => string): readonly string[] => versions.map(of);
  const rows = await statements.all<{ readonly place: number }>(
    THESE,
    column(({ partner }) => partner),
    column(({ type }) => type),
    column(({ peerId }) => peerId),
    column(({ version }) => version),
  );
  const found = new Set(rows.map(({ place }) => place));
  return versions.map((_version, index) => found.has(index + 1));
}

export async function forgetSeen(statements: Statements, partner: string, before: string): Promise<void> {
  await statements.run(FORGET, partner, milliseconds(before, 'internal', 'before'));
}
