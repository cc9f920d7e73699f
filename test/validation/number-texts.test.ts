import { expect, test } from '@jest/globals';
import { numberFindings } from '../../src/validation/number-texts.ts';

const findingsOf = (resource: unknown, ...places: readonly (string | number)[][]) =>
  numberFindings(
    resource,
    places.map((keys) => ({ keys, isSameValue: false })),
  ).map(({ rule, path, element }) => `${rule} ${path} ${element}`);

test('an integer is told as one, and any other number as a decimal', () => {
  const bundle = {
    resourceType: 'Bundle',
    total: 1,
    entry: [
      {
        resource: {
          resourceType: 'Questionnaire',
          item: [{ item: [{ maxLength: 2 }] }],
          contained: [{ resourceType: 'Observation', valueQuantity: { value: 1 } }],
        },
      },
    ],
  };
  const resource = ['entry', 0, 'resource'];
  expect(
    findingsOf(
      bundle,
      ['total'],
      [...resource, 'item', 0, 'item', 0, 'maxLength'],
      [...resource, 'contained', 0, 'valueQuantity', 'value'],
    ),
  ).toEqual([
    'integer-form Bundle.total Bundle.total',
    'integer-form Bundle.entry[0].resource.item[0].item[0].maxLength Questionnaire.item.maxLength',
    'decimal-digits Bundle.entry[0].resource.contained[0].value.value Quantity.value',
  ]);
});

test.each([
  ['no resource', 1, []],
  ['a resource of no type', { resourceType: 'Kari', x: 1 }, ['x']],
  ['an unknown element', { resourceType: 'Goal', x: { y: 1 } }, ['x', 'y']],
  ['a number where none belongs', { resourceType: 'Goal', language: 1 }, ['language']],
])('in %s a number is told all the same', (_name, resource, place) => {
  expect(numberFindings(resource, [{ keys: place, isSameValue: false }])).toMatchObject([
    { rule: 'decimal-digits', severity: 'error' },
  ]);
});

test("a key that could be a person's data is in no path", () => {
  const [finding] = numberFindings({ resourceType: 'Goal', 'Kari Nordmann': 1 }, [
    { keys: ['Kari Nordmann'], isSameValue: false },
  ]);
  expect(JSON.stringify(finding)).not.toContain('Nordmann');
});

test('nothing is wrong with a decimal that keeps its value; an integer written so is an error all the same', () => {
  const resource = { resourceType: 'Goal', target: [{ detailQuantity: { value: 1.5 } }, { detailInteger: 2 }] };
  const places = [
    ['target', 0, 'detailQuantity', 'value'],
    ['target', 1, 'detailInteger'],
  ];
  expect(
    numberFindings(
      resource,
      places.map((keys) => ({ keys, isSameValue: true })),
    ),
  ).toMatchObject([{ rule: 'integer-form', severity: 'error' }]);
});
