import { expect, test } from '@jest/globals';
import { base, carePlan, found, type Json } from './found.ts';

test('a minimal CarePlan is valid', () => {
  expect(found(carePlan())).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['null', null, 'not-an-object @ Resource'],
  ['an array', [], 'not-an-object @ Resource'],
  ['a text', 'CarePlan', 'not-an-object @ Resource'],
  ['no resourceType', {}, 'resource-type @ Resource'],
  ['an unknown resourceType', { resourceType: 'Plan' }, 'resource-type @ Resource'],
  ['an abstract type', { resourceType: 'DomainResource' }, 'resource-type @ Resource'],
  ['a data type', { resourceType: 'Period' }, 'resource-type @ Resource'],
  ['a path', { resourceType: '../types/Patient' }, 'resource-type @ Resource'],
])('%s is no resource', (_, value, expected) => {
  expect(found(value)).toEqual([expected]);
});

test('another type than the expected one is an error', () => {
  expect(found(carePlan(), base, { expectedType: 'CareTeam' })).toEqual(['expected-type @ CarePlan']);
  expect(found(carePlan(), base, { expectedType: 'CarePlan' })).toEqual([]);
});

test.each<[string, Json, string]>([
  ['an unknown element', { colour: 'red' }, 'unknown-element @ CarePlan.colour'],
  [
    'an unknown element in a backbone',
    { activity: [{ progress: [{ text: 'x' }], x: 1 }] },
    'unknown-element @ CarePlan.activity[0].x',
  ],
  [
    'an unknown element in a data type',
    { period: { start: '2026', from: '2026' } },
    'unknown-element @ CarePlan.period.from',
  ],
  ['an unknown sibling', { _colour: { id: 'a' } }, 'unknown-element @ CarePlan._colour'],
  ['a sibling of a complex element', { _period: { id: 'a' } }, 'unknown-element @ CarePlan._period'],
  ['constructor', { constructor: {} }, 'unknown-element @ CarePlan.constructor'],
  ['a missing element', { status: undefined }, 'cardinality-min @ CarePlan.status'],
  ['a missing complex element', { subject: undefined }, 'cardinality-min @ CarePlan.subject'],
  [
    'a missing element in a backbone',
    { activity: [{ detail: { kind: 'Task' } }] },
    'cardinality-min @ CarePlan.activity[0].detail.status',
  ],
  ['an object for an array', { category: { text: 'x' } }, 'type @ CarePlan.category'],
  ['an array for an object', { period: [{ start: '2026' }] }, 'type @ CarePlan.period'],
  ['an array for a primitive', { title: ['a'] }, 'type @ CarePlan.title'],
  ['an array in an array', { category: [[{ text: 'x' }]] }, 'type @ CarePlan.category[0]'],
  ['a text for an object', { category: ['x'] }, 'type @ CarePlan.category[0]'],
  ['a number for a text', { title: 3 }, 'type @ CarePlan.title'],
  ['an object for a text', { title: { value: 'x' } }, 'type @ CarePlan.title'],
  ['a null element', { title: null }, 'null-value @ CarePlan.title'],
  ['a null object', { period: null }, 'null-value @ CarePlan.period'],
  ['a null array', { category: null }, 'null-value @ CarePlan.category'],
  ['null in an array of objects', { category: [null] }, 'null-value @ CarePlan.category[0]'],
  [
    'null without extension in an array of primitives',
    { instantiatesUri: ['urn:a', null] },
    'null-value @ CarePlan.instantiatesUri[1]',
  ],
  ['null alone beside primitives', { _instantiatesUri: [null] }, 'null-value @ CarePlan.instantiatesUri[0]'],
  ['an empty text', { title: '' }, 'empty-value @ CarePlan.title'],
  ['an empty array', { category: [] }, 'empty-value @ CarePlan.category'],
  ['an empty object', { category: [{}] }, 'empty-value @ CarePlan.category[0]'],
  ['an object with only an id', { category: [{ id: 'a' }] }, 'ele-1 @ CarePlan.category[0]'],
  ['an element id with spaces', { category: [{ id: 'a b', text: 'x' }] }, 'primitive-format @ CarePlan.category[0].id'],
  ['a sibling with only an id and no value', { _title: { id: 'a' } }, 'ele-1 @ CarePlan.title'],
  ['an empty sibling', { title: 'x', _title: {} }, 'empty-value @ CarePlan.title'],
  ['a sibling that is a text', { title: 'x', _title: 'y' }, 'type @ CarePlan.title'],
])('%s is found where it stands', (_, changes, expected) => {
  expect(found(carePlan(changes))).toEqual([expected]);
});

test('__proto__ from JSON is an unknown element and changes nothing', () => {
  const polluted: unknown = JSON.parse('{"resourceType":"Basic","code":{"text":"x"},"__proto__":{"status":"x"}}');
  expect(found(polluted)).toEqual(['unknown-element @ Basic']);
  expect(Object.hasOwn(Object.prototype, 'status')).toBe(false);
});

test.each<[string, Json]>([
  [
    'an extension instead of a required primitive',
    { status: undefined, _status: { extension: [{ url: 'urn:x', valueCode: 'unknown' }] } },
  ],
  ['a sibling with an id beside a value', { title: 'x', _title: { id: 'a' } }],
  [
    'null where an extension stands, in both arrays',
    {
      instantiatesUri: [null, 'urn:a'],
      _instantiatesUri: [{ extension: [{ url: 'urn:x', valueCode: 'unknown' }] }, null],
    },
  ],
])('%s is valid', (_, changes) => {
  expect(found(carePlan(changes))).toEqual([]);
});

test('arrays of values and extensions of different length are a warning', () => {
  const changes = { instantiatesUri: ['urn:a', 'urn:b'], _instantiatesUri: [{ id: 'a' }] };
  expect(found(carePlan(changes))).toEqual(['warning array-alignment @ CarePlan.instantiatesUri']);
});

test('every fault is found in one pass', () => {
  const faulty = carePlan({ status: 'on', intent: undefined, title: '', category: [{ text: 'a' }, { txt: 'b' }] });
  expect(new Set(found(faulty))).toEqual(
    new Set([
      'required-binding @ CarePlan.status',
      'cardinality-min @ CarePlan.intent',
      'empty-value @ CarePlan.title',
      'unknown-element @ CarePlan.category[1].txt',
    ]),
  );
});
