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

const BEGIN = beginSql('?');
const CHANGE = changeSql('?');

export async function readSession(statements: Statements, key: string): Promise<KeptSession | undefined> {
  const row = await statements.get<SessionRow>(SESSION, key);
  return row && toSession(row);
}

export async function beginSession(statements: Statements, session: KeptSession, most: number): Promise<void> {
  const { key, content, isSignedIn, revision, began, used } = session;
  const count = (await statements.get<{ readonly count: number }>(COUNT))?.count ?? 0;
  if (count >= most) await statements.run(MAKE_ROOM, count - most + 1);
  const text = statements.seals.seal('console_sessions.content', content);
  await statements.run(BEGIN, key, text, Number(isSignedIn), revision, moment(began), moment(used));
}

export async function sessionUsed(statements: Statements, key: string, used: string): Promise<void> {
  await statements.run(USED, moment(used), key, moment(used));
}

export async function claimSession(
  statements: Statements,
  key: string,
  revision: number,
  { now, until }: { readonly now: string; readonly until: string },
): Promise<boolean> {
  return (await statements.run(CLAIM, moment(until), key, revision, moment(now))) === 1;
}

export async function changeSession(
  statements: Statements,
  key: string,
  revision: number,
  content: string,
): Promise<boolean> {
  return (
    (await statements.run(CHANGE, statements.seals.seal('console_sessions.content', content), key, revision)) === 1
  );
}

export async function endSession(statements: Statements, key: string): Promise<void> {
  await statements.run(END, key);
}

export async function forgetSessions(
  statements: Statements,
  { used, began }: { readonly used: string; readonly began: string },
): Promise<void> {
  await statements.run(FORGET, moment(used), moment(began));
}
