import type { KeptSession, SessionMemory } from '../session-memory.ts';
import {
  beginSession,
  changeSession,
  claimSession,
  endSession,
  forgetSessions,
  readSession,
  sessionUsed,
} from './sessions.ts';
import { SqliteDutyMemory } from './sqlite-duty-memory.ts';

/** Sessions of the console, on top of what is owed; SqliteStore adds records and links. Not with the group: nobody waits for the disk. */
export class SqliteSessionMemory extends SqliteDutyMemory implements SessionMemory {
  async session(key: string): Promise<KeptSession | undefined> {
    return this.answer((statements) => readSession(statements, key));
  }

  async beginSession(session: KeptSession, most: number): Promise<void> {
    return this.answer((statements) => beginSession(statements, session, most));
  }

  async sessionUsed(key: string, used: string): Promise<void> {
    return this.answer((statements) => sessionUsed(statements, key, used));
  }

  async claimSession(
    key: string,
    revision: number,
    claim: { readonly now: string; readonly until: string },
  ): Promise<boolean> {
    return this.answer((statements) => claimSession(statements, key, revision, claim));
  }

  async changeSession(key: string, revision: number, content: string): Promise<boolean> {
    return this.answer((statements) => changeSession(statements, key, revision, content));
  }

  async endSession(key: string): Promise<void> {
    return this.answer((statements) => endSession(statements, key));
  }

  async forgetSessions(before: { readonly used: string; readonly began: string }): Promise<void> {
    return this.answer((statements) => forgetSessions(statements, before));
  }
}
