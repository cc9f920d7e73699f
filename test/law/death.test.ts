import { describe, expect, test } from '@jest/globals';
import type { CarePlan, Patient } from '@medplum/fhirtypes';
import { completedByDeath } from '../../src/law/life-law.ts';
import { AT, goal, patient, plan, recordWith, subPlan } from '../record/fixtures.ts';

const period = { start: '2026-09-01', end: '2027-09-01' };

const completed = (person: Patient, ...plans: readonly CarePlan[]): readonly CarePlan[] =>
  completedByDeath(recordWith([person, ...plans, goal()]), AT);

describe('a death', () => {
  test('completes the plan with its date in Norwegian time', () => {
    const died = patient({ deceasedDateTime: '2026-11-19T23:30:00Z' });
    expect(completed(died, plan('plan', { period }))).toEqual([
      plan('plan', { status: 'completed', period: { start: '2026-09-01', end: '2026-11-20' } }),
    ]);
  });

  test('without a date completes it on the day it is told', () => {
    expect(completed(patient({ deceasedBoolean: true }), plan())[0]?.period?.end).toBe('2026-11-22');
  });

  test('lets no plan end before it began', () => {
    const later = plan('plan', { period: { start: '2026-11-21' } });
    expect(completed(patient({ deceasedDateTime: '2026-11-20' }), later)[0]?.period).toEqual({ start: '2026-11-21' });
  });

  test('brings a draft to nothing, and leaves what is over, and sub-plans', () => {
    const died = patient({ deceasedDateTime: '2026-11-20' });
    const plans = [plan('draft', { status: 'draft' }), plan('over', { status: 'revoked' }), subPlan()];
    expect(completed(died, ...plans).map(({ id, status }) => [id, status])).toEqual([['draft', 'revoked']]);
  });

  test.each([patient(), patient({ deceasedBoolean: false })])('is none of who lives', (person) => {
    expect(completed(person, plan())).toEqual([]);
  });
});
