import {
  beginSql,
  CLAIM,
  COUNT,
  changeSql,
  END,
  FORGET,
  MAKE_ROOM,
  moment,
  SESSION,
  type SessionRow,
  toSession,
  USED,
} from '../rows/sessions.ts';
import type { KeptSession } from '../session-memory.ts';
import type { Statements } from './statements.ts';

const BEGIN = beginSql("seal('console_sessions.content', ?)");
const CHANGE = changeSql("seal('console_sessions.content', ?)");

export function readSession(statements: Statements, key: string): KeptSession | undefined {
  const row = statements.get<SessionRow>(SESSION, key);
  return row && toSession(row);
}

export function beginSession(statements: Statements, session: KeptSession, most: number): void {
  const { key, content, isSignedIn, revision, began, used } = session;
  const count = statements.get<{ readonly count: number }>(COUNT)?.count ?? 0;
  if (count >= most) statements.run(MAKE_ROOM, count - most + 1);
  statements.run(BEGIN, key, content, Number(isSignedIn), revision, moment(began), moment(used));
}

export function sessionUsed(statements: Statements, key: string, used: string): void {
  statements.run(USED, moment(used), key, moment(used));
}

export function claimSession(
  statements: Statements,
  key: string,
  revision: number,
  { now, until }: { readonly now: string; readonly until: string },
): boolean {
  return statements.run(CLAIM, moment(until), key, revision, moment(now)) === 1;
}

export function changeSession(statements: Statements, key: string, revision: number, content: string): boolean {
  return statements.run(CHANGE, content, key, revision) === 1;
}

export function endSession(statements: Statements, key: string): void {
  statements.run(END, key);
}

export function forgetSessions(
  statements: Statements,
  { used, began }: { readonly used: string; readonly began: string },
): void {
  statements.run(FORGET, moment(used), moment(began));
}
