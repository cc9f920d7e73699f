import { specializes } from './element-names.ts';
import type { ElementDefinition } from './structure-definition.ts';

const FHIRPATH = 'http://hl7.org/fhirpath/';

const number = (max: string): number => (max === '*' ? Number.POSITIVE_INFINITY : Number(max));

/** Whether R4's base leaves this type open: any resource, any type, or one that this specializes. */
function isOpen(general: string, type: string): boolean {
  return general === 'Resource' || general === 'DomainResource' || general === 'Element' || specializes(type, general);
}

/**
 * Why a profile does not constrain what it is a profile of (http://hl7.org/fhir/R4/profiling.html#limitations): it allows what
 * the element before it, of R4 or of the profile that it stands on, does not.
 */
export function limitFaults(element: ElementDefinition, before: ElementDefinition | undefined): readonly string[] {
  const { min = 0, max = '*', maxLength, type = [] } = element;
  const faults: string[] = [];
  if (min > number(max)) {
    faults.push(`is required at least ${min} times and allowed at most ${max}`);
  }
  if (maxLength !== undefined && !Number.isInteger(maxLength)) {
    faults.push('has a maxLength that is no whole number');
  }
  if (before?.min !== undefined && element.min !== undefined && element.min < before.min) {
    faults.push(`is required ${before.min} times where it comes from, and here ${element.min}`);
  }
  if (before?.max !== undefined && element.max !== undefined && number(element.max) > number(before.max)) {
    faults.push(`is allowed ${before.max} times where it comes from, and here ${element.max}`);
  }
  const types = before?.type ?? [];
  // FHIRPath's own types stand for the values of ids and urls.
  const lacking = type.filter(
    ({ code }) => !code.startsWith(FHIRPATH) && !types.some((general) => isOpen(general.code, code)),
  );
  if (types.length > 0 && lacking.length > 0) {
    faults.push(
      `has the type ${lacking.map(({ code }) => code).join(', ')}, which it does not have where it comes from`,
    );
  }
  return faults;
}
