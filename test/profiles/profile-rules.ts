import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import type { PackagedResource } from './package-reader.ts';

/** One thing that a profile or extension of ours asks for beyond what it is derived from. */
export interface ProfileRule {
  readonly profile: string;
  readonly element: string;
  /** As findings name it: a rule of the validator, or an invariant's key. */
  readonly rule: string;
}

type Structure = StructureDefinition & PackagedResource;

/** What tells the items of a slice apart: an item that lacks it is of no slice, so it can't be broken. */
const DISCRIMINATORS = /:[^.:]+(?:\.(?:system|url|type))?$/;

/** Every rule that a differential adds. */
export function rulesOf({ url, differential, type }: Structure): ProfileRule[] {
  const elements = differential?.element ?? [];
  return elements.flatMap((element) =>
    [...countRules(element, type, elements), ...valueRules(element), ...keysOf(element)].map((rule) => ({
      profile: url ?? '',
      element: element.id ?? '',
      rule,
    })),
  );
}

function countRules(
  { id = '', sliceName, min, max, path }: ElementDefinition,
  type: string,
  siblings: readonly ElementDefinition[],
): string[] {
  // One slice for each type of a choice element: it has one value anyway.
  if (id.includes('[x]:')) {
    return [];
  }
  if (sliceName !== undefined && id.endsWith(`:${sliceName}`)) {
    return [...(min ? ['slice-min'] : []), ...(max !== undefined && max !== '*' ? ['slice-max'] : [])];
  }
  // An extension has a value or extensions (ext-1), a url, and its differential repeats both.
  const isGiven = type === 'Extension' || DISCRIMINATORS.test(id) || /\.extension(\.|:)/.test(path ?? '');
  // A slice that must be there says it more closely.
  const isCounted = siblings.some((other) => other.id?.startsWith(`${id}:`) && other.min);
  return min && !isGiven && !isCounted ? ['cardinality-min'] : [];
}

function valueRules(element: ElementDefinition): string[] {
  const { id = '', binding, type = [], sliceName } = element;
  const isSlice = sliceName !== undefined && id.endsWith(`:${sliceName}`);
  const rules: string[] = [];
  const hasPattern = Object.keys(element).some((key) => /^(pattern|fixed)[A-Z]/.test(key));
  const isDiscriminator = isSlice || DISCRIMINATORS.test(id) || id.endsWith('.url');
  if (hasPattern && !isDiscriminator) rules.push('pattern-value');
  if (binding?.strength === 'required') rules.push('required-binding');
  if (binding?.strength === 'extensible') rules.push('extensible-binding');
  const targets = type.flatMap(({ targetProfile }) => targetProfile ?? []);
  if (targets.length > 0) rules.push('reference-target');
  if (id.endsWith('[x]') && type.length > 0) rules.push('choice-type');
  return rules;
}

function keysOf({ constraint }: ElementDefinition): string[] {
  return (constraint ?? []).flatMap(({ key }) => (key?.startsWith('ip-') ? [key] : []));
}
