import { describe } from './describe.ts';
import type { Finding } from './finding.ts';
import { placeInJson } from './json-place.ts';
import { ruleText } from './rule-texts.ts';
import type { Site } from './site.ts';

const INTEGERS = new Set(['integer', 'positiveInt', 'unsignedInt']);

/**
 * What is wrong with numbers whose digits JSON.parse does not keep, by where they stand in the parsed resource: an integer that is
 * not written as one (http://hl7.org/fhir/R4/datatypes.html#integer), or a decimal whose precision would be lost
 * (http://hl7.org/fhir/R4/json.html#decimal). The text has to be asked: what is parsed no longer tells.
 *
 * @example
 * numberFindings(JSON.parse('{"resourceType":"Goal","target":[{"detailQuantity":{"value":1.50}}]}'), [['target', 0, 'detailQuantity', 'value']]);
 * // [{ rule: 'decimal-digits', path: 'Goal.target[0].detail.value', … }]
 */
export function numberFindings(
  resource: unknown,
  places: readonly (readonly (string | number)[])[],
): readonly Finding[] {
  return places.map((keys) => {
    const { path, element, type } = placeInJson(resource, keys);
    const rule = type !== undefined && INTEGERS.has(type) ? 'integer-form' : 'decimal-digits';
    const site: Site = { rule, element };
    const text = ruleText(site, describe(0));
    return {
      severity: 'error',
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
