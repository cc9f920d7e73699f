/** A browser's session at the console, as it is kept: nothing in it names anybody, and who lacks the browser's cookie cannot read it. */
export interface KeptSession {
  /** A hash of the session's random name. */
  readonly key: string;
  /** Sealed with the session's name (src/console/sessions.ts). */
  readonly content: string;
  /** Whether somebody has signed in: such a one outlasts those that were only begun. */
  readonly isSignedIn: boolean;
  /** One more with each change of its content. */
  readonly revision: number;
  /** ISO 8601. */
  readonly began: string;
  readonly used: string;
}

/** Sessions of the console; part of Store, so that every process knows them. What was written last may be lost in a crash. */
export interface SessionMemory {
  session(key: string): Promise<KeptSession | undefined>;
  /** @param most as many as there may be: of those in which nobody has signed in the oldest makes room, then of the others */
  beginSession(session: KeptSession, most: number): Promise<void>;
  /** @param used ISO 8601; it never goes back */
  sessionUsed(key: string, used: string): Promise<void>;
  /** False where it is not at this revision any more, or somebody else has it for a change: until then nobody else gets it (ISO 8601). */
  claimSession(
    key: string,
    revision: number,
    claim: { readonly now: string; readonly until: string },
  ): Promise<boolean>;
  /** New content, for who has it at this revision; ends a claim. False where it is not at it any more. */
  changeSession(key: string, revision: number, content: string): Promise<boolean>;
  endSession(key: string): Promise<void>;
  /** Forgets those that were used before, or began before (ISO 8601). */
  forgetSessions(before: { readonly used: string; readonly began: string }): Promise<void>;
}
