import { mayPrecede } from './date-order.ts';
import type { NativeEntry } from './invariant.ts';
import { has, hasChoice, object, type Value } from './invariant-values.ts';

const UCUM = 'http://unitsofmeasure.org';

function isUcumOrNone(value: Value): boolean {
  return !has(value, 'system') || value['system'] === UCUM;
}

function inOrder(low: unknown, high: unknown): boolean {
  const a = object(low);
  const b = object(high);
  const comparable = a['system'] === b['system'] && a['code'] === b['code'] && a['unit'] === b['unit'];
  // Quantities in different units are undecided in FHIRPath: no ground to refuse.
  return !comparable || typeof a['value'] !== 'number' || typeof b['value'] !== 'number' || a['value'] <= b['value'];
}

const mealCodes = new Set<unknown>(['C', 'CM', 'CD', 'CV']);

/** Invariants of data types (http://hl7.org/fhir/R4/datatypes.html), as published in R4 4.0.1. */
export const dataTypeInvariants: readonly NativeEntry[] = [
  [
    'age-1',
    '(code.exists() or value.empty()) and (system.empty() or system = %ucum) and (value.empty() or value.hasValue().not() or value > 0)',
    (value) =>
      (has(value, 'code') || !has(value, 'value')) &&
      isUcumOrNone(value) &&
      (typeof value['value'] !== 'number' || value['value'] > 0),
  ],
  ['att-1', 'data.empty() or contentType.exists()', (value) => !has(value, 'data') || has(value, 'contentType')],
  [
    'cnt-3',
    "(code.exists() or value.empty()) and (system.empty() or system = %ucum) and (code.empty() or code = '1') and (value.empty() or value.hasValue().not() or value.toString().contains('.').not())",
    (value) =>
      (has(value, 'code') || !has(value, 'value')) &&
      isUcumOrNone(value) &&
      (!has(value, 'code') || value['code'] === '1') &&
      (typeof value['value'] !== 'number' || Number.isInteger(value['value'])),
  ],
  ['cpt-2', 'value.empty() or system.exists()', (value) => !has(value, 'value') || has(value, 'system')],
  [
    'dis-1',
    '(code.exists() or value.empty()) and (system.empty() or system = %ucum)',
    (value) => (has(value, 'code') || !has(value, 'value')) && isUcumOrNone(value),
  ],
  ['drq-1', 'path.exists() xor searchParam.exists()', (value) => has(value, 'path') !== has(value, 'searchParam')],
  ['drq-2', 'path.exists() xor searchParam.exists()', (value) => has(value, 'path') !== has(value, 'searchParam')],
  [
    'drt-1',
    'code.exists() implies ((system = %ucum) and value.exists())',
    (value) => !has(value, 'code') || (value['system'] === UCUM && has(value, 'value')),
  ],
  [
    'exp-1',
    'expression.exists() or reference.exists()',
    (value) => has(value, 'expression') || has(value, 'reference'),
  ],
  [
    'per-1',
    'start.hasValue().not() or end.hasValue().not() or (start <= end)',
    (value) => mayPrecede(value['start'], value['end']),
  ],
  ['qty-3', 'code.empty() or system.exists()', (value) => !has(value, 'code') || has(value, 'system')],
  [
    'rat-1',
    '(numerator.empty() xor denominator.exists()) and (numerator.exists() or extension.exists())',
    ({ numerator, denominator, extension }) =>
      (numerator === undefined) === (denominator === undefined) && (numerator !== undefined || extension !== undefined),
  ],
  ['rng-2', 'low.empty() or high.empty() or (low <= high)', ({ low, high }) => inOrder(low, high)],
  [
    'tim-1',
    'duration.empty() or durationUnit.exists()',
    (value) => !has(value, 'duration') || has(value, 'durationUnit'),
  ],
  ['tim-10', 'timeOfDay.empty() or when.empty()', (value) => !has(value, 'timeOfDay') || !has(value, 'when')],
  ['tim-2', 'period.empty() or periodUnit.exists()', (value) => !has(value, 'period') || has(value, 'periodUnit')],
  [
    'tim-4',
    'duration.exists() implies duration >= 0',
    (value) => typeof value['duration'] !== 'number' || value['duration'] >= 0,
  ],
  [
    'tim-5',
    'period.exists() implies period >= 0',
    (value) => typeof value['period'] !== 'number' || value['period'] >= 0,
  ],
  ['tim-6', 'periodMax.empty() or period.exists()', (value) => !has(value, 'periodMax') || has(value, 'period')],
  [
    'tim-7',
    'durationMax.empty() or duration.exists()',
    (value) => !has(value, 'durationMax') || has(value, 'duration'),
  ],
  ['tim-8', 'countMax.empty() or count.exists()', (value) => !has(value, 'countMax') || has(value, 'count')],
  [
    'tim-9',
    "offset.empty() or (when.exists() and when.select($this in ('C' | 'CM' | 'CD' | 'CV')).allFalse())",
    (value) =>
      !has(value, 'offset') ||
      (has(value, 'when') && !(Array.isArray(value['when']) && value['when'].some((code) => mealCodes.has(code)))),
  ],
  ['trd-1', 'data.empty() or timing.empty()', (value) => value['data'] === undefined || !hasChoice(value, 'timing')],
  [
    'trd-2',
    'condition.exists() implies data.exists()',
    ({ condition, data }) => condition === undefined || data !== undefined,
  ],
  [
    'trd-3',
    "(type = 'named-event' implies name.exists()) and (type = 'periodic' implies timing.exists()) and (type.startsWith('data-') implies data.exists())",
    (value) => {
      const type = value['type'];
      return (
        (type !== 'named-event' || has(value, 'name')) &&
        (type !== 'periodic' || hasChoice(value, 'timing')) &&
        (typeof type !== 'string' || !type.startsWith('data-') || value['data'] !== undefined)
      );
    },
  ],
];
