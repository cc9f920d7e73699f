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

  test('closing commits what waits and refuses what comes later', async () => {
    const waiting = group.run(insert(1));
    group.close();
    await waiting;
    await expect(group.run(insert(2))).rejects.toMatchObject({ code: 'internal' });
    expect(ids()).toEqual([1]);
  });
});
