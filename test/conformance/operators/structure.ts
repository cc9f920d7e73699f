import { isObject, type Json, type JsonObject, objectAt, putAt, valueAt } from '../json.ts';
import { atEach, type Operator } from '../operator.ts';
import { choiceKeys, isChoice, isComplex, isItem, keyPath, type Place } from '../places.ts';
import { isPrimitive } from '../r4.ts';

const isScalar = (place: Place): boolean => isPrimitive(place.type);
const isSingle = (place: Place): boolean => place.element?.max === '1';
const isString = (place: Place): boolean => isScalar(place) && typeof place.value === 'string';
const isNumber = (place: Place): boolean => isScalar(place) && typeof place.value === 'number';
const isResource = (place: Place): boolean => place.element === undefined || place.type === 'Resource';
const onlyItem = (place: Place, root: JsonObject): boolean => {
  const list = valueAt(root, keyPath(place));
  return Array.isArray(list) && list.length === 1;
};

/** A value for a type, to stand where another type is wanted. */
const samples: Readonly<Record<string, Json>> = {
  boolean: true,
  integer: 7,
  decimal: 1.5,
  positiveInt: 7,
  string: 'x',
  code: 'x',
  date: '2026-01-01',
  dateTime: '2026-01-01',
  Period: { start: '2026-01-01' },
  Quantity: { value: 1 },
  Range: { low: { value: 1 } },
  Timing: { event: ['2026-01-01'] },
  Reference: { display: 'x' },
  CodeableConcept: { text: 'x' },
  Attachment: { title: 'x' },
  Address: { text: 'x' },
  Duration: { value: 1, unit: 'd' },
  Age: { value: 1, unit: 'a', code: 'a', system: 'http://unitsofmeasure.org' },
};

/** Takes away a key with its `_` sibling. */
function drop(resource: JsonObject, place: Place): void {
  const path = keyPath(place);
  putAt(resource, path, undefined);
  const holder = valueAt(resource, path.slice(0, -1));
  if (isObject(holder)) delete holder[`_${place.key}`];
}

function otherChoice(place: Place): readonly (readonly [string, Json])[] {
  if (!place.element || !isChoice(place.element) || isItem(place)) return [];
  return choiceKeys(place.element).flatMap(([key, type]) => {
    const sample = samples[type];
    return key === place.key || sample === undefined ? [] : [[key, sample] as const];
  });
}

/** A type that the choice does not allow, under the right kind of key. */
function foreignChoice(place: Place): readonly (readonly [string, Json])[] {
  if (!place.element || !isChoice(place.element) || isItem(place)) return [];
  const allowed = new Set(choiceKeys(place.element).map(([, type]) => type));
  const base = place.element.path.slice(place.element.path.lastIndexOf('.') + 1).replace('[x]', '');
  return Object.entries(samples).flatMap(([type, sample]) =>
    allowed.has(type) ? [] : [[`${base}${type.charAt(0).toUpperCase()}${type.slice(1)}`, sample] as const],
  );
}

export const structureOperators: readonly Operator[] = [
  atEach('remove-required', (place) => (place.element?.min ?? 0) > 0, drop),
  atEach('remove-element', (place) => place.element?.min === 0, drop, 'either'),
  atEach(
    'remove-item',
    (place) => isItem(place),
    (root, place) => putAt(root, place.path, undefined),
    'either',
  ),
  atEach(
    'duplicate-item',
    (place) => isItem(place) && isComplex(place),
    (root, place) => {
      const list = valueAt(root, keyPath(place));
      if (Array.isArray(list)) list.push(structuredClone(place.value));
    },
    'either',
  ),
  atEach(
    'swap-items',
    (place) => isItem(place) && place.path.at(-1) === 1,
    (root, place) => {
      const list = valueAt(root, keyPath(place));
      if (Array.isArray(list)) [list[0], list[1]] = [list[1] ?? null, list[0] ?? null];
    },
    'either',
  ),
  atEach('unknown-element', isComplex, (root, place) => {
    objectAt(root, place.path)['samplanUnknown'] = 'x';
  }),
  atEach(
    'element-in-capitals',
    (place) => isScalar(place) && !isItem(place),
    (root, place) => {
      const holder = objectAt(root, place.path.slice(0, -1));
      holder[place.key.toUpperCase()] = place.value;
    },
  ),
  atEach('empty-string', isString, (root, place) => putAt(root, place.path, '')),
  atEach('blank-string', isString, (root, place) => putAt(root, place.path, '   '), 'either'),
  atEach(
    'empty-object',
    (place) => isComplex(place) && !isResource(place),
    (root, place) => putAt(root, place.path, {}),
  ),
  atEach('empty-array', isItem, (root, place) => putAt(root, keyPath(place), [])),
  atEach(
    'null-value',
    (place) => place.element !== undefined && !isItem(place),
    (root, place) => putAt(root, place.path, null),
  ),
  {
    name: 'null-in-array',
    outcome: 'error',
    spots: (places, root) =>
      places
        .filter((place) => isItem(place) && (isComplex(place) || onlyItem(place, root)))
        .map((place) => ({
          at: place.at,
          change: (copy) => {
            putAt(copy, place.path, null);
            return undefined;
          },
        })),
  },
  atEach(
    'object-for-primitive',
    (place) => isScalar(place),
    (root, place) => putAt(root, place.path, { value: 'x' }),
  ),
  atEach(
    'primitive-for-object',
    (place) => isComplex(place) && place.element !== undefined,
    (root, place) => putAt(root, place.path, 'x'),
  ),
  atEach(
    'array-for-single',
    (place) => isSingle(place),
    (root, place) => putAt(root, place.path, [place.value]),
  ),
  atEach(
    'two-for-single',
    (place) => isSingle(place),
    (root, place) => putAt(root, place.path, [place.value, structuredClone(place.value)]),
  ),
  atEach('single-for-array', isItem, (root, place) => putAt(root, keyPath(place), place.value)),
  atEach('array-in-array', isItem, (root, place) => putAt(root, place.path, [place.value])),
  atEach('number-for-string', isString, (root, place) => putAt(root, place.path, 7)),
  atEach('boolean-for-string', isString, (root, place) => putAt(root, place.path, true)),
  atEach('string-for-number', isNumber, (root, place) => putAt(root, place.path, String(place.value))),
  atEach(
    'string-for-boolean',
    (place) => typeof place.value === 'boolean',
    (root, place) => putAt(root, place.path, String(place.value)),
  ),
  atEach(
    'choice-twice',
    (place) => otherChoice(place).length > 0,
    (root, place) => {
      const [key, sample] = otherChoice(place)[0] ?? ['', null];
      objectAt(root, place.path.slice(0, -1))[key] = structuredClone(sample);
    },
  ),
  atEach(
    'choice-of-another-type',
    (place) => foreignChoice(place).length > 0,
    (root, place) => {
      const [key, sample] = foreignChoice(place)[0] ?? ['', null];
      drop(root, place);
      objectAt(root, place.path.slice(0, -1))[key] = structuredClone(sample);
    },
  ),
  atEach(
    'choice-without-type',
    (place) => place.element !== undefined && isChoice(place.element),
    (root, place) => {
      const base = place.element?.path.slice(place.element.path.lastIndexOf('.') + 1).replace('[x]', '') ?? '';
      drop(root, place);
      objectAt(root, place.path.slice(0, -1))[base] = place.value;
    },
  ),
  atEach('no-resource-type', isResource, (root, place) => {
    delete objectAt(root, place.path)['resourceType'];
  }),
  atEach('unknown-resource-type', isResource, (root, place) => {
    objectAt(root, place.path)['resourceType'] = 'IndividualPlan';
  }),
  atEach(
    'sibling-of-object',
    (place) => isComplex(place) && place.element !== undefined && !isItem(place),
    (root, place) => {
      objectAt(root, place.path.slice(0, -1))[`_${place.key}`] = { id: 'x' };
    },
  ),
  atEach(
    'empty-sibling',
    (place) => isScalar(place) && !isItem(place) && place.type !== 'xhtml',
    (root, place) => {
      objectAt(root, place.path.slice(0, -1))[`_${place.key}`] = {};
    },
  ),
  atEach(
    'text-as-sibling',
    (place) => isScalar(place) && !isItem(place) && place.type !== 'xhtml',
    (root, place) => {
      objectAt(root, place.path.slice(0, -1))[`_${place.key}`] = 'x';
    },
  ),
  atEach(
    'sibling-with-unknown-element',
    (place) => isScalar(place) && !isItem(place) && place.type !== 'xhtml',
    (root, place) => {
      objectAt(root, place.path.slice(0, -1))[`_${place.key}`] = { value: 'x' };
    },
  ),
  {
    name: 'same-element-id-twice',
    outcome: 'error',
    spots: (places) =>
      places
        .filter((place) => place.path.length > 0 && isComplex(place) && place.resource.length === 0)
        .slice(1)
        .map((place) => ({
          at: place.at,
          change: (copy) => {
            const first = places.find((other) => other.path.length > 0 && isComplex(other));
            for (const path of [first?.path ?? [], place.path]) objectAt(copy, path)['id'] = 'twice';
            return undefined;
          },
        })),
  },
  {
    name: 'same-key-twice',
    outcome: 'error',
    spots: (places) =>
      places
        .filter((place) => place.path.length === 1 && isScalar(place))
        .map((place) => ({
          at: place.at,
          change: (copy) =>
            JSON.stringify(copy).replace('{', `{${JSON.stringify(place.key)}:${JSON.stringify(place.value)},`),
        })),
  },
];
