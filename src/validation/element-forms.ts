import { baseDefinitions } from './base-definitions.ts';
import { MAX_STRING } from './primitives.ts';
import type { Rule } from './rule.ts';
import { isAbsoluteUri, isWithoutSpace } from './uri-forms.ts';

/** What R4 says of one primitive element beyond its type, in words and not in an invariant. */
export interface ElementForm {
  readonly rule: Rule;
  readonly expected: string;
  readonly check: (value: unknown) => boolean;
}

/** A system names a code system by its canonical, or a namespace of identifiers: both are absolute. */
const system: ElementForm = { rule: 'system-relative', expected: 'absolute URI', check: isAbsoluteUri };

const SYSTEMS = ['Coding', 'Identifier', 'Quantity', 'Age', 'Count', 'Distance', 'Duration'];

let resourceTypes: ReadonlySet<unknown> | undefined;

/** Value set resource-types: the names of resources, those of abstract ones too. */
function isResourceType(value: unknown): boolean {
  resourceTypes ??= new Set<unknown>([...baseDefinitions.resourceTypes, 'Resource', 'DomainResource']);
  return resourceTypes.has(value);
}

/** By element id. */
export const elementForms: ReadonlyMap<string, ElementForm> = new Map([
  ...SYSTEMS.map((type) => [`${type}.system`, system] as const),
  [
    'Reference.reference',
    {
      rule: 'reference-format',
      expected: 'URL',
      check: (value) => isWithoutSpace(value) && value.length <= MAX_STRING,
    },
  ],
  // Absolute URLs are for logical models, and those are not in resources.
  ['Reference.type', { rule: 'reference-type', expected: 'resource type', check: isResourceType }],
]);
