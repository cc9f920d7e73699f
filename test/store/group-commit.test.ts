import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SamplanError } from '../../src/errors.ts';
import { GroupCommit } from '../../src/store/sqlite/group-commit.ts';

describe('GroupCommit', () => {
  let database: DatabaseSync;
  let executed: string[];
  let group: GroupCommit;
  beforeEach(() => {
    database = new DatabaseSync(':memory:');
    database.exec(`
      CREATE TABLE parents (id INTEGER PRIMARY KEY) STRICT;
      CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED) STRICT;`);
    executed = [];
    const exec = database.exec.bind(database);
    database.exec = (sql) => {
      executed.push(sql);
      exec(sql);
    };
    group = new GroupCommit(database);
  });
  afterEach(() => database.close());

  const insert = (id: number) => () => database.prepare('INSERT INTO parents (id) VALUES (?)').run(id).changes;
  const ids = () =>
    database
      .prepare('SELECT id FROM parents ORDER BY id')
      .all()
      .map((row) => row['id']);

  test('what arrives in one tick shares one transaction', async () => {
    await Promise.all([1, 2, 3].map((id) => group.run(insert(id))));
    expect(executed.filter((sql) => sql === 'COMMIT')).toHaveLength(1);
    await group.run(insert(4));
    expect(executed.filter((sql) => sql === 'COMMIT')).toHaveLength(2);
    expect(ids()).toEqual([1, 2, 3, 4]);
  });

  test('resolves only after COMMIT', async () => {
    const order: string[] = [];
    const exec = database.exec;
    database.exec = (sql) => {
      exec.call(database, sql);
      order.push(sql);
    };
    await Promise.all([1, 2].map((id) => group.run(insert(id)).then(() => order.push(`resolved ${id}`))));
    expect(order.slice(-3)).toEqual(['COMMIT', 'resolved 1', 'resolved 2']);
  });

  test('work that throws half way is undone alone', async () => {
    const half = () => {
      insert(2)();
      throw new Error('half way');
    };
    const outcomes = await Promise.allSettled([group.run(insert(1)), group.run(half), group.run(insert(3))]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(ids()).toEqual([1, 3]);
  });

  test('when COMMIT fails, all reject with SamplanError, nothing stands, and the next group goes through', async () => {
    const orphan = () => database.exec('INSERT INTO children (parent) VALUES (99)');
    const outcomes = await Promise.allSettled([group.run(insert(1)), group.run(orphan), group.run(insert(2))]);
    for (const outcome of outcomes) {
      expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(SamplanError);
    }
    expect(ids()).toEqual([]);
    await group.run(insert(3));
    expect(ids()).toEqual([3]);
  });

  test('when SQLite undoes the transaction itself, all reject and nothing stands', async () => {
    const undone = () => {
      database.exec('ROLLBACK');
      throw new Error('disk I/O error');
    };
    const outcomes = await Promise.allSettled([group.run(insert(1)), group.run(undone), group.run(insert(2))]);
    const cause = { message: 'disk I/O error' };
    expect(outcomes).toMatchObject([{ reason: { cause } }, { reason: { cause } }, { reason: { cause } }]);
    expect(ids()).toEqual([]);
    await group.run(insert(3));
    expect(ids()).toEqual([3]);
  });

  describe('on a disk', () => {
    let synced: string[];
    let waiting: PromiseWithResolvers<void>[];
    beforeEach(() => {
      synced = [];
      waiting = [];
      const durability = {
        sync: () => {
          const sync = Promise.withResolvers<void>();
          waiting.push(sync);
          synced.push(`sync with ${ids().join(', ')}`);
          return sync.promise;
        },
        syncAtOnce: () => void synced.push(`at once with ${ids().join(', ')}`),
      };
      group = new GroupCommit(database, durability);
    });

    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const tells = (id: number) => group.run(insert(id)).then(() => void synced.push(`told ${id}`));

    test('a change is told once it is there, and what is committed meanwhile shares the next sync', async () => {
      const told = [tells(1)];
      await turn();
      told.push(tells(2), tells(3));
      await turn();
      told.push(tells(4));
      await turn();
      expect(synced).toEqual(['sync with 1']);
      waiting[0]?.resolve();
      await turn();
      expect(synced.slice(1).sort()).toEqual(['sync with 1, 2, 3, 4', 'told 1']);
      waiting[1]?.resolve();
      await Promise.all(told);
      expect(synced.slice(3)).toEqual(['told 2', 'told 3', 'told 4']);
    });

    test('what changes nothing waits for nothing', async () => {
      const told = tells(1);
      await turn();
      expect(await group.run(() => ids())).toEqual([1]);
      expect(synced).toEqual(['sync with 1']);
      waiting[0]?.resolve();
      await told;
    });

    test('a disk that fails rejects all that is not surely there, and takes nothing more', async () => {
      const outcomes = Promise.allSettled([group.run(insert(1))]);
      await turn();
      const later = Promise.allSettled([group.run(insert(2))]);
      await turn();
      waiting[0]?.reject(new Error('EIO'));
      const rejected = { status: 'rejected', reason: { code: 'internal', cause: { message: 'EIO' } } };
      expect([...(await outcomes), ...(await later)]).toMatchObject([rejected, rejected]);
      await expect(group.run(insert(3))).rejects.toMatchObject({ code: 'internal' });
      expect(ids()).toEqual([1, 2]);
    });

    test('closing brings everything there', async () => {
      const told = [tells(1)];
      await turn();
      told.push(tells(2));
      await turn();
      told.push(tells(3));
      group.close();
      expect(synced).toEqual(['sync with 1', 'at once with 1, 2, 3']);
      waiting[0]?.resolve();
      await Promise.all(told);
    });
  });

  test('closing commits what waits and refuses what comes later', async () => {
    const waiting = group.run(insert(1));
    group.close();
    await waiting;
    await expect(group.run(insert(2))).rejects.toMatchObject({ code: 'internal' });
    expect(ids()).toEqual([1]);
  });
});
