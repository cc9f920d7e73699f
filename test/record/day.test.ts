import { describe, expect, test } from '@jest/globals';
import { birthday, dayOf, daysAfter, hasCome } from '../../src/record/day.ts';

describe('the day of a date', () => {
  test.each([
    ['a day is itself', '2026-11-22', '2026-11-22'],
    ['an instant late at night in winter is the next day in Norway', '2026-11-21T23:00:00Z', '2026-11-22'],
    ['and in summer from ten at night', '2026-06-30T22:00:00Z', '2026-07-01'],
    ['a month is its last day', '2024-02', '2024-02-29'],
    ['a year is its last day', '2026', '2026-12-31'],
    ['what is no date has none', 'soon', undefined],
    ['nor has a month that is not there', '2026-13', undefined],
    ['nor has nothing', null, undefined],
  ])('%s', (_, date, day) => {
    expect(dayOf(date)).toBe(day);
  });
});

test('days are counted over months and years', () => {
  expect(daysAfter('2026-12-30', 3)).toBe('2027-01-02');
});

describe('a birthday', () => {
  test.each([
    ['2018-03-01', 18, '2036-03-01'],
    ['2008-02-29', 18, '2026-02-28'],
    ['2008-02-29', 16, '2024-02-29'],
    ['2010-05', 16, '2026-05-31'],
    ['2010', 16, '2026-12-31'],
  ])('of who was born %s, the %dth, is %s', (birthDate, years, day) => {
    expect(birthday(birthDate, years)).toBe(day);
  });

  test('comes at midnight in Norway', () => {
    expect(hasCome('2026-11-22', '2026-11-21T22:59:59.999Z')).toBe(false);
    expect(hasCome('2026-11-22', '2026-11-21T23:00:00.000Z')).toBe(true);
  });
});
