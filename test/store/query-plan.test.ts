import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OF_PERSON } from '../../src/store/sqlite/counterparts.ts';
import { DUE } from '../../src/store/sqlite/links.ts';
import { migrate, readMigrations } from '../../src/store/sqlite/migrate.ts';
import { useKeys } from '../../src/store/sqlite/sealed-columns.ts';
import { searchCondition } from '../../src/store/sqlite/search-condition.ts';
import type { SearchFilter } from '../../src/store/store.ts';
import { NOW } from '../contract/store/samples.ts';

describe('query plans', () => {
  let database: DatabaseSync;
  beforeAll(async () => {
    database = new DatabaseSync(':memory:');
    useKeys(database, undefined);
    migrate(database, await readMigrations());
  });
  afterAll(() => database.close());

  const plan = (sql: string) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map((row) => String(row['detail']));

  test('links that are due are looked up, never scanned', () => {
    const scans = plan(DUE).filter((step) => step.startsWith('SCAN'));
    expect(scans).toEqual(['SCAN reason']);
    // None of the reasons by all of a partner's links.
    const found = plan(DUE).flatMap((step) => /^SEARCH links USING (?:COVERING )?INDEX (.*)/u.exec(step)?.[1] ?? []);
    expect(found).toEqual([
      'links_stale (partner=?)',
      'links_by_configuration (partner=? AND configuration<?)',
      'links_by_configuration (partner=? AND configuration>?)',
      'links_by_next_change (partner=? AND next_change<?)',
      'links_by_standing (partner=? AND standing=?)',
    ]);
  });

  test('what a partner holds of a person is looked up by the person', () => {
    expect(plan(OF_PERSON)[0]).toContain('counterparts_by_person (partner=? AND person=?)');
  });

  const patient: SearchFilter = { kind: 'reference', name: 'patient', values: ['Patient/p'] };
  const status: SearchFilter = { kind: 'token', name: 'status', values: [{ code: 'active' }] };
  const identifier: SearchFilter = { kind: 'token', name: 'identifier', values: [{ system: 's', code: '1' }] };
  const id: SearchFilter = { kind: 'id', values: ['1'] };
  const lastUpdated: SearchFilter = { kind: 'lastUpdated', from: NOW };
  const searches: readonly (readonly [string, readonly SearchFilter[], string])[] = [
    ['patient', [patient], 'reference_rows'],
    ['status and patient', [status, patient], 'reference_rows'],
    ['patient and identifier', [patient, identifier], 'token_rows'],
    ['status, patient and id', [status, patient, id], 'current_versions'],
    ['lastUpdated and status', [status, lastUpdated], 'current_by_last_updated'],
    ['everything', [status, lastUpdated, patient, id], 'current_versions'],
  ];
  const tables = {
    reference_rows: /^SEARCH t .*target/,
    token_rows: /^SEARCH t .*code/,
    current_versions: /^SEARCH i /,
  };

  test.each(searches)('a search by %s looks up the narrowest and reads no more of the type', (_, filters, lead) => {
    const { condition } = searchCondition({ type: 'CarePlan', filters, count: 1 });
    const steps = plan(`SELECT c.seq FROM current_versions c ${condition} AND c.seq > ? ORDER BY c.seq LIMIT ?`);
    expect(steps[0]).toMatch(/^SEARCH c USING .*current_by_seq \(type=\? AND seq=\?\)/);
    expect(steps.find((step) => /^SEARCH (t|i|current_versions) /.test(step))).toMatch(
      lead in tables ? tables[lead as keyof typeof tables] : new RegExp(lead),
    );
    expect(steps.filter((step) => step.startsWith('SCAN') && !step.includes('VIRTUAL TABLE'))).toEqual([]);
  });
});
