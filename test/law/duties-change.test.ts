import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Duty, dutiesOf } from '../../src/law/duties.ts';
import { dutiesChangeAfter } from '../../src/law/duties-change.ts';
import type { PlanRecord } from '../../src/record/record.ts';
import { coordinatorFrom, FJORDVIK, patient, plan, recordWith, TRUST, team } from '../record/fixtures.ts';
import { anyPapers, directoryWith } from './any-papers.ts';

const at = (day: string) => `${day}T10:00:00.000Z`;
const told = (record: PlanRecord, moment: string) =>
  dutiesOf(record, moment, [FJORDVIK, TRUST]).map(({ isOverdue: _, rule, ...duty }: Duty) => ({
    ...duty,
    rule: rule.key,
  }));

describe('when time alone changes what is owed', () => {
  test('is when somebody ceases to take part, comes of an age or begins', () => {
    const coordinated = (period: { readonly start?: string; readonly end?: string }) =>
      recordWith([plan(), team('team', { participant: [coordinatorFrom(FJORDVIK.organization, period)] })]);
    expect(dutiesChangeAfter(coordinated({ end: '2026-11-30' }), at('2026-11-22'))).toBe('2026-11-30T23:00:00.000Z');
    expect(dutiesChangeAfter(coordinated({ start: '2026-12-24' }), at('2026-11-22'))).toBe('2026-12-23T23:00:00.000Z');
    expect(dutiesChangeAfter(coordinated({ end: '2026-11-01' }), at('2026-11-22'))).toBeUndefined();
    expect(dutiesChangeAfter(recordWith([patient({ birthDate: '2010-12-01' })]), at('2026-11-22'))).toBe(
      '2026-11-30T23:00:00.000Z',
    );
  });

  test('property: until then nothing changes but what is overdue, in 2000 records', () => {
    fc.assert(
      fc.property(
        anyPapers,
        fc.integer({ min: 0, max: 120 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (papers, hours, part) => {
          const record = recordWith(papers, { owner: TRUST, directory: directoryWith(FJORDVIK.organization) });
          const from = new Date(Date.parse(at('2026-11-21')) + hours * 3_600_000).toISOString();
          const next = dutiesChangeAfter(record, from) ?? at('2099-12-31');
          const before = Math.floor(Date.parse(from) + (Date.parse(next) - 1 - Date.parse(from)) * part);
          expect(told(record, new Date(before).toISOString())).toEqual(told(record, from));
          expect(next > from).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
