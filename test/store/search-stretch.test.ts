import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SearchFilter, SortKey } from '../../src/search/filter.ts';
import { rowHolds } from '../../src/search/matches.ts';
import { encodePlace } from '../../src/search/order.ts';
import { readMigrations } from '../../src/store/migrations.ts';
import { migrate } from '../../src/store/sqlite/migrate.ts';
import { useKeys, withoutSeals } from '../../src/store/sqlite/sealed-columns.ts';
import { pageOf, STRETCH, search } from '../../src/store/sqlite/search.ts';
import { Statements } from '../../src/store/sqlite/statements.ts';

const NAME: SearchFilter = { kind: 'string', name: 'name', values: [{ how: 'starts', text: 'malesen' }] };
const MALE: SearchFilter = { kind: 'token', name: 'gender', values: [{ code: 'male' }] };
const EVER: SearchFilter = { kind: 'date', name: '_lastUpdated', within: [{ lowFrom: 0 }] };
const SINCE: SearchFilter = {
  kind: 'date',
  name: '_lastUpdated',
  within: [{ lowBefore: 1 }, { lowFrom: 1, highUpTo: 1_000_000 }],
};
const COUNT = 25;
const BY_TIME: readonly SortKey[] = [{ name: '_lastUpdated', descending: true }];

let database: DatabaseSync;
let opened = 0;
beforeEach(async () => {
  database = new DatabaseSync(':memory:');
  useKeys(database, undefined);
  database.function('row_holds', { directOnly: true }, (value, asked) => {
    opened += 1;
    return Number(rowHolds(JSON.parse(String(value)), JSON.parse(String(asked))));
  });
  migrate(database, await readMigrations('sqlite'));
  database.exec(`INSERT INTO search_parameters VALUES (1, 'Patient', 'name'), (2, 'Patient', 'gender')`);
});
afterEach(() => database.close());

/** Persons whose names begin alike, of whom some are called so and are men; the later ones changed first. */
function people(count: number, isFound: (place: number) => boolean): Statements {
  const add = (sql: string) => database.prepare(sql);
  const version = add(`INSERT INTO versions (seq, type, id, version, deleted, body) VALUES (?, 'Patient', ?, 1, 0, ?)`);
  const current = add(
    `INSERT INTO current_versions (type, id, seq, version, deleted, last_updated) VALUES ('Patient', ?, ?, 1, 0, ?)`,
  );
  const name = add(`INSERT INTO private_rows VALUES (1, 'mal', ?, ?, 0)`);
  const gender = add(`INSERT INTO token_rows VALUES (2, '', ?, ?, 0)`);
  database.exec('BEGIN');
  for (let seq = 1; seq <= count; seq += 1) {
    const id = `p${seq}`;
    version.run(seq, id, JSON.stringify({ resourceType: 'Patient', id }));
    current.run(id, seq, count - Math.floor(seq / 3));
    name.run(JSON.stringify({ kind: 'string', text: isFound(seq) ? 'Målesen' : 'Malt' }), seq);
    // Whoever has two names of one beginning is found once.
    if (isFound(seq)) name.run(JSON.stringify({ kind: 'string', text: 'Målesen, Kari' }), seq);
    gender.run(isFound(seq) ? 'male' : 'female', seq);
  }
  database.exec('COMMIT');
  return new Statements(database, withoutSeals);
}

describe('a page of what very many fulfil', () => {
  const openedFor = (count: number): number => {
    const statements = people(count, () => true);
    opened = 0;
    const { resources, next } = search(statements, { type: 'Patient', filters: [NAME], count: COUNT, total: 'none' });
    expect([resources.length, typeof next]).toEqual([COUNT, 'string']);
    database.exec(
      'DELETE FROM private_rows; DELETE FROM token_rows; DELETE FROM current_versions; DELETE FROM versions',
    );
    return opened;
  };

  test('opens as many rows whether two thousand or eight have the name', () => {
    const few = openedFor(2 * STRETCH);
    expect(few).toBeLessThanOrEqual(2 * (COUNT + 1));
    expect(openedFor(8 * STRETCH)).toBe(few);
  });

  test.each([
    ['commits', [], 'current_by_seq (type=? AND seq>? AND seq<?)'],
    ['time', BY_TIME, 'current_by_last_updated (type=? AND (last_updated,seq)>(?,?) AND (last_updated,seq)<(?,?))'],
  ] as const)('is read in the order of %s until it is full: nothing is put together or sorted', (_, sort, index) => {
    const after = encodePlace(sort, sort.length === 0 ? [1] : [1, 1]);
    const until = sort.length === 0 ? [9] : [1, 9];
    const { sql } = pageOf({ type: 'Patient', filters: [MALE, NAME], sort, count: COUNT, after }, { until });
    const steps = database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
    expect(steps[0]).toContain(index);
    expect(steps).toContainEqual(
      expect.stringMatching(/^SEARCH t (?:EXISTS )?USING .*token_rows_by_seq \(seq=\? AND parameter=\?\)/),
    );
    expect(steps).toContainEqual(
      expect.stringMatching(/^SEARCH t (?:EXISTS )?USING .*private_rows_by_seq \(seq=\? AND parameter=\?\)/),
    );
    expect(steps.filter((step) => /LIST SUBQUERY \d+$|TEMP B-TREE/.test(step) && !/json/.test(step))).toEqual([]);
  });
});

describe('pages are the same, in the same order, however many fulfil what is asked', () => {
  const COUNTS: readonly (readonly [string, (place: number) => boolean])[] = [
    ['all', () => true],
    ['every second', (place) => place % 2 === 0],
    ['one of a hundred', (place) => place % 100 === 0],
    ['the last only', (place) => place > 3 * STRETCH - 7],
    ['the first only', (place) => place < 9],
    ['nobody', () => false],
  ];
  test.each(COUNTS)('%s', (_, isFound) => {
    const all = 3 * STRETCH;
    const statements = people(all, isFound);
    const places = Array.from({ length: all }, (_one, index) => index + 1).filter(isFound);
    for (const sort of [[], [{ name: '_lastUpdated' }], BY_TIME]) {
      for (const filters of [[NAME], [MALE], [MALE, NAME], [MALE, EVER], [NAME, EVER, SINCE]]) {
        const seen: (string | undefined)[] = [];
        let after: string | undefined;
        do {
          const page = search(statements, { type: 'Patient', filters, count: 400, sort, ...(after ? { after } : {}) });
          expect(page.total).toBe(places.length);
          seen.push(...page.resources.map(({ resource }) => resource.id));
          after = page.next;
        } while (after !== undefined);
        const time = (place: number): number => all - Math.floor(place / 3);
        const ordered =
          sort.length === 0
            ? places
            : places.toSorted((one, other) => (time(one) - time(other) || one - other) * (sort === BY_TIME ? -1 : 1));
        expect(seen).toEqual(ordered.map((place) => `p${place}`));
      }
    }
  });
});
