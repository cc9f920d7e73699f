import { describe, expect, test } from '@jest/globals';
import { dateRange } from '../../src/fhir/date-range.ts';
import { alternatives, referenceValue, tokenValue } from '../../src/fhir/search-value.ts';
import { BASE } from './harness.ts';

describe('token values', () => {
  test.each([
    ['active', { code: 'active' }],
    ['urn:x|1', { system: 'urn:x', code: '1' }],
    ['|1', { system: '', code: '1' }],
    ['urn:x|', { system: 'urn:x' }],
    ['a\\|b', { code: 'a|b' }],
    ['urn:x|a\\|b\\,c\\\\d', { system: 'urn:x', code: 'a|b,c\\d' }],
  ])('%s', (value, expected) => {
    expect(tokenValue('identifier', value)).toEqual(expected);
  });

  test.each(['|', 'a|b|c'])('%s is refused', (value) => {
    expect(() => tokenValue('identifier', value)).toThrow(
      expect.objectContaining({ code: 'bad-parameter', where: 'parameter identifier' }),
    );
  });

  test('commas part alternatives unless a backslash escapes them', () => {
    expect(alternatives('code', 'a,b\\,c,d')).toEqual(['a', 'b\\,c', 'd']);
  });

  test.each([
    ['', 1],
    ['a,,b', 3],
    ['a,', 3],
  ])('a value that lacks in %j is refused with its position', (value, position) => {
    expect(() => alternatives('code', value)).toThrow(
      expect.objectContaining({ code: 'bad-parameter', where: `parameter code, character ${position}` }),
    );
  });
});

describe('reference values', () => {
  test.each([
    ['patient', '17', 'Patient/17'],
    ['subject', '17', 'Patient/17'],
    ['patient', 'Patient/17', 'Patient/17'],
    ['subject', 'Group/17', 'Group/17'],
    ['patient', `${BASE}/Patient/17`, 'Patient/17'],
    ['subject', 'Patient/17/_history/3', 'Patient/17'],
    ['patient', 'https://other.example/fhir/Patient/17', 'https://other.example/fhir/Patient/17'],
    ['target', 'CarePlan/1', 'CarePlan/1'],
  ])('%s=%s means %s', (name, value, expected) => {
    expect(referenceValue(name, value, BASE)).toBe(expected);
  });

  test.each([
    ['patient', 'Group/17'],
    ['patient', 'Patient/'],
    ['patient', 'a b'],
    ['target', '17'],
  ])('%s=%s is refused', (name, value) => {
    expect(() => referenceValue(name, value, BASE)).toThrow(expect.objectContaining({ code: 'bad-parameter' }));
  });
});

describe('date values', () => {
  test.each([
    ['2026', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2026-12', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
    ['eq2026-11-22T08:30', '2026-11-22T08:30:00.000Z', '2026-11-22T08:31:00.000Z'],
    ['2026-11-22T08:30:15+01:00', '2026-11-22T07:30:15.000Z', '2026-11-22T07:30:16.000Z'],
    ['2026-11-22T08:30:15 01:00', '2026-11-22T07:30:15.000Z', '2026-11-22T07:30:16.000Z'],
    ['2026-11-22T08:30:15.5Z', '2026-11-22T08:30:15.500Z', '2026-11-22T08:30:15.600Z'],
    ['2026-11-22T08:30:15.123Z', '2026-11-22T08:30:15.123Z', '2026-11-22T08:30:15.124Z'],
    ['2026-11-22T08:30:15.1234567Z', '2026-11-22T08:30:15.123Z', '2026-11-22T08:30:15.124Z'],
  ])('%s stands for all from %s and before %s', (value, from, before) => {
    expect(dateRange('_lastUpdated', value)).toEqual({ from, before });
  });

  test.each([
    ['ge', { from: '2026-11-22T00:00:00.000Z' }],
    ['gt', { from: '2026-11-23T00:00:00.000Z' }],
    ['lt', { before: '2026-11-22T00:00:00.000Z' }],
    ['le', { before: '2026-11-23T00:00:00.000Z' }],
  ])('%s of a day counts the whole day', (prefix, expected) => {
    expect(dateRange('_lastUpdated', `${prefix}2026-11-22`)).toEqual(expected);
  });

  test.each([
    ['yesterday', 3],
    ['2026-13', 1],
    ['2026-02-30', 1],
    ['2026-11-22T25:00:00Z', 1],
    ['2026-11-22T08:30:15+99:00', 1],
    ['2026-11-22X', 11],
    ['2026/11/22', 5],
    ['ne2026-11-22', 1],
    ['ge', 1],
    ['', 1],
    ['2026-11-22,2026-11-23', 11],
  ])('%j is refused at character %i', (value, character) => {
    expect(() => dateRange('_lastUpdated', value)).toThrow(
      expect.objectContaining({ code: 'bad-parameter', where: `parameter _lastUpdated, character ${character}` }),
    );
  });
});
