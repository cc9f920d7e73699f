import { setTimeout as wait } from 'node:timers/promises';
import type { KeptSession, SessionMemory } from '../store/session-memory.ts';
import type { Session } from './session.ts';
import { keyOfSession, openedWith, sealedWith } from './session-seal.ts';
import { sessionOf, sessionText } from './session-text.ts';
import type { HeldTokens } from './sign-in.ts';

/** Sessions by their random names. */
export interface Sessions {
  begin(content: Omit<Session, 'form'>): Promise<{ readonly id: string; readonly session: Session }>;
  /** Undefined where there is none, or where it has ended. `isUsed`: somebody did something, and did not only wait. */
  find(id: string, isUsed: boolean): Promise<Session | undefined>;
  /**
   * New tokens for a session: of all requests and processes that ask for them one gets them, and the others wait for those. A token
   * that renews is used once.
   *
   * @param isFresh whether tokens hold
   * @param renewed undefined: there are none any more, and the session ends
   */
  renew(
    id: string,
    isFresh: (held: HeldTokens) => boolean,
    renewed: (held: HeldTokens) => Promise<HeldTokens | undefined>,
  ): Promise<Session | undefined>;
  end(id: string): Promise<void>;
}

interface SessionRules {
  readonly idleMinutes: number;
  readonly hours: number;
  /** As many as are remembered; of those in which nobody has signed in the oldest goes first, then of the others. */
  readonly most?: number;
}

const MINUTE = 60_000;
/** Of the idle time, how much may pass before it is noted that a session was used: not every page is worth a write. */
const NOTED = 1 / 30;
/** For so long one request may take to get new tokens; then another tries. */
const CLAIM = 20_000;
const LOOK = 50;

/**
 * Sessions that every process on the same store knows: they end when nothing was done for so long, and after so many hours whatever was
 * done. What is kept of one can only be read by who has its name.
 *
 * @param now milliseconds since 1970
 * @param random a text that nobody can guess
 * @example
 * const sessions = createSessions({ idleMinutes: 30, hours: 10 }, { memory: store, now: Date.now, random });
 */
export function createSessions(
  { idleMinutes, hours, most = 10_000 }: SessionRules,
  {
    memory,
    now,
    random,
  }: { readonly memory: SessionMemory; readonly now: () => number; readonly random: () => string },
): Sessions {
  const idle = idleMinutes * MINUTE;
  const longest = hours * 60 * MINUTE;
  const instant = (time: number): string => new Date(time).toISOString();
  const isOver = ({ began, used }: KeptSession): boolean =>
    now() - Date.parse(used) > idle || now() - Date.parse(began) > longest;

  async function kept(id: string): Promise<{ readonly row: KeptSession; readonly session: Session } | undefined> {
    const key = keyOfSession(id);
    const row = await memory.session(key);
    if (row === undefined) return undefined;
    const text = isOver(row) ? undefined : openedWith(id, row.content);
    if (text !== undefined) return { row, session: await sessionOf(text) };
    await memory.endSession(key);
    return undefined;
  }

  return {
    async begin(content) {
      await memory.forgetSessions({ used: instant(now() - idle), began: instant(now() - longest) });
      const id = random();
      const session = { ...content, form: random() };
      const [began, used] = [instant(now()), instant(now())];
      const sealed = sealedWith(id, await sessionText(session));
      const isSignedIn = content.held !== undefined;
      await memory.beginSession({ key: keyOfSession(id), content: sealed, isSignedIn, revision: 1, began, used }, most);
      return { id, session };
    },
    async find(id, isUsed) {
      const found = await kept(id);
      if (found && isUsed && now() - Date.parse(found.row.used) > idle * NOTED)
        await memory.sessionUsed(found.row.key, instant(now()));
      return found?.session;
    },
    async renew(id, isFresh, renewed) {
      for (;;) {
        const found = await kept(id);
        const held = found?.session.held;
        if (!found || !held || isFresh(held)) return held && found?.session;
        const { key, revision } = found.row;
        const claim = { now: instant(now()), until: instant(now() + CLAIM) };
        if (!(await memory.claimSession(key, revision, claim))) {
          await wait(LOOK);
          continue;
        }
        const fresh = await renewed(held);
        if (fresh === undefined) {
          await memory.endSession(key);
          return undefined;
        }
        const session = { ...found.session, held: fresh };
        const isKept = await memory.changeSession(key, revision, sealedWith(id, await sessionText(session)));
        return isKept ? session : undefined;
      }
    },
    async end(id) {
      await memory.endSession(keyOfSession(id));
    },
  };
}
