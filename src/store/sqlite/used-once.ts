import { milliseconds } from '../instant.ts';
import type { Statements } from './statements.ts';

const USE = 'INSERT OR IGNORE INTO used_once (key, until) VALUES (?, ?)';
/** A few at a time: nobody waits for many to be forgotten, and more are forgotten than come. */
const FORGET = 'DELETE FROM used_once WHERE key IN (SELECT key FROM used_once WHERE until <= ? ORDER BY until LIMIT 8)';

/** False when the key was used before. One statement decides, so that of two processes one gets it. */
export function useOnce(statements: Statements, key: string, until: string, now: string): boolean {
  statements.run(FORGET, milliseconds(now, 'internal', 'now'));
  return statements.run(USE, key, milliseconds(until, 'internal', 'until')) === 1;
}
