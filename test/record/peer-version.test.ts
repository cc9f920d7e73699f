import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  isNewer,
  isUndecided,
  lastUpdatedOf,
  type PeerVersion,
  type Succession,
  successionOf,
} from '../../src/record/peer-version.ts';

const at = (time: string): string => `2026-11-22T${time}Z`;
const HASH = `sha256-${'a'.repeat(64)}`;
const OTHER_HASH = `sha256-${'b'.repeat(64)}`;

describe('what came, against what the partner was known to hold, is', () => {
  test.each<readonly [Succession, string, PeerVersion, PeerVersion]>([
    ['same', 'by number', { version: '5' }, { version: '5' }],
    [
      'same',
      'by number and time',
      { version: '5', lastUpdated: at('10:00:00') },
      { version: '5', lastUpdated: at('10:00:00.000') },
    ],
    [
      'same',
      'in another time zone',
      { version: '5', lastUpdated: at('10:00:00') },
      { version: '5', lastUpdated: '2026-11-22T11:00:00+01:00' },
    ],
    [
      'same',
      'less exactly written',
      { version: '5', lastUpdated: at('10:00:00.900') },
      { version: '5', lastUpdated: at('10:00:00') },
    ],
    [
      'same',
      'by content, whatever the time',
      { version: HASH, lastUpdated: at('10:00:00') },
      { version: HASH, lastUpdated: at('12:00:00') },
    ],
    [
      'same',
      'by number, whatever the narrative and the version in it are',
      { version: '5', text: { resourceType: 'Goal', note: [{ text: 'a' }] } },
      {
        version: '5',
        text: { text: { div: 'a' }, note: [{ text: 'a' }], resourceType: 'Goal', meta: { versionId: '5' } },
      },
    ],
    [
      'same',
      'a Patient, whose text may be put together of several',
      { version: '5', text: { resourceType: 'Patient', active: true } },
      { version: '5', text: { resourceType: 'Patient' } },
    ],
    [
      'same',
      'where only one has a time, whatever it says',
      { version: '5', text: { resourceType: 'Goal', note: [{ text: 'a' }] } },
      { version: '5', text: { resourceType: 'Goal' }, lastUpdated: at('10:00:00') },
    ],
    ['later', 'by number', { version: '9' }, { version: '10' }],
    [
      'later',
      'by number, though a clock says otherwise',
      { version: '5', lastUpdated: at('10:00:00') },
      { version: '6', lastUpdated: at('07:00:00') },
    ],
    ['later', 'by time', { version: 'a', lastUpdated: at('10:00:00') }, { version: 'b', lastUpdated: at('10:00:01') }],
    [
      'later',
      'within the skew of clocks',
      { version: 'a', lastUpdated: at('10:00:00') },
      { version: 'b', lastUpdated: at('09:59:30') },
    ],
    ['later', 'where nothing tells', { version: 'a' }, { version: 'b' }],
    ['later', 'another content without a time', { version: HASH }, { version: OTHER_HASH }],
    ['later', 'where nothing was known', {}, { version: '1', lastUpdated: at('10:00:00') }],
    ['earlier', 'by number', { version: '5' }, { version: '3' }],
    [
      'earlier',
      'by number and time',
      { version: '5', lastUpdated: at('10:00:00') },
      { version: '3', lastUpdated: at('08:00:00') },
    ],
    [
      'earlier',
      'by time',
      { version: 'a', lastUpdated: at('10:00:00') },
      { version: 'b', lastUpdated: at('08:00:00') },
    ],
    [
      'earlier',
      'content by time',
      { version: HASH, lastUpdated: at('10:00:00') },
      { version: OTHER_HASH, lastUpdated: at('08:00:00') },
    ],
    [
      'branched',
      'a lower number of a later time',
      { version: '5', lastUpdated: at('10:00:00') },
      { version: '4', lastUpdated: at('12:00:00') },
    ],
    [
      'branched',
      'the same number of another time',
      { version: '5', lastUpdated: at('10:00:00') },
      { version: '5', lastUpdated: at('12:00:00') },
    ],
    [
      'branched',
      'the same number of an earlier time',
      { version: '5', lastUpdated: at('10:00:00') },
      { version: '5', lastUpdated: at('08:00:00') },
    ],
    [
      'branched',
      'the same number of another text, without times',
      { version: '5', text: { resourceType: 'Goal', note: [{ text: 'a' }] } },
      { version: '5', text: { resourceType: 'Goal', note: [{ text: 'b' }] } },
    ],
  ])('%s: %s', (expected, _, held, came) => {
    expect(successionOf(held, came)).toBe(expected);
  });
});

describe('of two versions that one pull brought', () => {
  const version = (number: string, lastUpdated?: string) => ({ version: number, lastUpdated });

  test.each([
    ['the higher number', version('9', at('12:00:00')), version('10', at('10:00:00'))],
    ['the later time', version('a', at('10:00:00')), version('b', at('10:00:01'))],
    ['the later time, of one number', version('5', at('10:00:00')), version('5', at('10:00:01'))],
  ])('%s is newer', (_, older, newer) => {
    expect([isNewer(older, newer), isNewer(newer, older)]).toEqual([true, false]);
  });

  test('the second is taken where nothing tells', () => {
    expect(isNewer(version('a'), version('b'))).toBe(true);
    expect(isUndecided(version('a', at('10:00:00')), version('b', at('10:00:00')))).toBe(true);
  });

  test.each([
    ['of one version', version('a'), version('a')],
    ['of two numbers', version('1'), version('2')],
    ['of two times', version('a', at('10:00:00')), version('b', at('10:00:01'))],
  ])('two %s are not undecided', (_, one, other) => {
    expect([isUndecided(one, other), isUndecided(other, one)]).toEqual([false, false]);
  });

  test('the newest of numbered versions is found in whatever order they come', () => {
    const numbers = fc.uniqueArray(fc.nat({ max: 1_000 }), { minLength: 1 });
    fc.assert(
      fc.property(numbers, (list) => {
        const found = list
          .map((number) => version(String(number)))
          .reduce((one, other) => (isNewer(one, other) ? other : one));
        expect(found.version).toBe(String(Math.max(...list)));
      }),
      { seed: 20261122 },
    );
  });
});

test.each([[undefined], [null], ['text'], [{}], [{ meta: null }], [{ meta: { lastUpdated: 17 } }]])(
  '%j has no time',
  (odd) => {
    expect(lastUpdatedOf(odd)).toBeUndefined();
  },
);
