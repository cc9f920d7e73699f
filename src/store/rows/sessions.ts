import { milliseconds } from '../instant.ts';
import type { KeptSession } from '../session-memory.ts';

export const SESSION = `
  SELECT key, unseal('console_sessions.content', content) AS content, signed_in, revision, began, used
  FROM console_sessions WHERE key = ?`;
export const COUNT = 'SELECT count(*) AS count FROM console_sessions';
export const MAKE_ROOM = `
  DELETE FROM console_sessions WHERE key IN (
    SELECT key FROM console_sessions ORDER BY signed_in, began, key LIMIT 0 + ?)`;
/** What is sealed differs by store. */
export const beginSql = (sealed: string): string => `
  INSERT INTO console_sessions (key, content, signed_in, revision, began, used) VALUES (?, ${sealed}, ?, ?, ?, ?)`;
export const USED = 'UPDATE console_sessions SET used = ? WHERE key = ? AND used < ?';
export const CLAIM = 'UPDATE console_sessions SET claimed = ? WHERE key = ? AND revision = ? AND claimed <= ?';
export const changeSql = (sealed: string): string => `
  UPDATE console_sessions SET content = ${sealed}, revision = revision + 1, claimed = 0 WHERE key = ? AND revision = ?`;
export const END = 'DELETE FROM console_sessions WHERE key = ?';
export const FORGET = 'DELETE FROM console_sessions WHERE used < ? OR began < ?';

export interface SessionRow {
  readonly key: string;
  readonly content: string;
  readonly signed_in: number;
  readonly revision: number;
  readonly began: number;
  readonly used: number;
}

export function toSession({ signed_in, began, used, ...row }: SessionRow): KeptSession {
  return {
    ...row,
    isSignedIn: signed_in === 1,
    began: new Date(began).toISOString(),
    used: new Date(used).toISOString(),
  };
}

/** An instant of a session, in milliseconds. */
export function moment(instant: string): number {
  return milliseconds(instant, 'internal', 'session');
}
