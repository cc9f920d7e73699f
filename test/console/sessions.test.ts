import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomDPoPKeyPair } from 'openid-client';
import { createSessions, type Sessions } from '../../src/console/sessions.ts';
import type { HeldTokens } from '../../src/console/sign-in.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';

const MINUTE = 60_000;
const held: HeldTokens = { access: 'token', until: 9e9 };
let now: number;
let named: number;
let store: Store;
let sessions: Sessions;
beforeEach(async () => {
  [now, named] = [0, 0];
  store = await openSqliteStore({ file: ':memory:' });
  sessions = over(store);
});
afterEach(() => store.close());

/** As another process on the same store has them. */
function over(memory: Store): Sessions {
  const random = (): string => `r${++named}`;
  return createSessions({ idleMinutes: 30, hours: 10, most: 3 }, { memory, now: () => now, random });
}

async function begun(content: Parameters<Sessions['begin']>[0] = {}): Promise<string> {
  return (await sessions.begin(content)).id;
}

async function areThere(ids: readonly string[]): Promise<readonly boolean[]> {
  return Promise.all(ids.map(async (id) => (await sessions.find(id, false)) !== undefined));
}

describe('a session', () => {
  test('has a name and a form of its own', async () => {
    const [one, other] = [await begun(), await begun()];
    expect(one).not.toBe(other);
    expect((await sessions.find(one, true))?.form).not.toBe((await sessions.find(other, true))?.form);
    expect(await sessions.find('made-up', true)).toBeUndefined();
  });

  test('ends after its idle time, which begins anew with what is done and not with what waits', async () => {
    const id = await begun();
    now = 29 * MINUTE;
    expect(await sessions.find(id, true)).toBeDefined();
    now = 58 * MINUTE;
    expect(await sessions.find(id, false)).toBeDefined();
    now = 60 * MINUTE;
    expect(await sessions.find(id, false)).toBeUndefined();
    // And is not there again when the clock goes back.
    now = 58 * MINUTE;
    expect(await sessions.find(id, true)).toBeUndefined();
  });

  test('ends after its hours, whatever is done', async () => {
    const id = await begun();
    for (now = 0; now <= 600 * MINUTE; now += 20 * MINUTE) expect(await sessions.find(id, true)).toBeDefined();
    expect(await sessions.find(id, true)).toBeUndefined();
  });

  test('is the oldest to go where there are too many', async () => {
    const ids: string[] = [];
    for (now = 0; now < 4; now += 1) ids.push(await begun());
    expect(await areThere(ids)).toEqual([false, true, true, true]);
  });

  test('of who has signed in outlasts those that were only begun', async () => {
    const signedIn = [await begun({ held }), await begun({ held })];
    for (let times = 0; times < 10; times += 1) await begun();
    expect(await areThere(signedIn)).toEqual([true, true]);
  });

  test('is over when it is ended, and gets no tokens any more', async () => {
    const id = await begun({ held });
    await sessions.end(id);
    expect(await sessions.find(id, true)).toBeUndefined();
    expect(
      await sessions.renew(
        id,
        () => false,
        async () => held,
      ),
    ).toBeUndefined();
  });
});

describe('between processes', () => {
  test('a session is the same one, with the keys that its tokens are bound to', async () => {
    const key = await randomDPoPKeyPair('ES256', { extractable: true });
    const underWay = { state: 's', nonce: 'n', verifier: 'v', returnTo: '/console', key };
    const id = await begun({ held: { ...held, key, refresh: 'refresh' }, underWay });
    const found = await over(store).find(id, true);
    expect(found).toMatchObject({
      held: { access: 'token', refresh: 'refresh', until: 9e9 },
      underWay: { state: 's' },
    });
    const text = new TextEncoder().encode('text');
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' } as const;
    const signed = await crypto.subtle.sign(algorithm, found?.held?.key?.privateKey ?? key.publicKey, text);
    expect(await crypto.subtle.verify(algorithm, key.publicKey, signed, text)).toBe(true);
  });

  test('nothing of it stands in the store but what who has its name can read', async () => {
    const kept: string[] = [];
    const watching = new Proxy(store, {
      get: (target, name: keyof Store) => {
        const own = (target[name] as (...given: readonly unknown[]) => unknown).bind(target);
        return (...given: readonly unknown[]) => {
          kept.push(JSON.stringify(given));
          return own(...given);
        };
      },
    });
    const random = (): string => 'name-of-the-session';
    const mine = createSessions({ idleMinutes: 30, hours: 10 }, { memory: watching, now: () => now, random });
    const { id } = await mine.begin({ held: { access: 'secret-token', refresh: 'secret-refresh', until: 0 } });
    await mine.renew(
      id,
      () => false,
      async () => ({ access: 'secret-token', refresh: 'secret-again', until: 9e9 }),
    );
    expect(kept.length).toBeGreaterThan(3);
    expect(kept.filter((text) => /secret-|name-of-the-session/u.test(text))).toEqual([]);
  });

  test('of many who renew a token one does, and all of them have the new one', async () => {
    const id = await begun({ held: { access: 'old', refresh: 'once', until: 0 } });
    const asked: string[] = [];
    const renewed = async ({ refresh = '' }: HeldTokens): Promise<HeldTokens> => {
      asked.push(refresh);
      await new Promise((resolve) => setTimeout(resolve, 120));
      return { access: 'new', refresh: 'twice', until: 9e9 };
    };
    const isFresh = ({ access }: HeldTokens): boolean => access === 'new';
    const all = await Promise.all(
      [sessions, over(store), sessions, over(store)].map((one) => one.renew(id, isFresh, renewed)),
    );
    expect(all.map((session) => session?.held?.access)).toEqual(['new', 'new', 'new', 'new']);
    expect(asked).toEqual(['once']);
  });

  test('one that dies while it renews a token is waited for, and then not any more', async () => {
    const id = await begun({ held: { access: 'old', refresh: 'once', until: 0 } });
    const dead = sessions.renew(
      id,
      () => false,
      () => new Promise<never>(() => {}),
    );
    const isFresh = ({ access }: HeldTokens): boolean => access === 'new';
    const waiting = over(store).renew(id, isFresh, async () => ({ access: 'new', until: 9e9 }));
    await new Promise((resolve) => setTimeout(resolve, 120));
    now += MINUTE;
    expect((await waiting)?.held?.access).toBe('new');
    void dead;
  });

  test('a session whose token is not renewed any more is over for all', async () => {
    const id = await begun({ held: { access: 'old', until: 0 } });
    expect(
      await sessions.renew(
        id,
        () => false,
        async () => undefined,
      ),
    ).toBeUndefined();
    expect(await over(store).find(id, true)).toBeUndefined();
  });
});
