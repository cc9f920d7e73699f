import { describe, expect, test } from '@jest/globals';
import { dateBounds, quantityValue } from '../../src/fhir/bounds.ts';
import { referenceValues } from '../../src/fhir/reference-value.ts';
import { alternatives, tokenValue } from '../../src/fhir/search-value.ts';
import { matches } from '../../src/search/matches.ts';
import { searchParameter } from '../../src/search/parameters.ts';
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
  const valuesOf = (type: string, name: string, value: string, wanted?: string) => {
    const parameter = searchParameter(type, name);
    if (!parameter) throw new Error('no such parameter');
    return referenceValues(parameter, value, { base: BASE, ...(wanted === undefined ? {} : { type: wanted }) });
  };
  test.each([
    ['Goal', 'patient', '17', ['Patient/17']],
    ['Goal', 'subject', '17', ['Organization/17', 'Patient/17']],
    ['Goal', 'patient', 'Patient/17', ['Patient/17']],
    ['Goal', 'subject', 'Group/17', ['Group/17']],
    ['Goal', 'patient', `${BASE}/Patient/17`, ['Patient/17']],
    ['Goal', 'subject', 'Patient/17/_history/3', ['Patient/17']],
    ['Goal', 'patient', 'https://other.example/fhir/Patient/17', ['https://other.example/fhir/Patient/17']],
    ['Provenance', 'target', 'CarePlan/1', ['CarePlan/1']],
    ['CarePlan', 'goal', '3', ['Goal/3']],
    ['CarePlan', 'instantiates-canonical', 'http://x/a|1', ['http://x/a|1']],
    // search.html § 3.1.1.4.12: an id by itself is a reference; there are no specimens here.
    ['Observation', 'specimen', '17', []],
  ])('%s?%s=%s means %j', (type, name, value, expected) => {
    expect(valuesOf(type, name, value)).toEqual(expected);
  });

  test('with the type of a modifier, a bare id is of that type only', () => {
    expect(valuesOf('Goal', 'subject', '17', 'Patient')).toEqual(['Patient/17']);
    expect(() => valuesOf('Goal', 'subject', 'Group/17', 'Patient')).toThrow();
  });

  test.each([
    ['Goal', 'patient', 'Group/17'],
    ['Goal', 'patient', 'Patient/'],
    ['Goal', 'patient', 'a b'],
  ])('%s?%s=%s is refused', (type, name, value) => {
    expect(() => valuesOf(type, name, value)).toThrow(expect.objectContaining({ code: 'bad-parameter' }));
  });
});

/** Whether a date search finds an element that stands from one date until the end of another. */
const findsDate = (value: string, start: string, end: string) =>
  matches({ resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: {}, period: { start, end } }, [
    { kind: 'date', name: 'date', within: dateBounds('date', value) },
  ]);

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
    const [low, high] = [Date.parse(from), Date.parse(before)];
    expect(dateBounds('_lastUpdated', value)).toEqual([{ lowFrom: low, lowBefore: high, highUpTo: high }]);
  });

  // The table of search.html § 3.1.1.4.6, of a period that is inside the value, around it, over one end, before and after it.
  test.each([
    ['eq', { inside: true, around: false, overStart: false, before: false, after: false }],
    ['ne', { inside: false, around: true, overStart: true, before: true, after: true }],
    ['gt', { inside: false, around: true, overStart: false, before: false, after: true }],
    ['lt', { inside: false, around: true, overStart: true, before: true, after: false }],
    ['ge', { inside: true, around: true, overStart: false, before: false, after: true }],
    ['le', { inside: true, around: true, overStart: true, before: true, after: false }],
    ['sa', { inside: false, around: false, overStart: false, before: false, after: true }],
    ['eb', { inside: false, around: false, overStart: false, before: true, after: false }],
    ['ap', { inside: true, around: true, overStart: true, before: false, after: false }],
  ])('%s of a month', (prefix, expected) => {
    expect({
      inside: findsDate(`${prefix}2026-06`, '2026-06-10', '2026-06-20'),
      around: findsDate(`${prefix}2026-06`, '2026-01-10', '2026-12-20'),
      overStart: findsDate(`${prefix}2026-06`, '2026-01-10', '2026-06-20'),
      before: findsDate(`${prefix}2026-06`, '2026-01-10', '2026-01-20'),
      after: findsDate(`${prefix}2026-06`, '2026-12-10', '2026-12-20'),
    }).toEqual(expected);
  });

  test.each([
    ['yesterday', 3],
    ['2026-13', 1],
    ['2026-02-30', 1],
    ['2026-11-22T25:00:00Z', 1],
    ['2026-11-22T08:30:15+99:00', 1],
    ['2026-11-22X', 11],
    ['2026/11/22', 5],
    ['ge', 1],
    ['', 1],
    ['0026-11-22', 1],
    ['2026-11-22,2026-11-23', 11],
  ])('%j is refused at character %i', (value, character) => {
    expect(() => dateBounds('_lastUpdated', value)).toThrow(
      expect.objectContaining({ code: 'bad-parameter', where: `parameter _lastUpdated, character ${character}` }),
    );
  });
});

describe('quantity values', () => {
  const finds = (value: string, number: number, unit: object = {}) =>
    matches({ resourceType: 'Observation', status: 'final', code: {}, valueQuantity: { value: number, ...unit } }, [
      { kind: 'quantity', name: 'value-quantity', values: [quantityValue('value-quantity', value)] },
    ]);

  test.each([
    ['5.4', 5.44, true],
    ['5.4', 5.46, false],
    ['5.40', 5.44, false],
    ['1e2', 120, true],
    ['1e2', 160, false],
    ['ne5.4', 5.44, false],
    ['ne5.4', 5.5, true],
    ['gt5.4', 5.41, true],
    ['gt5.4', 5.4, false],
    ['ge5.4', 5.4, true],
    ['lt5.4', 5.4, false],
    ['le5.4', 5.4, true],
    ['sa5.4', 5.4, false],
    ['eb5.4', 5.3, true],
    ['ap100', 109, true],
    ['ap100', 111, false],
    ['-3', -3, true],
  ])('%s: %d is found: %p', (value, number, expected) => {
    expect(finds(value, number)).toBe(expected);
  });

  test('with a unit by its system and code, or by its code or word', () => {
    const unit = { system: 'http://unitsofmeasure.org', code: 'mg', unit: 'milligram' };
    expect(finds('5|http://unitsofmeasure.org|mg', 5, unit)).toBe(true);
    expect(finds('5|http://other|mg', 5, unit)).toBe(false);
    expect(finds('5||mg', 5, unit)).toBe(true);
    expect(finds('5||milligram', 5, unit)).toBe(true);
    expect(finds('5||g', 5, unit)).toBe(false);
  });

  test.each(['', 'x', '5|a|b|c', '1e999', 'gt', `${'9'.repeat(40)}`])('%j is refused', (value) => {
    expect(() => quantityValue('value-quantity', value)).toThrow(expect.objectContaining({ code: 'bad-parameter' }));
  });
});
