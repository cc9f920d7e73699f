import { milliseconds } from '../instant.ts';
import type { Seen } from '../store.ts';
import type { Statements } from './statements.ts';

const IS_SEEN = 'SELECT 1 AS seen FROM seen_versions WHERE partner = ? AND type = ? AND peer_id = ? AND version = ?';
const MARK = `
  INSERT INTO seen_versions (partner, type, peer_id, version, met_at) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET met_at = excluded.met_at`;
const FORGET = 'DELETE FROM seen_versions WHERE partner = ? AND met_at < ?';
const FORGET_ALL = 'DELETE FROM seen_versions WHERE partner = ?';

/** Which of the versions were taken in before, in their order. */
export function readSeen(statements: Statements, versions: readonly Seen[]): readonly boolean[] {
  return versions.map(
    ({ partner, type, peerId, version }) => statements.get(IS_SEEN, partner, type, peerId, version) !== undefined,
  );
}

/** @param now our clock, ISO 8601: what a later pull does not meet again is forgotten by it */
export function markSeen(statements: Statements, { partner, type, peerId, version }: Seen, now: string): void {
  statements.run(MARK, partner, type, peerId, version, milliseconds(now, 'internal', 'now'));
}

export function forgetSeen(statements: Statements, partner: string, before: string): void {
  statements.run(FORGET, partner, milliseconds(before, 'internal', 'before'));
}

export function forgetAllSeen(statements: Statements, partner: string): void {
  statements.run(FORGET_ALL, partner);
}
