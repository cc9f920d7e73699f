import { isObject, type JsonObject, objectAt, putAt, valueAt } from '../json.ts';
import { atEach, type Operator } from '../operator.ts';
import type { Place } from '../places.ts';
import { isEnumerable } from '../r4.ts';

const isBound = (place: Place, type: string, strength: string): boolean =>
  place.type === type &&
  place.element?.binding?.strength === strength &&
  place.element.binding.valueSet !== undefined &&
  isEnumerable(place.element.binding.valueSet);

const codings = (place: Place): readonly JsonObject[] =>
  isObject(place.value) && Array.isArray(place.value['coding']) ? place.value['coding'].filter(isObject) : [];

export const codeOperators: readonly Operator[] = [
  atEach(
    'code-outside',
    (place) => isBound(place, 'code', 'required'),
    (root, place) => putAt(root, place.path, 'samplan'),
  ),
  atEach(
    'code-in-capitals',
    (place) => isBound(place, 'code', 'required') && /[a-z]/.test(String(place.value)),
    (root, place) => putAt(root, place.path, `X${String(place.value).toUpperCase()}`),
  ),
  atEach(
    'display-for-code',
    (place) => isBound(place, 'code', 'required'),
    (root, place) => putAt(root, place.path, 'Aktiv plan'),
  ),
  atEach(
    'concept-outside',
    (place) => isBound(place, 'CodeableConcept', 'required') && codings(place).length > 0,
    (root, place) =>
      putAt(root, place.path, { coding: [{ system: codings(place)[0]?.['system'] ?? 'x', code: 'samplan' }] }),
  ),
  atEach(
    'concept-of-another-system',
    (place) => isBound(place, 'CodeableConcept', 'required') && codings(place).length > 0,
    (root, place) => putAt(root, place.path, { coding: [{ ...codings(place)[0], system: 'http://samplan.no/other' }] }),
  ),
  atEach(
    'concept-as-text',
    (place) => isBound(place, 'CodeableConcept', 'required'),
    (root, place) => putAt(root, place.path, { text: 'x' }),
    'either',
  ),
  atEach(
    'concept-beside-another',
    (place) => place.type === 'CodeableConcept' && codings(place).length > 0,
    (root, place) => {
      const list = valueAt(root, [...place.path, 'coding']);
      if (Array.isArray(list)) list.push({ system: 'http://samplan.no/other', code: 'x' });
    },
    'either',
  ),
  atEach(
    'extensible-outside',
    (place) => isBound(place, 'CodeableConcept', 'extensible') && codings(place).length > 0,
    (root, place) => putAt(root, place.path, { coding: [{ system: 'http://samplan.no/other', code: 'x' }] }),
    'either',
  ),
  atEach(
    'coding-changed',
    (place) => place.type === 'Coding' && isObject(place.value) && 'code' in place.value,
    (root, place) => {
      objectAt(root, place.path)['code'] = 'samplan-other';
    },
    'either',
  ),
  atEach(
    'coding-without-system',
    (place) => place.type === 'Coding' && isObject(place.value) && 'system' in place.value,
    (root, place) => {
      delete objectAt(root, place.path)['system'];
    },
    'either',
  ),
  atEach(
    'coding-of-another-system',
    (place) => place.type === 'Coding' && isObject(place.value) && 'system' in place.value,
    (root, place) => {
      objectAt(root, place.path)['system'] = 'http://samplan.no/other';
    },
    'either',
  ),
  atEach(
    'coding-with-relative-system',
    (place) => place.type === 'Coding' && isObject(place.value) && 'system' in place.value,
    (root, place) => {
      objectAt(root, place.path)['system'] = 'plan-kind';
    },
  ),
  atEach(
    'bad-language',
    (place) => place.key === 'language' && place.type === 'code',
    (root, place) => putAt(root, place.path, 'nb_NO'),
  ),
  atEach(
    'bad-mime-type',
    (place) => place.key === 'contentType',
    (root, place) => putAt(root, place.path, 'pdf'),
  ),
  atEach(
    'bad-currency',
    (place) => place.key === 'currency',
    (root, place) => putAt(root, place.path, 'KRONER'),
  ),
  atEach(
    'bad-unit',
    (place) => isObject(place.value) && place.value['system'] === 'http://unitsofmeasure.org',
    (root, place) => {
      objectAt(root, place.path)['code'] = 'steg??';
    },
  ),
];
