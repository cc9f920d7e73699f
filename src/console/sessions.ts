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

/** Sessions by their random names. */
export interface Sessions {
  begin(content: Omit<Session, 'form'>): string;
  /** Undefined where there is none, or where it has ended. `isUsed`: somebody did something, and did not only wait. */
  find(id: string, isUsed: boolean): Session | undefined;
  change(id: string, session: Session): void;
  end(id: string): void;
}

interface SessionRules {
  readonly idleMinutes: number;
  readonly hours: number;
  /** As many as are remembered; of those in which nobody has signed in the oldest goes first, then of the others. */
  readonly most?: number;
}

interface Kept {
  readonly session: Session;
  readonly began: number;
  readonly used: number;
}

const MINUTE = 60_000;

/**
 * Sessions in the memory of this process: they end when nothing was done for so long, after so many hours whatever was done, and when the
 * process ends.
 *
 * @param now milliseconds since 1970
 * @param random a text that nobody can guess
 * @example
 * const sessions = createSessions({ idleMinutes: 30, hours: 10 }, { now: Date.now, random: () => randomBytes(32).toString('base64url') });
 */
export function createSessions(
  { idleMinutes, hours, most = 10_000 }: SessionRules,
  { now, random }: { readonly now: () => number; readonly random: () => string },
): Sessions {
  const kept = new Map<string, Kept>();

  const isOver = ({ began, used }: Kept): boolean =>
    now() - used > idleMinutes * MINUTE || now() - began > hours * 60 * MINUTE;

  /** Whoever began a sign-in again and again would else put out who has signed in. */
  const leastMissed = (): string => {
    const [oldest = ''] = kept.keys();
    for (const [id, { session }] of kept) if (session.held === undefined) return id;
    return oldest;
  };

  return {
    begin(content) {
      for (const [id, one] of kept) if (isOver(one)) kept.delete(id);
      if (kept.size >= most) kept.delete(leastMissed());
      const id = random();
      kept.set(id, { session: { ...content, form: random() }, began: now(), used: now() });
      return id;
    },
    find(id, isUsed) {
      const found = kept.get(id);
      if (found === undefined || isOver(found)) {
        kept.delete(id);
        return undefined;
      }
      if (isUsed) kept.set(id, { ...found, used: now() });
      return found.session;
    },
    change(id, session) {
      const found = kept.get(id);
      if (found) kept.set(id, { ...found, session });
    },
    end(id) {
      kept.delete(id);
    },
  };
}
