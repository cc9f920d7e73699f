import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Migration, readMigrations } from '../../src/store/migrations.ts';
import { migrate } from '../../src/store/sqlite/migrate.ts';

const one: Migration = {
  number: 1,
  name: '0001-one.sql',
  sql: 'CREATE TABLE one (a TEXT) STRICT;\nCREATE INDEX i ON one (a);',
};
const two: Migration = {
  number: 2,
  name: '0002-two.sql',
  sql: "ALTER TABLE one ADD COLUMN b TEXT NOT NULL DEFAULT 'x'",
};

const three: Migration = { number: 3, name: '0003-three.sql', sql: 'CREATE TABLE three (c TEXT) STRICT' };

describe('migrate', () => {
  let database: DatabaseSync;
  beforeEach(() => {
    database = new DatabaseSync(':memory:');
  });
  afterEach(() => database.close());

  const attempt = (...migrations: Migration[]) => {
    try {
      migrate(database, migrations);
      return undefined;
    } catch (error) {
      return error;
    }
  };
  const schema = () => database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
  const applied = () => database.prepare('SELECT number, name FROM migrations ORDER BY number').all();

  test('applies all in order to a fresh database', () => {
    migrate(database, [one, two]);
    expect(applied()).toMatchObject([
      { number: 1, name: '0001-one.sql' },
      { number: 2, name: '0002-two.sql' },
    ]);
    database.exec("INSERT INTO one (a) VALUES ('1')");
    expect(database.prepare('SELECT b FROM one').get()).toMatchObject({ b: 'x' });
  });

  test('changes nothing the second time', () => {
    migrate(database, [one, two]);
    const before = schema();
    migrate(database, [one, two]);
    expect(schema()).toEqual(before);
  });

  test('adds what is new and keeps the data', () => {
    migrate(database, [one]);
    database.exec("INSERT INTO one (a) VALUES ('1')");
    migrate(database, [one, two]);
    expect(database.prepare('SELECT a, b FROM one').get()).toMatchObject({ a: '1', b: 'x' });
  });

  test('refuses a migration that was changed after it was applied, and applies nothing more', () => {
    migrate(database, [one]);
    const before = schema();
    const error = attempt({ ...one, sql: `${one.sql} -- mended` }, two);
    expect(error).toMatchObject({ code: 'configuration', where: '0001-one.sql' });
    expect(schema()).toEqual(before);
  });

  test('does not mind other line ends', () => {
    migrate(database, [one]);
    expect(attempt({ ...one, sql: one.sql.replaceAll('\n', '\r\n') })).toBeUndefined();
  });

  test('refuses a database that is newer than the program, and leaves it alone', () => {
    migrate(database, [one, two]);
    const before = schema();
    expect(attempt(one)).toMatchObject({ code: 'configuration', where: '0002-two.sql' });
    expect(schema()).toEqual(before);
  });

  test('works with a database that is newer, where all that came since only added, and changes nothing of it', () => {
    const added = [
      { ...two, worksFrom: 1 },
      { ...three, worksFrom: 1 },
    ];
    migrate(database, [one, ...added]);
    const before = schema();
    expect(attempt(one)).toBeUndefined();
    database.exec("INSERT INTO one (a) VALUES ('1')");
    expect(schema()).toEqual(before);
    expect(attempt(one, ...added)).toBeUndefined();
  });

  test.each<[string, Migration[], string]>([
    ['the last of them takes away', [{ ...two, worksFrom: 1 }, three], '0003-three.sql'],
    ['one of them takes away', [two, { ...three, worksFrom: 2 }], '0002-two.sql'],
    [
      'it needs what the program does not know',
      [
        { ...two, worksFrom: 1 },
        { ...three, worksFrom: 2 },
      ],
      '0003-three.sql',
    ],
  ])('refuses a newer database where %s', (_why, since, where) => {
    migrate(database, [one, ...since]);
    expect(attempt(one)).toMatchObject({ code: 'configuration', where });
  });

  test('refuses a step that it skipped, whatever that says', () => {
    migrate(database, [one, { ...two, worksFrom: 1 }]);
    expect(attempt(one, three)).toMatchObject({ code: 'configuration', where: '0002-two.sql' });
  });

  test('goes on with a database from before it was written down what works with it', () => {
    migrate(database, [one]);
    database.exec('ALTER TABLE migrations DROP COLUMN works_from');
    migrate(database, [one, two]);
    expect(applied()).toHaveLength(2);
  });

  test('a migration that fails leaves the database as it was before it', () => {
    const broken: Migration = {
      number: 2,
      name: '0002-broken.sql',
      sql: 'CREATE TABLE half (a TEXT); SELECT nonsense FROM nothing;',
    };
    expect(attempt(one, broken)).toMatchObject({ code: 'configuration' });
    expect(applied()).toMatchObject([{ number: 1 }]);
    expect(schema().map((row) => row['name'])).not.toContain('half');
    expect(attempt(one, two)).toBeUndefined();
  });

  test("the program's own are numbered from 1, each number once", async () => {
    const numbers = (await readMigrations('sqlite')).map((migration) => migration.number);
    expect(numbers).toEqual([...new Set(numbers)].sort((left, right) => left - right));
    expect(numbers[0]).toBe(1);
    expect(numbers.length).toBeGreaterThan(0);
  });
});
