import type { HeldTokens, SignInUnderWay } from './sign-in.ts';

/** What the server remembers of a browser. Nothing of it but its random name ever leaves. */
export interface Session {
  /** Stands in every form of the session, and must come back with it. */
  readonly form: string;
  /** Tokens of who signed in. */
  readonly held?: HeldTokens;
  /** A sign-in that has begun and not ended. */
  readonly underWay?: SignInUnderWay;
}
