import { beforeEach, describe, expect, test } from '@jest/globals';
import { createSessions, type Sessions } from '../../src/console/sessions.ts';

const MINUTE = 60_000;
let now: number;
let named: number;
let sessions: Sessions;
beforeEach(() => {
  [now, named] = [0, 0];
  sessions = createSessions({ idleMinutes: 30, hours: 10, most: 3 }, { now: () => now, random: () => `r${++named}` });
});

describe('a session', () => {
  test('has a name and a form of its own', () => {
    const [one, other] = [sessions.begin({}), sessions.begin({})];
    expect(one).not.toBe(other);
    expect(sessions.find(one, true)?.form).not.toBe(sessions.find(other, true)?.form);
    expect(sessions.find('made-up', true)).toBeUndefined();
  });

  test('ends after its idle time, which begins anew with what is done and not with what waits', () => {
    const id = sessions.begin({});
    now = 29 * MINUTE;
    expect(sessions.find(id, true)).toBeDefined();
    now = 58 * MINUTE;
    expect(sessions.find(id, false)).toBeDefined();
    now = 60 * MINUTE;
    expect(sessions.find(id, false)).toBeUndefined();
    // And is not there again when the clock goes back.
    now = 58 * MINUTE;
    expect(sessions.find(id, true)).toBeUndefined();
  });

  test('ends after its hours, whatever is done', () => {
    const id = sessions.begin({});
    for (now = 0; now <= 600 * MINUTE; now += 20 * MINUTE) expect(sessions.find(id, true)).toBeDefined();
    expect(sessions.find(id, true)).toBeUndefined();
  });

  test('is the oldest to go where there are too many', () => {
    const ids = [0, 1, 2, 3].map(() => sessions.begin({}));
    expect(ids.map((id) => sessions.find(id, true) !== undefined)).toEqual([false, true, true, true]);
  });

  test('of who has signed in outlasts those that were only begun', () => {
    const held = { access: 'token', until: 9e9 };
    const signedIn = [sessions.begin({ held }), sessions.begin({ held })];
    for (let times = 0; times < 10; times += 1) sessions.begin({});
    expect(signedIn.map((id) => sessions.find(id, true) !== undefined)).toEqual([true, true]);
  });

  test('is over when it is ended, and stays over when it is changed', () => {
    const id = sessions.begin({});
    const session = sessions.find(id, true);
    sessions.end(id);
    if (session) sessions.change(id, session);
    expect(sessions.find(id, true)).toBeUndefined();
  });
});
