import { fileURLToPath } from 'node:url';
import type { Finding } from '../../src/validation/finding.ts';
import { createValidator, type ValidateOptions, type Validator } from '../../src/validation/validation.ts';

export type Json = Record<string, unknown>;

/** Folder of the hand-written package of test profiles. */
export const FIXTURES = fileURLToPath(new URL('./fixtures/package', import.meta.url));

/** Canonical of a test profile. */
export function canonical(name: string): string {
  return `https://example.no/fhir/StructureDefinition/${name}`;
}

export const base: Validator = createValidator();

/** Findings as `rule @ path`, warnings marked: what tests compare. */
export function found(
  resource: unknown,
  validator: Validator = base,
  options: ValidateOptions = {},
): readonly string[] {
  return validator
    .validate(resource, options)
    .map(({ severity, rule, path }: Finding) => `${severity === 'error' ? '' : `${severity} `}${rule} @ ${path}`);
}

/** The smallest valid CarePlan, with changes; undefined takes an element away. */
export function carePlan(changes: Json = {}): Json {
  return without({
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'plan',
    subject: { reference: 'Patient/1' },
    ...changes,
  });
}

/** As JSON.parse would give it: elements that are undefined are not there. */
function without(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
