import type { CryptoKeyPair } from 'openid-client';

/** A sign-in that has begun: what the answer of the authority is held to. */
export interface SignInUnderWay {
  readonly state: string;
  readonly nonce: string;
  /** PKCE (RFC 7636). */
  readonly verifier: string;
  /** The page that was asked for. */
  readonly returnTo: string;
  /** What the token will be bound to. */
  readonly key: CryptoKeyPair;
  /** Who signs in; absent: somebody who works with plans. */
  readonly who?: 'herself';
}

/** Tokens of who signed in. They stay on the server. */
export interface HeldTokens {
  readonly access: string;
  /** Absent for a token that is bound to nothing. */
  readonly key?: CryptoKeyPair;
  readonly refresh?: string;
  /** When the access token ends: milliseconds since 1970. */
  readonly until: number;
  readonly who?: 'herself';
}

/** Lets people sign in at an authority (OpenID Connect, authorization code with PKCE). */
export interface SignIn {
  /** The person whose plan it is signs in somewhere too. */
  readonly isForHerselfToo?: true;
  /** Where the browser goes, and what is remembered of it meanwhile. */
  begin(returnTo: string, who?: 'herself'): Promise<{ readonly address: URL; readonly underWay: SignInUnderWay }>;
  /**
   * @param answer the whole address that the authority sent the browser back to
   * @throws SamplanError `unauthenticated` for an answer that is not to what was asked
   */
  finish(underWay: SignInUnderWay, answer: URL): Promise<HeldTokens>;
  /** Whether these hold, and go on to for a while. */
  isFresh(held: HeldTokens): boolean;
  /** Tokens that hold now, once those are not fresh; undefined where the person must sign in again. */
  fresh(held: HeldTokens): Promise<HeldTokens | undefined>;
}
