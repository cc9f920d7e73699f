import { baseCheck } from './base-types.ts';
import { describe } from './describe.ts';
import type { Finding } from './finding.ts';
import type { PackageFault } from './package-fault.ts';
import { type Definitions, Pass } from './pass.ts';
import type { Rule } from './rule.ts';

/** Faults of one file that are told: more of them are of the same kind. */
const MOST = 20;

/** Rules that say a resource does not have the shape that what reads it relies on. */
const OF_SHAPE: ReadonlySet<string> = new Set<Rule>([
  'not-an-object',
  'type',
  'null-value',
  'value-too-long',
  'choice-multiple',
  'required-binding',
  'nesting-depth',
  'finding-limit',
]);

/** What has no meaning without them. What only says something about the whole (status, date) may be missing. */
const NEEDED: ReadonlySet<string> = new Set([
  'ElementDefinition.constraint.key',
  'ElementDefinition.path',
  'ElementDefinition.slicing.discriminator.path',
  'ElementDefinition.slicing.discriminator.type',
  'ElementDefinition.type.code',
  'StructureDefinition.context.expression',
  'StructureDefinition.context.type',
  'ValueSet.compose.include.concept.code',
  'ValueSet.compose.include.filter.op',
  'ValueSet.compose.include.filter.property',
  'ValueSet.compose.include.filter.value',
  'CodeSystem.concept.code',
  'CodeSystem.concept.property.code',
]);

function isOfShape({ severity, rule, element = '', found }: Finding, type: string): boolean {
  if (severity !== 'error') {
    return false;
  }
  switch (rule) {
    case 'cardinality-min':
      return NEEDED.has(element);
    case 'primitive-format':
      // Published packages have canonicals with spaces around them, and ids of slices are anybody's: numbers are counted with.
      return found === describe(0).en;
    case 'unknown-element':
      return element !== type;
    default:
      return OF_SHAPE.has(rule);
  }
}

/** R4 alone: nothing that a package says, since none is loaded yet. */
const R4_ALONE: Definitions = {
  resource: (type) => ({ run: (value, pass) => baseCheck(type).run(value, pass) }),
  extension: () => undefined,
  codeTest: () => undefined,
  isWholeSystem: () => false,
  typeOfReference: () => undefined,
};

/**
 * What keeps a StructureDefinition, ValueSet or CodeSystem from being read as one: its JSON against R4's own definition of it.
 * Invariants, references and what is said of the resource as a whole keep nobody from reading it, and are passed over.
 */
export function shapeFaults(resource: Record<string, unknown>, type: string): readonly Omit<PackageFault, 'file'>[] {
  const pass = new Pass(resource, type, R4_ALONE);
  baseCheck(type).run(resource, pass);
  return pass.findings
    .filter((finding) => isOfShape(finding, type))
    .slice(0, MOST)
    .map(({ path, message }) => ({ element: path, reason: message.en }));
}
