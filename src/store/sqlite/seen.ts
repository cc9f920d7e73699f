import type { Seen } from '../store.ts';
import type { Statements } from './statements.ts';

const IS_SEEN = 'SELECT 1 AS seen FROM seen_versions WHERE partner = ? AND type = ? AND peer_id = ? AND version = ?';
const MARK = `
  INSERT INTO seen_versions (partner, type, peer_id, version) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`;

/** Which of the versions were taken in before, in their order. */
export function readSeen(statements: Statements, versions: readonly Seen[]): readonly boolean[] {
  return versions.map(
    ({ partner, type, peerId, version }) => statements.get(IS_SEEN, partner, type, peerId, version) !== undefined,
  );
}

export function markSeen(statements: Statements, { partner, type, peerId, version }: Seen): void {
  statements.run(MARK, partner, type, peerId, version);
}
