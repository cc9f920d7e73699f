import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { isGone, leaseOwner } from '../../src/sync/lease-owner.ts';

/** A process that has ended; its number is not given out again so soon. */
const ended = (): number => spawnSync(process.execPath, ['--version']).pid;

/** An owner as that process would have named itself here. */
const endedOwner = (): string => leaseOwner('x').replace(`/${process.pid}/`, `/${ended()}/`);

describe('lease owner', () => {
  test('this process is not gone', () => {
    expect(isGone(leaseOwner('x'))).toBe(false);
  });

  test('a process of this machine that has ended is gone', () => {
    expect(isGone(endedOwner())).toBe(true);
  });

  test('a process of a container that shares our host name is not ours to judge', () => {
    expect(isGone(endedOwner().replace(hostname(), `${hostname()}@another`))).toBe(false);
    const inAnother = endedOwner().replace(/@pid:\[\d+\]/u, '@pid:[1]');
    expect(isGone(inAnother)).toBe(!endedOwner().includes('@pid:'));
  });

  test.each(['another-machine/1/x', 'another-machine/999999999/x', '', 'x', `${hostname()}/x/y`])(
    'nobody can tell of %p, so it is not gone',
    (owner) => {
      expect(isGone(owner)).toBe(false);
    },
  );

  test('a killed process does not keep its lease, a living one does', async () => {
    const store = await openSqliteStore({ file: ':memory:', isGone });
    const [now, until] = ['2026-11-22T10:00:00.000Z', '2026-11-22T10:01:00.000Z'];
    const dead = await store.acquireLease('partner:a', endedOwner(), now, until);
    const next = await store.acquireLease('partner:a', leaseOwner('1'), now, until);
    expect(next?.token).toBeGreaterThan(dead?.token ?? Number.NaN);
    expect(await store.acquireLease('partner:a', leaseOwner('2'), now, until)).toBeUndefined();
    await store.close();
  });
});
