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
 * not written as one (http://hl7.org/fhir/R4/datatypes.html#integer), or a decimal whose precision would be lost
 * (http://hl7.org/fhir/R4/json.html#decimal): a warning where its value stays the same. The text has to be asked: what is parsed no longer tells.
 *
 * @example
 * numberFindings(JSON.parse('{"resourceType":"Goal","target":[{"detailQuantity":{"value":1.50}}]}'), [{ keys: ['target', 0, 'detailQuantity', 'value'], isSameValue: true }]);
 * // [{ severity: 'warning', rule: 'decimal-digits', path: 'Goal.target[0].detail.value', … }]
 */
export function numberFindings(resource: unknown, places: readonly NumberPlace[]): readonly Finding[] {
  return places.map(({ keys, isSameValue }) => {
    const { path, element, type } = placeInJson(resource, keys);
    const rule = type !== undefined && INTEGERS.has(type) ? 'integer-form' : 'decimal-digits';
    const site: Site = { rule, element };
    const text = ruleText(site, describe(0));
    return {
      severity: rule === 'decimal-digits' && isSameValue ? 'warning' : 'error',
      code: text.code,
      rule,
      path,
      element,
      reference: `http://hl7.org/fhir/R4/${text.clause}`,
      message: text.message,
      action: text.action,
    };
  });
}
