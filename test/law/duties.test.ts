import { describe, expect, test } from '@jest/globals';
import { dutiesOf } from '../../src/law/duties.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import {
  AT,
  access,
  COORDINATING_UNIT,
  concept,
  coordinatorFrom,
  FJORDVIK,
  organization,
  organizationByNumber,
  plan,
  planMade,
  recordWith,
  TRUST,
  team,
} from '../record/fixtures.ts';

const revised = (day: string) =>
  plan('plan', {
    period: { start: '2026-01-01' },
    extension: [{ url: SAMPLAN.profile('next-revision'), valueDate: day }],
  });
const unit = (number: string) => ({
  role: [concept(SAMPLAN.participantRole, 'coordinating-unit')],
  member: organizationByNumber(number),
});
const duties = (...parts: Parameters<typeof recordWith>[0]) =>
  dutiesOf(
    recordWith(parts, {
      owner: FJORDVIK,
      directory: [organization('ke', COORDINATING_UNIT, 'fjordvik'), organization('fjordvik', FJORDVIK.organization)],
    }),
    AT,
    [FJORDVIK, TRUST],
  );

describe('duties', () => {
  test('come in the order of their day, what is owed without delay first', () => {
    const found = duties(
      revised('2026-12-24'),
      planMade(),
      access(TRUST, { provision: { period: { end: '2026-12-01' } } }),
    );
    expect(found.map(({ rule, due, isOverdue }) => [rule.key, due, isOverdue])).toEqual([
      ['responsible-coordinator', undefined, true],
      ['consent-ends', '2026-12-01', false],
      ['plan-revision', '2026-12-24', false],
    ]);
  });

  test('are overdue from the day after', () => {
    const overdue = (day: string) =>
      duties(revised(day), planMade()).find(({ rule }) => rule.key === 'plan-revision')?.isOverdue;
    expect(overdue('2026-11-22')).toBe(false);
    expect(overdue('2026-11-21')).toBe(true);
  });

  test('a plan whose consent was withdrawn owes one, and a lawful record nothing', () => {
    const coordinated = team('team', { participant: [coordinatorFrom(FJORDVIK.organization)] });
    expect(duties(plan('plan', { period: { start: '2026-09-01' } }), coordinated).map(({ rule }) => rule.key)).toEqual([
      'plan-made-consent',
      'plan-revision',
    ]);
    expect(duties(planMade(), coordinated)).toEqual([]);
  });

  test('are owed by the coordinator; while there is none, by the koordinerende enhet and what it is a part of', () => {
    const coordinator = coordinatorFrom(FJORDVIK.organization);
    const units = [unit(TRUST.organization), unit(COORDINATING_UNIT)];
    const owner = (participant: readonly (typeof coordinator)[]) =>
      duties(revised('2026-12-24'), planMade(), team('team', { participant: [...participant] })).at(-1);
    expect(owner([coordinator, ...units])?.owner).toEqual(organizationByNumber(FJORDVIK.organization));
    expect(owner(units)).toMatchObject({
      owner: organizationByNumber(COORDINATING_UNIT),
      organizations: [COORDINATING_UNIT, FJORDVIK.organization],
    });
  });

  test('where nobody is in the team, are owed by whose the part is', () => {
    expect(duties(revised('2026-12-24')).map(({ owner }) => owner)).toEqual([
      organizationByNumber(FJORDVIK.organization),
      organizationByNumber(FJORDVIK.organization),
      organizationByNumber(FJORDVIK.organization),
    ]);
  });
});
