import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SearchFilter } from '../../src/search/filter.ts';
import { encodePlace } from '../../src/search/order.ts';
import { readMigrations } from '../../src/store/migrations.ts';
import { daysAsked, dutiesAsked, personsAsked } from '../../src/store/rows/duties.ts';
import { standingAsked } from '../../src/store/rows/links.ts';
import { OF_PERSON } from '../../src/store/sqlite/counterparts.ts';
import { DUE } from '../../src/store/sqlite/links.ts';
import { migrate } from '../../src/store/sqlite/migrate.ts';
import { useKeys } from '../../src/store/sqlite/sealed-columns.ts';
import { pageOf } from '../../src/store/sqlite/search.ts';
import { searchCondition } from '../../src/store/sqlite/search-condition.ts';
import { SIGNALS } from '../../src/store/sqlite/signals.ts';
import { NOW } from '../contract/store/samples.ts';

describe('query plans', () => {
  let database: DatabaseSync;
  beforeAll(async () => {
    database = new DatabaseSync(':memory:');
    useKeys(database, undefined);
    migrate(database, await readMigrations('sqlite'));
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
    // What there is a reason for is looked up one by one, however many links the partner has.
    expect(plan(DUE)).toContain('SEARCH l USING PRIMARY KEY (person=? AND partner=?)');
  });

  test('metrics count links by an index, without reading or sorting them', () => {
    const links = plan(SIGNALS).filter((step) => /\blinks\b/u.test(step));
    expect(links).toEqual(['SCAN links USING COVERING INDEX links_by_standing']);
    // What there are few of may be sorted: subscriptions.
    expect(plan(SIGNALS).filter((step) => /^USE TEMP B-TREE/u.test(step))).toHaveLength(1);
  });

  test('metrics find conflicts by their kind, and no other Task', () => {
    expect(plan(SIGNALS)).toContain('SEARCH kind USING PRIMARY KEY (parameter=? AND system=? AND code=?)');
  });

  test.each([
    ['held', ['SEARCH links USING INDEX links_of_standing (partner=? AND standing=? AND person>?)']],
    [
      'owed',
      expect.arrayContaining([
        'SEARCH links USING INDEX links_of_standing (partner=? AND standing=? AND person>?)',
        'SEARCH links USING INDEX links_of_standing_stale (partner=? AND standing=? AND person>?)',
      ]),
    ],
  ] as const)('persons whose links are %s are looked up in their order', (standing, steps) => {
    expect(plan(standingAsked('ehr', standing, { count: 26 }).sql)).toEqual(steps);
  });

  test('what is owed is looked up by rule, by day and by organization, and counted without reading or sorting it', () => {
    const asked = { rules: ['plan-revision', 'consent-ends'], until: '2026-12-31', count: 26 };
    for (const { sql } of personsAsked(asked))
      expect(plan(sql)).toEqual(['SEARCH duties USING COVERING INDEX duties_by_rule (rule=? AND person>?)']);
    expect(plan(dutiesAsked({ count: 50 }).sql)).toEqual(['SEARCH d USING INDEX duties_by_due (due<?)']);
    // Nothing that grows with the number of duties: a row is a rule's day.
    expect(plan(daysAsked({ until: '2026-12-31' }).sql)).toEqual([
      'SEARCH duty_days USING PRIMARY KEY (organization=?)',
    ]);
  });

  test('what a partner holds of a person is looked up by the person', () => {
    expect(plan(OF_PERSON)[0]).toContain('counterparts_by_person (partner=? AND person=?)');
  });

  const patient: SearchFilter = { kind: 'reference', name: 'patient', values: ['Patient/p'] };
  const status: SearchFilter = { kind: 'token', name: 'status', values: [{ code: 'active' }] };
  const identifier: SearchFilter = { kind: 'token', name: 'identifier', values: [{ system: 's', code: '1' }] };
  const id: SearchFilter = { kind: 'id', values: ['1'] };
  const lastUpdated: SearchFilter = { kind: 'date', name: '_lastUpdated', within: [{ lowFrom: Date.parse(NOW) }] };
  const date: SearchFilter = { kind: 'date', name: 'date', within: [{ lowFrom: 1, highUpTo: 2 }] };
  const family: SearchFilter = { kind: 'string', name: 'family', values: [{ how: 'starts', text: 'nordaas' }] };
  const missing: SearchFilter = { kind: 'not', filter: { kind: 'missing', name: 'goal' } };
  const ofKari: SearchFilter = { kind: 'refers-to', name: 'subject', type: 'Patient', filters: [identifier] };
  const withPlan: SearchFilter = { kind: 'referred-by', name: 'subject', type: 'CarePlan', filters: [status] };
  const searches: readonly (readonly [string, string, readonly SearchFilter[], RegExp])[] = [
    ['patient', 'CarePlan', [patient], /^SEARCH t .*PRIMARY KEY \(parameter=\? AND target=\?\)/],
    ['status and patient', 'CarePlan', [status, patient], /^SEARCH t .*\(parameter=\? AND target=\?\)/],
    [
      'patient and identifier',
      'CarePlan',
      [patient, identifier],
      /^SEARCH t .*\(parameter=\? AND system=\? AND code=\?\)/,
    ],
    ['status by its code alone', 'CarePlan', [status], /^SEARCH t .*\(parameter=\? AND system=\? AND code=\?\)/],
    ['status, patient and id', 'CarePlan', [status, patient, id], /^SEARCH i USING PRIMARY KEY \(type=\? AND id=\?\)/],
    [
      'lastUpdated and status',
      'CarePlan',
      [status, lastUpdated],
      /^SEARCH i .*current_by_last_updated \(type=\? AND last_updated>\?/,
    ],
    ['everything', 'CarePlan', [missing, date, status, lastUpdated, patient, id], /^SEARCH i /],
    ['date', 'CarePlan', [date, missing], /^SEARCH t .*\(parameter=\? AND low>\? AND low<\?\)/],
    ['family', 'Patient', [family], /^SEARCH t USING INDEX private_rows_by_start \(parameter=\? AND start=\?\)/],
    ['whom somebody is', 'CarePlan', [status, ofKari], /^SEARCH r .*\(parameter=\? AND target=\?\)/],
    ['what she has', 'Patient', [withPlan, id], /^SEARCH i /],
    ['what somebody has', 'Patient', [withPlan], /^SEARCH (?:t|r) /],
  ];

  test.each(searches)(
    'a search by %s looks up the narrowest and reads no more of the type',
    (_, type, filters, lead) => {
      const { condition } = searchCondition({ type, filters });
      const steps = plan(`SELECT c.seq FROM current_versions c ${condition} AND c.seq > ? ORDER BY c.seq LIMIT ?`);
      expect(steps[0]).toMatch(/^SEARCH c USING .*current_by_seq \(type=\? AND seq=\?\)/);
      expect(steps.find((step) => /^SEARCH (t|i|r|current_versions) /.test(step))).toMatch(lead);
      // The systems of a parameter are few; nothing else is gone through.
      const isOfFew = (step: string) => step.includes('VIRTUAL TABLE') || ['SCAN s', 'SCAN systems'].includes(step);
      expect(steps.filter((step) => step.startsWith('SCAN') && !isOfFew(step))).toEqual([]);
    },
  );

  const byTime = [{ name: '_lastUpdated', descending: true }];

  test.each([
    ['patient', [patient]],
    ['patient and status', [status, patient]],
    ['what changed, of a patient', [lastUpdated, patient]],
  ])(
    'what few fulfil (%s) is looked up, and put into the order of time: nothing else of the type is read',
    (_, filters) => {
      const steps = plan(pageOf({ type: 'CarePlan', filters, sort: byTime, count: 20 }).sql);
      const looked = steps.filter((step) => step.startsWith('SEARCH c '));
      expect(looked).toHaveLength(2);
      for (const step of looked) expect(step).toMatch(/current_by_seq \(type=\? AND seq=\?\)/);
      expect(steps).toContainEqual(expect.stringMatching(/^SEARCH t .*\(parameter=\? AND target=\?\)/));
    },
  );

  test.each([
    [undefined, [lastUpdated], '(type=? AND last_updated>? AND last_updated<?)'],
    [undefined, [lastUpdated, status], '(type=? AND last_updated>? AND last_updated<?)'],
    [[1, 1], [lastUpdated], '(type=? AND last_updated>? AND (last_updated,seq)<(?,?))'],
  ] as const)(
    'what changed is read in the order of time, from the place of a page (%j): nothing is put together or sorted',
    (place, filters, range) => {
      const after = place ? { after: encodePlace(byTime, place) } : {};
      const steps = plan(pageOf({ type: 'CarePlan', filters, sort: byTime, count: 20, ...after }).sql);
      expect(steps[0]).toContain(`current_by_last_updated ${range}`);
      expect(steps.filter((step) => /LIST SUBQUERY|TEMP B-TREE/.test(step))).toEqual([]);
    },
  );

  test('a person’s parts are put into order from their own rows', () => {
    const { sql } = pageOf({
      type: 'CarePlan',
      filters: [patient],
      sort: [{ name: 'date', descending: true }],
      count: 20,
    });
    const steps = plan(sql);
    expect(steps).toContainEqual(expect.stringMatching(/^SEARCH c USING .*current_by_seq \(type=\? AND seq=\?\)/));
    expect(steps).toContainEqual(
      expect.stringMatching(/^SEARCH t USING .*date_rows_by_seq \(seq=\? AND parameter=\?\)/),
    );
    expect(steps.filter((step) => /^SCAN (?!.*VIRTUAL TABLE)(?!p$|found$|\()/.test(step))).toEqual([]);
  });
});
