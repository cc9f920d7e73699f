import { describe, expect, test } from '@jest/globals';
import { comparable } from '../../src/access/address.ts';
import { createNonces } from '../../src/access/nonces.ts';
import { grantsOf, type Right, reachOf } from '../../src/access/scopes.ts';

const NOBODY = { person: false, patient: false };

describe('scopes', () => {
  const reaches = (scope: string, type: string, right: Right, held = NOBODY) =>
    reachOf(grantsOf(scope, 'nhn:samplan'), { type, right }, held);

  test.each<[scope: string, type: string, right: Right, reach: string | undefined]>([
    ['system/CarePlan.rs', 'CarePlan', 'r', 'all'],
    ['system/CarePlan.rs', 'CarePlan', 's', 'all'],
    ['system/CarePlan.rs', 'CarePlan', 'u', undefined],
    ['system/CarePlan.rs', 'Goal', 'r', undefined],
    ['system/*.read', 'Goal', 's', 'all'],
    ['system/*.write', 'Goal', 'c', 'all'],
    ['system/*.write', 'Goal', 'r', undefined],
    ['system/*.*', 'Goal', 'd', 'all'],
    ['nhn:samplan/api', 'Goal', 'u', 'all'],
    ['nhn:samplan/api/system/careplan.rs', 'CarePlan', 'r', 'all'],
    ['nhn:samplan/api/system/careplan.rs', 'Goal', 'r', undefined],
    ['openid profile system/Goal.r', 'Goal', 'r', 'all'],
    ['user/Goal.r', 'Goal', 'r', undefined],
    ['patient/Goal.r', 'Goal', 'r', undefined],
    ['system/Goal.rs', '*', 'r', undefined],
    ['system/*.rs', '*', 'r', 'all'],
  ])('%s on %s for %s: %s', (scope, type, right, reach) => {
    expect(reaches(scope, type, right)).toBe(reach);
  });

  test('of a user need a person, and of a patient hold to that one', () => {
    expect(reaches('user/Goal.r', 'Goal', 'r', { person: true, patient: false })).toBe('all');
    expect(reaches('patient/Goal.r', 'Goal', 'r', { person: true, patient: true })).toBe('patient');
    expect(reaches('patient/Goal.r user/Goal.r', 'Goal', 'r', { person: true, patient: true })).toBe('all');
  });
});

describe('addresses as proofs say them', () => {
  test.each([
    ['https://Samplan.example:443/fhir/Goal', 'https://samplan.example/fhir/Goal'],
    ['https://samplan.example/fhir/%47oal?x=1#y', 'https://samplan.example/fhir/Goal'],
    ['https://samplan.example/fhir/a/../Goal', 'https://samplan.example/fhir/Goal'],
    ['https://samplan.example/fhir/%c3%a5', 'https://samplan.example/fhir/%C3%A5'],
    ['ftp://samplan.example/fhir', undefined],
    ['https://user:secret@samplan.example/fhir', undefined],
    ['/fhir/Goal', undefined],
  ])('%s is %s', (address, same) => {
    expect(comparable(address)).toBe(same);
  });
});

test('nonces: two hold at a time, and each for two steps', () => {
  let now = Date.parse('2026-11-27T08:00:00.000Z');
  const [key, another] = [new Uint8Array(32), new Uint8Array(32).fill(1)];
  const nonces = createNonces(key, () => new Date(now).toISOString());
  const [first] = nonces();
  expect(nonces()).toHaveLength(2);
  now += 120_000;
  expect(nonces()[1]).toBe(first);
  now += 120_000;
  expect(nonces()).not.toContain(first);
  expect(createNonces(key, () => new Date(now).toISOString())()).toEqual(nonces());
  expect(createNonces(another, () => new Date(now).toISOString())()).not.toContain(nonces()[0]);
});
