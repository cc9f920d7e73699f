import type { CodeSet } from './binding-check.ts';
import type { Linker } from './linker.ts';
import { formats } from './rule-checked-sets.ts';
import type { Site } from './site.ts';
import type { Binding } from './structure-definition.ts';

/** How the base binds an element: to a set whose content is known, or to one that can only be warned about. */
export interface Bound {
  readonly set?: CodeSet;
  readonly site: Site;
}

/** What a base binding demands; undefined when it demands nothing (http://hl7.org/fhir/R4/terminologies.html#strength). */
export function boundTo(binding: Binding | undefined, element: string, linker: Linker): Bound | undefined {
  const isRequired = binding?.strength === 'required';
  const url = isRequired ? binding.valueSet : binding?.maxValueSet;
  if (url === undefined) {
    return undefined;
  }
  const set = element === 'CapabilityStatement.format' ? formats : linker.codeSet(url);
  if (set) {
    return { set, site: { rule: isRequired ? 'required-binding' : 'max-value-set', element, expected: set.url } };
  }
  return { site: { rule: 'binding-not-checked', severity: 'warning', element, expected: url } };
}
