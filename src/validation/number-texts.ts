import { describe } from './describe.ts';
import type { Finding } from './finding.ts';
import { placeInJson } from './json-place.ts';
import { ruleText } from './rule-texts.ts';
import type { Site } from './site.ts';

const INTEGERS = new Set(['integer', 'positiveInt', 'unsignedInt']);

/** A number that is written otherwise than it will be kept, by its keys in the parsed resource. */
export interface NumberPlace {
  readonly keys: readonly (string | number)[];
  /** Only its precision is lost: `1.50`. */
  readonly isSameValue: boolean;
}

/**
 * What is wrong with numbers whose digits JSON.parse does not keep, by where they stand in the parsed resource: an integer that is
 * not written as one (http://hl7.org/fhir/R4/datatypes.html#integer), or a decimal that would be another one
 * (http://hl7.org/fhir/R4/json.html#decimal). Nothing is wrong with `1.50`. The text has to be asked: what is parsed no longer tells.
 *
 * @example
 * numberFindings(JSON.parse('{"resourceType":"Goal","target":[{"detailQuantity":{"value":0.1234567890123456789}}]}'), [{ keys: ['target', 0, 'detailQuantity', 'value'], isSameValue: false }]);
 * // [{ severity: 'error', rule: 'decimal-digits', path: 'Goal.target[0].detail.value', … }]
 */
export function numberFindings(resource: unknown, places: readonly NumberPlace[]): readonly Finding[] {
  return places.flatMap(({ keys, isSameValue }): Finding[] => {
    const { path, element, type } = placeInJson(resource, keys);
    const rule = type !== undefined && INTEGERS.has(type) ? 'integer-form' : 'decimal-digits';
    if (rule === 'decimal-digits' && isSameValue) return [];
    const site: Site = { rule, element };
    const text = ruleText(site, describe(0));
    return [
      {
        severity: 'error',
        code: text.code,
        rule,
        path,
        element,
        reference: `http://hl7.org/fhir/R4/${text.clause}`,
        message: text.message,
        action: text.action,
      },
    ];
  });
}
